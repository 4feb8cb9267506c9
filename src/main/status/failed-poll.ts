import type { Failure, Observed } from '../../contract/index.ts'

/** A reading after a poll that failed: what was read before stays as the last good one. */
export function failedPoll<T>(before: Observed<T> | null, failure: Failure, at: string): Observed<T> {
  if (failure.code === 'forbidden') return { state: 'forbidden', failure, observedAt: at }
  if (before?.state === 'value')
    return { state: 'unreachable', failure, sinceAt: at, last: { value: before.value, observedAt: before.observedAt } }
  if (before?.state === 'unreachable') return { ...before, failure }
  return { state: 'unreachable', failure, sinceAt: at }
}
