import type { Run, ServiceView, Verdict } from '../../../contract/index.ts'
import { asksForChange, reportedSignals } from '../../../contract/verdict.ts'
import { crossedMs, readAt } from './is-overtaken.ts'

/** So long a reading may hold requests of before what was sent, milliseconds: the usual window and a scrape. */
const reachMs = 75_000

/**
 * Whether the service asks for action by a reading of after what a run has sent, while that run is not over: what is done
 * does not help, and nobody may have to wait for its proof to be told.
 *
 * A verdict knows itself what is of before a change of the template, once it has seen that one. Of what is changed
 * elsewhere, such as weights of a route, it does not: there a reading counts once its window holds nothing of before.
 */
export function asksAgain(run: Run | null, verdict: Verdict | null, service: ServiceView | null): boolean {
  if (run === null || verdict === null || (run.state !== 'verifying' && run.state !== 'waiting')) return false
  const sentMs = Math.max(...run.attempts.map(({ endedAt }) => Date.parse(endedAt)))
  if (!Number.isFinite(sentMs) || !asksForChange(verdict.level)) return false
  if (verdict.level === 'prepare' && crossedMs(verdict) <= sentMs) return false
  const saidAt = saidAtOf(verdict, service)
  // A word of a person has no window: it is of after what was sent once it was said after that.
  if (saidAt !== null) return Date.parse(saidAt) > sentMs
  return Date.parse(readAt(verdict, service)) > sentMs + (isSeen(run, service) ? 0 : reachMs)
}

/** When a person said what the row fires on, ISO; null where it was measured. */
function saidAtOf({ row, judgements }: Verdict, service: ServiceView | null): string | null {
  const fired = judgements.find((judgement) => judgement.row === row)?.signal
  const said = reportedSignals.find((id) => id === fired)
  return (said && service?.signals.find(({ id }) => id === said)?.series?.at(-1)?.at) ?? null
}

/** The template that is there was written by us since the approval. */
function isSeen({ approvedAt }: Run, service: ServiceView | null): boolean {
  if (service?.deployment.state !== 'value') return false
  const { changedBy, changedAt } = service.deployment.value
  return changedBy.includes('backout') && Date.parse(changedAt) >= Date.parse(approvedAt)
}
