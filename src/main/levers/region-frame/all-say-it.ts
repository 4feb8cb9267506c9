import { formatDuration } from '../../../contract/words/format-duration.ts'

/**
 * Why it is still waited for although nothing speaks against it. Pure.
 * @param leftMs for how long all of it has to be so from now on, milliseconds; null where that is not known
 */
export function allSayIt(leftMs: number | null): string {
  if (leftMs === null || leftMs <= 0) return 'All of them say so'
  return `All of them say so; that has to hold for ${formatDuration(leftMs)} more: resolvers that cannot be asked forget what they were told`
}
