import type { ReportField, ReportView, Verdict } from '../../contract/index.ts'
import { reportFields } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { impactText } from './impact.ts'
import { effectOf, executedIn } from './run-story.ts'

/** What the operator wrote wins; the rest is read off the records; nothing is invented. */
export function fieldsOf(records: readonly JournalRecord[]): ReportView['fields'] {
  const written = writtenIn(records)
  const prefilled = prefilledFrom(records)
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

function prefilledFrom(records: readonly JournalRecord[]): Partial<Record<ReportField, string>> {
  const crossing = records.find(({ kind, body }) => kind === 'verdict' && firstCrossing(body['verdict']) !== null)
  const verdict = crossing ? (crossing.body['verdict'] as Verdict) : null
  const proved = lastProof(records)
  const startedAt = verdict ? earliestCrossing(records) : ''
  return {
    // What was seen, without what it asked for: that is a command, and no cause.
    ...(verdict ? { trigger: (verdict.rest || verdict.lead).trim(), startedAt } : {}),
    ...(proved && startedAt !== '' ? { impact: impactText(records, startedAt, proved.t) } : {}),
    ...(crossing ? { detectedAt: crossing.t } : {}),
    ...(proved ? { restoredAt: proved.t } : {})
  }
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
