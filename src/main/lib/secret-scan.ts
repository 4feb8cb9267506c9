import { placeholderFor } from './placeholder.ts'
import { redactText } from './redact.ts'

/** A secret shorter than this would be found in ordinary words. */
const shortestSecret = 8
/** Of texts in which nothing was found so many characters are remembered, and none that is longer than a template with its tests. */
const mostKnownClean = 1_000_000
const longestKnownClean = 32_000

/**
 * Knows values that must never leave the process, in the forms that text may carry them: as they are, in base64 at its
 * three offsets, base64url, hex, percent-encoded and JSON-escaped once or twice.
 */
export function createSecretScan() {
  /** The longest first: a shorter one may be a part of it. */
  let needles: readonly string[] = []
  /**
   * What holds nothing: a request stands in its plan, its intent and its outcome, and each name in every record. Texts with a secret
   * are not among them, so that none is kept for longer by this.
   */
  const clean = new Set<string>()
  let cleanLength = 0

  function hide(text: string): string {
    return needles.reduce(
      (so, needle) => (so.includes(needle) ? so.replaceAll(needle, () => placeholderFor('credential', needle)) : so),
      text
    )
  }

  function remember(text: string): void {
    if (text.length > longestKnownClean) return
    clean.add(text)
    cleanLength += text.length
    for (const oldest of clean) {
      if (cleanLength <= mostKnownClean) return
      clean.delete(oldest)
      cleanLength -= oldest.length
    }
  }

  return {
    add(secret: string): void {
      if (secret.length < shortestSecret || needles.includes(secret)) return
      needles = [...new Set([...needles, ...formsOf(secret)])].toSorted((a, b) => b.length - a.length)
      clean.clear()
      cleanLength = 0
    },
    /** The text with a placeholder for every known secret. */
    hide,
    /** The same without what looks like a credential, too. A text in which nothing was found is not searched again. */
    redacted(text: string): string {
      if (clean.has(text)) return text
      const redacted = redactText(hide(text))
      if (redacted === text) remember(text)
      return redacted
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
