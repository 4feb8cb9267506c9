import { formatDuration } from '../../contract/words/format-duration.ts'

/** When what is lost is tried again: `next try in 4 s`, and once that has come `trying now`. Milliseconds of one clock. */
export function nextTryText(nextTryAt: string, nowMs: number): string {
  const leftMs = Date.parse(nextTryAt) - nowMs
  return leftMs <= 0 ? 'trying now' : `next try in ${formatDuration(Math.ceil(leftMs / 1_000) * 1_000)}`
}
