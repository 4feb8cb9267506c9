import type { TextLine } from './value-lines.ts'

const begins = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
const ends = /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
/** A line of one, or of its headers. */
const inside = /^[\s+-]{0,512}[A-Za-z0-9+/=:,. -]*\r?$/

/**
 * Replaces the lines of private keys, in the lines of a text or of a difference, but for the one in which a key begins:
 * that has a form of its own.
 */
export function hideKeyLines(lines: readonly TextLine[], hide: (secret: string) => string): readonly string[] {
  const open = { old: false, new: false }
  return lines.map(({ text, side }) => {
    const sides = side === 'both' ? (['old', 'new'] as const) : ([side] as const)
    const wasOpen = sides.some((one) => open[one])
    const isIn = wasOpen && (ends.test(text) || inside.test(text))
    for (const one of sides) open[one] = !ends.test(text) && (begins.test(text) || isIn)
    if (!isIn || begins.test(text) || text.trim() === '') return text
    const indent = text.search(/[^\s+-]|$/)
    return `${text.slice(0, indent)}${hide(text.slice(indent))}`
  })
}
