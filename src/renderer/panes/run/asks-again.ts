import type { Run, ServiceView, Verdict } from '../../../contract/index.ts'
import { asksForChange, usualReachMs } from '../../../contract/verdict.ts'
import { crossedMs, readAt } from './is-overtaken.ts'

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
  return Date.parse(readAt(verdict, service)) > sentMs + (isSeen(run, service) ? 0 : (verdict.reachMs ?? usualReachMs))
}

/** The template that is there was written by us since the approval. */
function isSeen({ approvedAt }: Run, service: ServiceView | null): boolean {
  if (service?.deployment.state !== 'value') return false
  const { changedBy, changedAt } = service.deployment.value
  return changedBy.includes('backout') && Date.parse(changedAt) >= Date.parse(approvedAt)
}
