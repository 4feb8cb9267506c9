import { FailureError, failureOf } from '../../contract/index.ts'

/** A secret shorter than this would be found in ordinary words. */
const shortestSecret = 8

/**
 * Knows values that must never leave the process, in the forms that text may carry them: as they are, in base64 at its
 * three offsets, base64url, hex, percent-encoded and JSON-escaped.
 */
export function createSecretScan() {
  const needles = new Set<string>()
  return {
    add(secret: string): void {
      if (secret.length < shortestSecret) return
      for (const form of formsOf(secret)) needles.add(form)
    },
    /** @throws FailureError `refused` when the text holds a known secret; the text is not repeated. */
    check(text: string, where: string): void {
      for (const needle of needles) {
        if (!text.includes(needle)) continue
        throw new FailureError(
          failureOf('refused', `A record of kind ${where} holds a credential and was not written.`, {
            remedy: 'Report this as a fault of Backout: credentials have no place in any record.'
          })
        )
      }
    }
  }
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), bytes.toString('hex')]
  for (let offset = 0; offset < 3; offset += 1) {
    // The first characters depend on what stands before; the whole groups after them do not.
    const shifted = bytes.subarray(offset === 0 ? 0 : 3 - offset)
    const whole = shifted.subarray(0, shifted.length - (shifted.length % 3))
    if (whole.length < 6) continue
    forms.push(whole.toString('base64'), whole.toString('base64url'))
  }
  return forms.filter((form) => form.length >= shortestSecret)
}

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/._~=-]{8,}/g, '$1 [redacted]'],
  [/\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}/g, '[redacted token]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g, '[redacted key]'],
  [/(\bhttps?:\/\/[^\s/@:"']+):[^\s/@"']+@/g, '$1:[redacted]@']
]

/** Replaces what looks like a credential by a placeholder, in text that came from outside. */
export function redactPatterns(text: string): string {
  return patterns.reduce((redacted, [pattern, placeholder]) => redacted.replace(pattern, placeholder), text)
}
