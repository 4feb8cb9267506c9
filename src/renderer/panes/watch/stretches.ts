import type { WatchMinute, WatchView } from '../../../contract/index.ts'

/** Minutes of one kind in a row, from and to in minutes since the watch began. */
export interface Stretch {
  readonly kind: WatchMinute
  readonly from: number
  readonly to: number
}

/**
 * What has passed of a watch, minutes of one kind together; the one that has begun counts as far as it has come.
 * @param leftMs what is still to be watched, milliseconds
 * @returns with the length of the whole, minutes
 */
export function stretches(
  { minutes, startedAt, seenAt }: Pick<WatchView, 'minutes' | 'startedAt' | 'seenAt'>,
  leftMs: number
): { readonly all: number; readonly passed: readonly Stretch[] } {
  const begun = Math.max(0, minutes.length - 1)
  const sinceMs = Date.parse(seenAt) - Date.parse(startedAt)
  const end = Math.min(minutes.length, Math.max(begun, sinceMs / 60_000))
  const passed: Stretch[] = []
  for (const [from, kind] of minutes.entries()) {
    const to = Math.min(from + 1, end)
    const last = passed.at(-1)
    if (last?.kind === kind) passed[passed.length - 1] = { ...last, to }
    else passed.push({ kind, from, to })
  }
  return { all: Math.max(1, end + leftMs / 60_000), passed }
}
