import type { RecentRun, Run } from '../../contract/index.ts'
import { unsentOf } from '../../contract/half-way.ts'

/**
 * How a run that is over was left without a proof, where something of it was sent or may have been; null for one that goes on, was
 * proved, changed nothing, or was overtaken by a later one, which speaks for both.
 */
export function openEnd(run: Run): NonNullable<RecentRun['open']> | null {
  const { state, proved, outcome, attempts, attested, overtaken } = run
  if (state !== 'settled' || proved || overtaken) return null
  if (outcome === 'unknown' || attempts.some((attempt) => attempt.outcome === 'unknown')) return 'unknown'
  if (!attempts.some((attempt) => attempt.outcome === 'succeeded')) return null
  if (attested !== null) return 'vouchedFor'
  return unsentOf(run).length > 0 ? 'halfWay' : 'notProved'
}
