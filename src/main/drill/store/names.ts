/** The alphabet of upstream's random names: no vowels, no look-alikes (apimachinery pkg/util/rand). */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** A random name suffix as `generateName` appends it, 5 characters unless told. */
export function randomSuffix(random: () => number, length = 5): string {
  let text = ''
  for (let index = 0; index < length; index += 1) text += ALPHABET[Math.floor(random() * ALPHABET.length)] ?? 'b'
  return text
}

/** A version 4 UUID drawn from the given generator (0 ≤ random() < 1). */
export function randomUid(random: () => number): string {
  const hex = (digits: number): string => {
    let text = ''
    for (let index = 0; index < digits; index += 1) text += Math.floor(random() * 16).toString(16)
    return text
  }
  const variant = (8 + Math.floor(random() * 4)).toString(16)
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`
}

/** The time as the API writes it: RFC 3339, UTC, whole seconds. */
export function timestamp(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}
