import { serviceKey, type OpenEnd, type RecentRun, type Run, type ServiceRef } from '../../contract/index.ts'
import { undoneOf } from '../../contract/half-way.ts'

/**
 * The newest run of each service: one that goes on, one that was proved, or one that was sent and is not proved, which is left
 * open until something else is done. How long the first ones are told of is seen by the clock.
 * @param runs of one cluster, oldest first
 */
export function recentRuns(runs: readonly Run[]): readonly RecentRun[] {
  const newest = new Map<string, { readonly ref: ServiceRef; readonly run: Run }>()
  // What was cancelled before it was sent says nothing of what was sent before it.
  for (const run of runs.filter((one) => one.state !== 'settled' || one.attempts.length > 0 || one.proved))
    for (const ref of changedBy(run)) newest.set(serviceKey(ref), { ref, run })
  return [...newest.values()].flatMap(({ ref, run }) => {
    const { id, words, state, proved, approvedAt, settledAt, watchUntil } = run
    const openEnd = openEndOf(run)
    if (state === 'settled' && watchUntil === null && openEnd === null) return []
    return [
      { id, ref, words, state, proved, approvedAt, settledAt, watchUntil, ...(openEnd === null ? {} : { openEnd }) }
    ]
  })
}

function changedBy({ ref, besides }: Run): readonly ServiceRef[] {
  return besides?.map((beside) => beside.ref) ?? (ref === null ? [] : [ref])
}

/** What was sent stays, also where it helps nobody; null for what is proved, goes on, or is known to have changed nothing. */
function openEndOf(run: Run): OpenEnd | null {
  const { state, proved, attempts, steps, attested, outcome } = run
  const isSent = attempts.some((attempt) => attempt.outcome === 'succeeded' || attempt.outcome === 'unknown')
  if (state !== 'settled' || proved || !isSent || run.overtaken) return null
  if (undoneOf(run).length > 0) return 'halfWay'
  if (attempts.some((attempt) => attempt.outcome === 'unknown')) return 'unknown'
  if (attested !== null) return 'vouched'
  const isStopped =
    outcome === 'cancelled' || steps.some(({ kind, state: at }) => kind === 'prove' && at === 'cancelled')
  return isStopped ? 'stopped' : 'notProved'
}
