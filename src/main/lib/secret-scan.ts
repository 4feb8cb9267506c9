import { FailureError, failureOf } from '../../contract/index.ts'

/** A secret shorter than this would be found in ordinary words. */
const shortestSecret = 8

/**
 * Knows values that must never leave the process, in the forms that text may carry them: as they are, in base64 at its
 * three offsets, base64url, hex, percent-encoded and JSON-escaped once or twice.
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
  const hex = bytes.toString('hex')
  const percent = encodeURIComponent(secret)
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
