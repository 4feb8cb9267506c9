import type { Plan } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'

/** A change this far from the first error, milliseconds, is told without it. */
const relatedMs = 2 * 3_600_000

/**
 * One sentence for each object that changed since the revision last served: `ConfigMap sessions-config was changed by
 * kubectl-edit 12 min ago, 51 s after errors began; undo does not bring it back.` Empty when none did.
 */
export function driftSentences(
  { drifted, guards }: Pick<Plan, 'drifted' | 'guards'>,
  errorsBeganAt: string | null,
  nowMs: number
): readonly string[] {
  const texts = guards.filter(({ id }) => id === 'drift').flatMap(({ text }) => text.split('; '))
  return drifted.map((label) => {
    const text = texts.find((each) => each.startsWith(`${label} `))
    if (text === undefined) return `${label} has changed; undo does not bring it back.`
    return `${inWords(text, errorsBeganAt, nowMs).replace(', after the revision last served:', ';')}.`
  })
}

/** A sentence with its time of day told as an age, and beside the first error. */
export function inWords(text: string, errorsBeganAt: string | null, nowMs: number): string {
  return text.replace(/ at (\d{4}-\d\d-\d\d) ([\d:]+Z)/g, (_, day: string, time: string) => {
    const ms = Date.parse(`${day}T${time}`)
    const apartMs = errorsBeganAt === null ? Number.NaN : ms - Date.parse(errorsBeganAt)
    const beside =
      Math.abs(apartMs) <= relatedMs
        ? `, ${formatDuration(Math.abs(apartMs))} ${apartMs < 0 ? 'before' : 'after'} errors began`
        : ''
    return ` ${formatDuration(nowMs - ms)} ago${beside}`
  })
}
