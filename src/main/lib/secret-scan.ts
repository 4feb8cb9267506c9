import { placeholderFor } from './placeholder.ts'

/** A secret shorter than this would be found in ordinary words. */
const shortestSecret = 8

/**
 * Knows values that must never leave the process, in the forms that text may carry them: as they are, in base64 at its
 * three offsets, base64url, hex, percent-encoded and JSON-escaped once or twice.
 */
export function createSecretScan() {
  /** The longest first: a shorter one may be a part of it. */
  let needles: readonly string[] = []
  return {
    add(secret: string): void {
      if (secret.length < shortestSecret || needles.includes(secret)) return
      needles = [...new Set([...needles, ...formsOf(secret)])].toSorted((a, b) => b.length - a.length)
    },
    /** The text with a placeholder for every known secret. */
    hide(text: string): string {
      return needles.reduce(
        (so, needle) => (so.includes(needle) ? so.replaceAll(needle, () => placeholderFor('credential', needle)) : so),
        text
      )
    }
  }
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const hex = bytes.toString('hex')
  const percent = encodeURIComponent(bytes.toString('utf8'))
  const escaped = jsonEscaped(secret)
  const forms = [secret, escaped, jsonEscaped(escaped), hex, hex.toUpperCase(), percent]
  forms.push(percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))
  for (let offset = 0; offset < 3; offset += 1) {
    // The first characters depend on what stands before; the whole groups after them do not.
    const shifted = bytes.subarray(offset === 0 ? 0 : 3 - offset)
    const whole = shifted.subarray(0, shifted.length - (shifted.length % 3))
    if (whole.length < 6) continue
    forms.push(whole.toString('base64'), whole.toString('base64url'))
  }
  return forms.filter((form) => form.length >= shortestSecret)
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
