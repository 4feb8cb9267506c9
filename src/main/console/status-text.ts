import type { Plan, ReportView, Run, ServiceRef, Verdict, WatchView, WhatChangedView } from '../../contract/index.ts'
import { reportedSignals, serviceKey, usualReachMs } from '../../contract/index.ts'
import { typedMoment } from '../../contract/words/typed-moment.ts'
import { stringAt } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'
import {
  calmAgainAt,
  feltSince,
  stillOpenIn,
  outagesIn,
  seenNow,
  silentEndpointIn,
  statusUpdate,
  wellAgainAt
} from '../report/index.ts'
import { runOf } from '../run/index.ts'

export interface StatusTextOf {
  readonly service: ServiceRef
  readonly fields: ReportView['fields']
  readonly records: readonly JournalRecord[]
  readonly run: Run | null
  /** What is planned and not approved; null for nothing. */
  readonly plan?: Plan | null
  /** Null while nothing is known of the present. */
  readonly verdict: Verdict | null
  readonly watches: readonly WatchView[]
  /** What was changed around the service; null while nobody has looked. */
  readonly changes?: WhatChangedView | null
  readonly now: Date
}

/** The draft for the status page, of what the records, the verdict and the watch say; what the operator wrote wins. */
export function statusText({ run: newest, plan = null, changes = null, ...of }: StatusTextOf): string {
  const { service, fields, records, verdict, watches, now } = of
  const run = newest !== null && isNothingSent(newest) ? runBefore(records, newest) : newest
  const { restoredAt } = fields
  const startedAt = startOf(fields, verdict, now)
  const isOwnEnd = restoredAt.source === 'operator'
  const well = isOwnEnd
    ? { at: restoredAt.value, isLatest: false }
    : wellAgainAt(records, startedAt.value, restoredAt.value)
  const outages =
    startedAt.source === 'operator' ? { startedAt: startedAt.value, before: [] } : outagesIn(records, startedAt.value)
  const silent = startedAt.source === 'prefilled' ? silentEndpointIn(records) : null
  const region = silent?.from === startedAt.value ? silent : null
  const isByOthers = well.at === ''
  const isOf = ({ ref, runId }: WatchView): boolean =>
    serviceKey(ref) === serviceKey(service) && (run === null || run.id === runId)
  const watch = watches.findLast(isOf) ?? null
  return statusUpdate({
    service,
    ...outages,
    isStartEarlier: startedAt.isEarlier === true && outages.before.length === 0,
    // What users felt ends before the proof does; the report says the same of its impact.
    // That users were led away says nothing of where they are now: a proof does.
    restoredAt: isByOthers
      ? region
        ? region.isLeft
          ? ''
          : region.to
        : calmAgainAt(records, startedAt.value)
      : well.at,
    isLatest: well.isLatest,
    isByOthers,
    isOfRegion: region !== null,
    felt: feltSince(records, startedAt.value),
    isStillReported: !isOwnEnd && isStillReported(verdict),
    isOpen: !isOwnEnd && stillOpenIn(records).length > 0,
    seen: seenNow(verdict),
    run,
    planned: plan?.scope.besides ?? [],
    hasFailedBefore: run !== null && hasFailedBefore(records, run),
    watch: isOwnEnd ? null : watch,
    isTakenBack: isTakenBack(verdict),
    isOfBefore: isOfBefore(verdict, run, now),
    isUndone: run !== null && isUndone(run, changes),
    now
  })
}

/** In its countdown, and where it was cancelled in it: what was so before is so still. */
function isNothingSent({ state, outcome, attempts }: Run): boolean {
  return state === 'arming' || (outcome === 'cancelled' && attempts.length === 0)
}

/** The newest run of this incident before that one of which something was sent; null for none. */
function runBefore(records: readonly JournalRecord[], { id, approvedAt }: Run): Run | null {
  const before = runsIn(records).filter((run) => run.id !== id && run.approvedAt < approvedAt && !isNothingSent(run))
  return before.toSorted((a, b) => a.approvedAt.localeCompare(b.approvedAt)).at(-1) ?? null
}

function runsIn(records: readonly JournalRecord[]): readonly Run[] {
  const ids = new Set(records.flatMap(({ kind, body }) => (kind === 'confirm' ? [stringAt(body, 'runId')] : [])))
  return [...ids].flatMap((id) => runOf(records.filter(({ body }) => body['runId'] === id)) ?? [])
}

/** It waits for a change that went back to what served well. */
function isTakenBack(verdict: Verdict | null): boolean {
  const wait = verdict?.wait ?? null
  return wait !== null && 'isBackOnGood' in wait && wait.isBackOnGood
}

/** What is measured may be of before the newest change: of one that no template shows, the clock alone tells. */
function isOfBefore(verdict: Verdict | null, run: Run | null, now: Date): boolean {
  if (verdict?.judgements.some(({ result, ofBefore }) => result === 'waits' || ofBefore === true) === true) return true
  const sentMs = Math.max(...(run?.attempts ?? []).map(({ endedAt }) => Date.parse(endedAt)))
  return now.getTime() < sentMs + (verdict?.reachMs ?? usualReachMs)
}

/** Somebody else has written since the proof what it was about, or it was seen to be put back. */
function isUndone({ checks, settledAt }: Run, changes: WhatChangedView | null): boolean {
  if (checks.some(({ putBack }) => putBack !== undefined)) return true
  const later = changes?.changes.filter(
    ({ kind, at, isOurs }) => kind === 'write' && !isOurs && settledAt !== null && at > settledAt
  )
  return later?.some(({ id }) => id === changes?.likeliest?.id) ?? false
}

/** Whether a run of this incident before this one was done and seen not to have helped. */
function hasFailedBefore(records: readonly JournalRecord[], { id, approvedAt }: Run): boolean {
  return runsIn(records).some((run) => {
    if (run.id === id || run.state !== 'settled' || run.proved || run.attested || run.approvedAt >= approvedAt)
      return false
    return run.outcome === 'succeeded' && run.checks.some(({ status, blocks }) => status === 'False' && blocks)
  })
}

/** Where nothing measured began it, the alert had a reason then or earlier, unless all that is measured is well. */
function startOf(
  { startedAt, alertedAt }: ReportView['fields'],
  verdict: Verdict | null,
  now: Date
): ReportView['fields']['startedAt'] {
  if (startedAt.value !== '' || seenNow(verdict) === 'calm') return startedAt
  const at = typedMoment(alertedAt.value, now.getTime())
  return at === null ? startedAt : { value: at, source: 'operator', isEarlier: true }
}

function isStillReported(verdict: Verdict | null): boolean {
  const isSaid = (signal: string): boolean =>
    signal !== 'securityIncident' && reportedSignals.some((id) => id === signal)
  return (
    verdict?.judgements.some(({ signal, result }) => isSaid(signal) && (result === 'fires' || result === 'waits')) ??
    false
  )
}
