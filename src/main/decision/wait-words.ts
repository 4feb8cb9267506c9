import type { SignalId } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { leftText } from '../../contract/words/left-text.ts'
import { newRevision } from '../../contract/words/new-revision.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { JudgedRow } from './judge-row.ts'
import type { NewestChange } from './newest-change.ts'

/**
 * Why a verdict waits, with times of day: it is recorded and read aloud once, while the window counts down by itself.
 * `reachMs` is how long readings hold requests of before.
 */
export function datedWaitingWords(change: NewestChange, reachMs: number, signal?: SignalId): string {
  const { workload, revision, endedMs, cleanMs } = change
  // Memory is of the pods that are being replaced.
  if (cleanMs === null && signal === 'memoryLeft')
    return `${newRevision(revision, workload)}${template(change)} is being rolled out${by(change)} since ${timeOf(change.startedMs)}; what grows is of pods that it replaces.`
  if (cleanMs === null)
    return `${newRevision(revision, workload)}${template(change)} is being rolled out${by(change)} since ${timeOf(change.startedMs)}; the readings hold requests of before; clean ${formatDuration(reachMs)} after its end.`
  return `${newRevision(revision, workload)}${template(change)} rolled out at ${timeOf(endedMs ?? change.startedMs)}${by(change)}; the readings still hold requests of before; clean reading at ${timeOf(cleanMs)}.`
}

/** Why a verdict waits whose numbers are of users that have been led away since. */
export function leftWaitingWords(left: NonNullable<JudgedRow['left']>): string {
  return `${leftText(left)}: the readings still hold requests of before; clean reading at ${timeOf(left.cleanMs)}.`
}

/** Why a verdict waits for people: what they said is of before the newest change, and no reading says whether it is better. */
export function saidBeforeWords(
  signal: SignalId,
  evidence: string,
  { workload, revision, startedMs }: NewestChange
): string {
  const said = evidence.replace(/; said before the newest change$/, '')
  const name = newRevision(revision, workload)
  const who = signal === 'securityIncident' ? 'whoever reported it' : 'them'
  return `${said}. That was before ${name.charAt(0).toLowerCase()}${name.slice(1)} was rolled out at ${timeOf(startedMs)}: ask ${who} whether it is better, and say so.`
}

/** Beside good numbers: they may be of before the change as well. */
export function freshChangeWords({ workload, revision, cleanMs }: NewestChange): string {
  const until = cleanMs === null ? 'until it has rolled out' : `until ${timeOf(cleanMs)}`
  return `${newRevision(revision, workload)} is new: the readings hold requests of before it ${until}.`
}

function template({ templateOf, isBackOnGood }: NewestChange): string {
  if (templateOf === null) return ''
  return ` (template of ${templateOf}${isBackOnGood ? ', which served well' : ''})`
}

function by(change: NewestChange): string {
  return change.by === '' ? '' : ` by ${change.by}`
}

function timeOf(ms: number): string {
  return utc(new Date(ms).toISOString())
}
