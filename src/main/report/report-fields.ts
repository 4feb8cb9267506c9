import type { Beside, ReportField, ReportView, ServiceRef, Verdict } from '../../contract/index.ts'
import { asksForChange, reportFields, serviceKey } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { askedOutcome, type AskedOutcome } from './asked-outcome.ts'
import { feltSince, impactText } from './impact.ts'
import { silentEndpointIn, silentImpact } from './silent-endpoint.ts'
import { effectOf, executedIn } from './run-story.ts'

/** What the operator wrote wins; the rest is read off the records; nothing is invented. */
export function fieldsOf(records: readonly JournalRecord[], service: ServiceRef | null = null): ReportView['fields'] {
  const written = writtenIn(records)
  const prefilled = prefilledFrom(records, service)
  const entries = reportFields.map((field) => {
    const own = written.get(field)
    if (own !== undefined && own !== '') return [field, { value: own, source: 'operator' }] as const
    const value = prefilled[field] ?? ''
    const earlier =
      field === 'startedAt' && (isStartEarlier(records) || isOfEndpoint(records)) ? { isEarlier: true } : {}
    return [field, { value, source: value === '' ? 'empty' : 'prefilled', ...earlier }] as const
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
  const crossed = crossedIn(records)
  const seen = crossed.find(({ verdict }) => asksForChange(verdict.level)) ?? crossed[0]
  const first = firstCrossed(records)
  const together = service && symptomIn(records, service)
  // What is read after a run that changed it together with others is what came of that run.
  const isEarlier = together !== null && (seen === undefined || together.seq < seen.seq)
  const proved = lastProof(records)
  const startedAt = first?.firstCrossedAt ?? ''
  const asked = askedOutcome(records, proved)
  const silent = startedAt === '' ? silentEndpointIn(records) : null
  return {
    ...(silent
      ? { trigger: silent.text, startedAt: silent.from, detectedAt: silent.from, impact: silentImpact(silent) }
      : {}),
    ...(seen ? { trigger: crossingText(records) ?? triggerText(seen.verdict), startedAt } : {}),
    ...(isEarlier ? { trigger: together.symptom } : {}),
    // Of all readings: what was measured stays, whatever was done and not proved afterwards.
    ...(startedAt !== ''
      ? { impact: impactText(records, startedAt, proved?.t ?? '', isStartEarlier(records), asked) }
      : {}),
    ...(seen ? { detectedAt: seen.t } : {}),
    ...(isEarlier ? { detectedAt: together.t } : {}),
    ...(proved && !isOpenStill(asked, records, startedAt) ? { restoredAt: asked.betterAt ?? proved.t } : {})
  }
}

/** What asked for the proved run and is not known to be better, where that is all that users or the service had; none else. */
export function stillOpenIn(records: readonly JournalRecord[]): AskedOutcome['open'] {
  const asked = askedOutcome(records, lastProof(records))
  return isOpenStill(asked, records, firstCrossed(records)?.firstCrossedAt ?? '') ? asked.open : []
}

/** Where requests failed, that they do not any more is what restored it. */
function isOpenStill({ open }: AskedOutcome, records: readonly JournalRecord[], startedAt: string): boolean {
  if (open.length === 0) return false
  const felt = startedAt === '' ? 'other' : feltSince(records, startedAt)
  return felt === 'said' || felt === 'other'
}

/** Whether what is told began with an endpoint that did not answer, and no limit was past. */
function isOfEndpoint(records: readonly JournalRecord[]): boolean {
  return firstCrossed(records) === null && silentEndpointIn(records) !== null
}

/** As it stands in the timeline, with the value of that moment; null where nothing says it. */
function crossingText(records: readonly JournalRecord[]): string | null {
  const text = records.find(({ kind, body }) => kind === 'note' && body['what'] === 'crossing')?.body['text']
  return typeof text === 'string' && text.includes(': ') ? text : null
}

/**
 * What was seen, without what it asked for: that is a command, and no cause. A verdict that waits speaks of the newest
 * change, which may be the cure: of it what was past its limit is taken.
 */
function triggerText({ level, lead, rest, judgements }: Verdict): string {
  if (level !== 'wait') return (rest || lead).trim()
  const past =
    judgements.find(({ result }) => result === 'waits') ?? judgements.find(({ result }) => result === 'fires')
  return past === undefined ? '' : `${past.title}: ${past.evidence.replace(/;.*$/, '')}`
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
function firstCrossed(records: readonly JournalRecord[]): Verdict | null {
  return crossedIn(records).reduce<Verdict | null>(
    (first, { verdict }) =>
      first === null || (verdict.firstCrossedAt ?? '') <= (first.firstCrossedAt ?? '') ? verdict : first,
    null
  )
}

/** Whether a limit was past in the first reading there is, so that the start that is prefilled may lie before it. */
function isStartEarlier(records: readonly JournalRecord[]): boolean {
  return firstCrossed(records)?.isCrossedEarlier === true
}

/** Verdicts with a limit that was past, with when they were recorded. */
function crossedIn(records: readonly JournalRecord[]) {
  return records.flatMap(({ kind, seq, t, body }) => {
    const verdict = kind === 'verdict' ? body['verdict'] : null
    if (typeof verdict !== 'object' || verdict === null || !('firstCrossedAt' in verdict)) return []
    const said = verdict as Verdict
    return said.firstCrossedAt === null ? [] : [{ seq, t, verdict: said }]
  })
}
