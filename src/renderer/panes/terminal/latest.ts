/** At least so many are listed at once, where there are that many. */
const least = 250

/**
 * The last of the entries, between 250 and 500 of them. They move on in steps of 250, so that the first one stays the same
 * while new ones arrive: what is shown of them is then added to, and not begun anew each time.
 */
export function latest<T>(entries: readonly T[]): readonly T[] {
  return entries.slice(Math.max(0, Math.floor(entries.length / least) - 1) * least)
}
