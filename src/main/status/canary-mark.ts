import type { ServiceRow } from '../../contract/index.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { Canary } from '../providers/flagger/canary.ts'
import { isOnTrial, isPromoting } from '../providers/flagger/phase.ts'

/** So long after it what Flagger did is the news of a service that is calm, milliseconds. */
const newsMs = 3_600_000
/** What a clock may be ahead of another, milliseconds. */
const skewMs = 60_000
/** Above what only changed, and below what is past a limit. */
export const rolledBackRank = 250

/**
 * A row of what Flagger releases, with what it did in the last hour: its own workload serves as it did before, and the calm of
 * it hides that a release has just failed. Trouble of any other kind is said instead. Pure.
 */
export function withCanaryMark(row: ServiceRow, canary: Canary, now: Date): ServiceRow {
  if (row.trouble !== 'calm' && row.trouble !== 'changed' && row.trouble !== 'unknown') return row
  const sinceAt = canary.condition?.sinceAt ?? ''
  const ageMs = now.getTime() - Date.parse(sinceAt)
  if (!(ageMs < newsMs && ageMs > -skewMs)) return row
  const also = row.trouble === 'unknown' ? `; ${row.troubleText}` : ''
  const at = utc(sinceAt)
  const rank = row.rank % 100
  if (canary.phase === 'Failed') {
    const text = canary.failed === 'promotion' ? `promotion failed ${at}` : `rolled back by Flagger ${at}`
    return { ...row, trouble: 'changed', troubleText: `${text}${also}`, rank: rolledBackRank + Math.min(rank, 49) }
  }
  const isUnderWay = isOnTrial(canary.phase) || isPromoting(canary.phase)
  if (!isUnderWay && canary.phase !== 'Succeeded') return row
  const text = isUnderWay ? `on trial since ${at}` : `released by Flagger ${at}`
  return { ...row, trouble: 'changed', troubleText: `${text}${also}`, rank: 200 + rank }
}
