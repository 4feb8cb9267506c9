import type { Run, ServiceView, Verdict } from '../../../contract/index.ts'
import { asksForChange } from '../../../contract/verdict.ts'

/**
 * Whether a proved run is no longer the news: the service asks for action again, by a reading taken after the run
 * settled. What was proved is then older than the verdict, and may not stand above it in green.
 *
 * A `prepare` that was there all the time does not count: the proof has seen it, and holds (availability of 99.8 % is
 * one, and normal for many a service).
 */
export function isOvertaken(run: Run | null, verdict: Verdict | null, service: ServiceView | null): boolean {
  if (run === null || verdict === null || !run.proved || run.settledAt === null) return false
  const settledMs = Date.parse(run.settledAt)
  if (!asksForChange(verdict.level)) return false
  if (verdict.level === 'prepare' && crossedMs(verdict) <= settledMs) return false
  return Date.parse(readAt(verdict, service)) > settledMs
}

/** When the trouble began, in milliseconds. */
export function crossedMs(verdict: Verdict): number {
  return Date.parse(verdict.firstCrossedAt ?? verdict.judgedAt)
}

/** When the reading was taken that the row fired on, or somebody said it, ISO. */
export function readAt(verdict: Verdict, service: ServiceView | null): string {
  const row = verdict.judgements.find((judgement) => judgement.row === verdict.row)
  if (row?.saidAt !== undefined) return row.saidAt
  const fired = row?.signal
  if (fired === 'newPodsUnavailable' && service?.deployment.state === 'value') return service.deployment.observedAt
  const measure = service?.signals.find((signal) => signal.id === fired)?.measure
  return measure?.state === 'known' ? measure.observedAt : verdict.judgedAt
}
