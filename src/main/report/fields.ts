import type { Beside, ReportField, ReportView, ServiceRef, Verdict } from '../../contract/index.ts'
import { reportFields, serviceKey } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { impactText } from './impact.ts'
import { effectOf, executedIn } from './run-story.ts'

/** What the operator wrote wins; the rest is read off the records; nothing is invented. */
export function fieldsOf(records: readonly JournalRecord[], service: ServiceRef | null = null): ReportView['fields'] {
  const written = writtenIn(records)
  const prefilled = prefilledFrom(records, service)
  const entries = reportFields.map((field) => {
    const own = written.get(field)
    if (own !== undefined && own !== '') return [field, { value: own, source: 'operator' }] as const
    const value = prefilled[field] ?? ''
    return [field, { value, source: value === '' ? 'empty' : 'prefilled' }] as const
  })
  return Object.fromEntries(entries) as ReportView['fields']
}

function writtenIn(records: readonly JournalRecord[]): ReadonlyMap<ReportField, string> {
  const written = new Map<ReportField, string>()
  for (const { kind, body } of records) {
    const { field, value } = body
    if (kind !== 'report' || typeof value !== 'string') continue
    const known = reportFields.find((name) => name === field)
    if (known) written.set(known, value)
  }
  return written
}

function prefilledFrom(
  records: readonly JournalRecord[],
  service: ServiceRef | null
): Partial<Record<ReportField, string>> {
  const crossing = records.find(({ kind, body }) => kind === 'verdict' && firstCrossing(body['verdict']) !== null)
  const verdict = crossing ? (crossing.body['verdict'] as Verdict) : null
  const together = service && symptomIn(records, service)
  // What is read after a run that changed it together with others is what came of that run.
  const isEarlier = together !== null && (crossing === undefined || together.seq < crossing.seq)
  const proved = lastProof(records)
  const startedAt = verdict ? earliestCrossing(records) : ''
  return {
    // What was seen, without what it asked for: that is a command, and no cause.
    ...(verdict ? { trigger: (verdict.rest || verdict.lead).trim(), startedAt } : {}),
    ...(isEarlier ? { trigger: together.symptom } : {}),
    // Of all readings: what was measured stays, whatever was done and not proved afterwards.
    ...(startedAt !== '' ? { impact: impactText(records, startedAt, proved?.t ?? '') } : {}),
    ...(crossing ? { detectedAt: crossing.t } : {}),
    ...(isEarlier ? { detectedAt: together.t } : {}),
    ...(proved ? { restoredAt: proved.t } : {})
  }
}

/** What hurt in the service when it was taken back together with others; null where that did not happen, or nothing did. */
function symptomIn(records: readonly JournalRecord[], service: ServiceRef) {
  for (const { kind, seq, t, body } of records) {
    const besides = kind === 'confirm' && Array.isArray(body['besides']) ? (body['besides'] as readonly Beside[]) : []
    const symptom = besides.find(({ ref }) => serviceKey(ref) === serviceKey(service))?.symptom ?? ''
    if (symptom !== '') return { symptom, seq, t }
  }
  return null
}

/** The proof that still holds: after a later run that is not proved, or not yet, nobody knows when service was restored. */
function lastProof(records: readonly JournalRecord[]): JournalRecord | null {
  const last = records.findLast(({ kind, body }) => (kind === 'reconcile' || kind === 'settled') && 'proved' in body)
  if (last?.body['proved'] !== true) return null
  const later = executedIn(records).filter(({ seq }) => seq > last.seq)
  return effectOf(later) === 'none' ? last : null
}

/** The history of a signal may arrive after its present value, and puts the start further back. */
function earliestCrossing(records: readonly JournalRecord[]): string {
  const times = records.flatMap(({ kind, body }) => (kind === 'verdict' ? [firstCrossing(body['verdict']) ?? ''] : []))
  return times.filter((time) => time !== '').sort()[0] ?? ''
}

function firstCrossing(verdict: unknown): string | null {
  return typeof verdict === 'object' && verdict !== null && 'firstCrossedAt' in verdict
    ? (verdict as Verdict).firstCrossedAt
    : null
}
