/** So many lines are listed at least, and at most half as many more. */
const listed = 500
const step = 250

/**
 * The newest of a growing list. It moves on in steps, so that nearly every line that comes is only added to what is
 * shown.
 */
export function newest<T>(all: readonly T[]): readonly T[] {
  if (all.length <= listed + step) return all
  return all.slice(Math.floor((all.length - listed) / step) * step)
}
