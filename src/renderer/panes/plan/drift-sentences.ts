import type { Drifted } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'

/** A change this far from the first error, milliseconds, is told without it. */
const relatedMs = 2 * 3_600_000

/**
 * One sentence for each object that changed beside what a plan changes: `ConfigMap sessions-config was changed by
 * kubectl-edit 12 min ago, 51 s after errors began; undo does not bring it back.`
 */
export function driftSentence({ label, how, at, means }: Drifted, errorsBeganAt: string | null, nowMs: number): string {
  const when = at === null ? '' : ` ${agoText(Date.parse(at), errorsBeganAt, nowMs)}`
  return `${label} ${how}${when}; ${means}.`
}

/** A sentence with its time of day told as an age. */
export function inWords(text: string, nowMs: number): string {
  return text.replace(/ at (\d{4}-\d\d-\d\d) ([\d:]+Z)/g, (_, day: string, time: string) => {
    return ` ${agoText(Date.parse(`${day}T${time}`), null, nowMs)}`
  })
}

function agoText(ms: number, errorsBeganAt: string | null, nowMs: number): string {
  const apartMs = errorsBeganAt === null ? Number.NaN : ms - Date.parse(errorsBeganAt)
  const beside =
    Math.abs(apartMs) <= relatedMs
      ? `, ${formatDuration(Math.abs(apartMs))} ${apartMs < 0 ? 'before' : 'after'} errors began`
      : ''
  return `${formatDuration(nowMs - ms)} ago${beside}`
}
