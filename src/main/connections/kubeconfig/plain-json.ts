import { WrittenScalar } from './written-values.ts'

/** A program of Linux starts with at most 128 KiB in one variable, and the authority's certificate has to fit in too. */
const mostCharacters = 65_536

/**
 * The value as JSON text. Undefined when that would be longer than 64 Ki characters: a few aliases can stand for more
 * than any memory holds.
 */
export function plainJson(value: unknown): string | undefined {
  let left = mostCharacters
  const copy = (part: unknown): unknown => {
    left -= typeof part === 'string' ? part.length + 1 : 1
    if (left < 0) throw new TooLong()
    if (part instanceof WrittenScalar) return part.value
    if (Array.isArray(part)) return part.map(copy)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => {
        left -= key.length
        return [key, copy(inner)]
      })
    )
  }
  try {
    return JSON.stringify(copy(value))
  } catch (error) {
    if (error instanceof TooLong) return undefined
    throw error
  }
}

class TooLong extends Error {}
