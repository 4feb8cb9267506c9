import { formatDuration } from '../../contract/words/format-duration.ts'
import { utcDated } from '../../contract/words/format-time.ts'
import { typedMoment } from '../../contract/words/typed-moment.ts'
import type { JournalRecord } from '../ports/journal.ts'

/**
 * When it was decided what to do, and how long that took since the pager went off: the first approval, or the first decision
 * not to act. Null before either; without a time of the alert that can be told from others, since the first verdict.
 * @param alerted as it was written
 */
export function decidedText(records: readonly JournalRecord[], alerted: string): string | null {
  const decision = records.find(({ kind }) => kind === 'confirm' || kind === 'declined')
  if (decision === undefined) return null
  const atMs = Date.parse(decision.t)
  const what = decision.kind === 'declined' ? ', not to act for now' : ''
  const at = typedMoment(alerted, atMs)
  const seen = records.find(({ kind }) => kind === 'verdict')
  const [from, sinceMs] =
    at !== null ? ['the alert', Date.parse(at)] : ['the first verdict', seen ? Date.parse(seen.t) : Number.NaN]
  const tookMs = atMs - sinceMs
  const took = tookMs >= 0 ? `, ${formatDuration(tookMs)} after ${from}` : ''
  return `${utcDated(decision.t)}${took}${what}`
}
