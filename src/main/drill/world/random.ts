/** Numbers drawn for one purpose; the same seed and purpose always give the same sequence. */
export interface Draw {
  /** In [0, 1). */
  next(): number
  /** A whole number in [min, max]. */
  int(min: number, max: number): number
  /** In [min, max). */
  between(min: number, max: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  pick<T>(choices: readonly [T, ...T[]]): T
  /** All items in a drawn order. */
  shuffle<T>(items: readonly T[]): readonly T[]
}

/** FNV-1a, 32 bits (draft-eastlake-fnv). */
export function fnv32a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash >>> 0
}

/** A draw by purpose, so that the result does not depend on when or in which order things are drawn. */
export function drawFor(seed: number, purpose: string): Draw {
  let state = fnv32a(`${seed}:${purpose}`)
  // mulberry32 by Tommy Ettinger, public domain.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    int,
    between: (min, max) => min + next() * (max - min),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[int(0, choices.length - 1)] ?? choices[0],
    shuffle(items) {
      const order = items.map((item) => ({ item, key: next() }))
      return order.toSorted((a, b) => a.key - b.key).map(({ item }) => item)
    }
  }
}

/** The letters of generated names (kubernetes/apimachinery pkg/util/rand). */
const nameLetters = 'bcdfghjklmnpqrstvwxz2456789'

/** A suffix as the API server appends to `generateName` (kubernetes/apimachinery pkg/util/rand String). */
export function nameSuffix(draw: Draw, length: number): string {
  return Array.from({ length }, () => nameLetters[draw.int(0, nameLetters.length - 1)]).join('')
}

/** kubernetes/apimachinery pkg/util/rand SafeEncodeString. */
export function safeEncode(text: string): string {
  return Array.from(text, (letter) => nameLetters[letter.charCodeAt(0) % nameLetters.length]).join('')
}
