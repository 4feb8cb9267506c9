import { createHmac, randomBytes } from 'node:crypto'
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

/**
 * What looks like a credential: the part before it that stays, the credential, and its type for the placeholder. None takes
 * a quote or a backslash away, so that JSON in which something was replaced is still JSON.
 */
const patterns: readonly {
  readonly type: string
  readonly find: RegExp
  readonly is?: (candidate: string) => boolean
}[] = [
  {
    type: 'key',
    find: /()(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^-"\\]|\\(?!\\{0,8}")|-(?!----END))*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?)/g
  },
  { type: 'token', find: /(\b)(eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,})/g },
  // GitHub, GitLab and Slack tokens say themselves what they are.
  {
    type: 'token',
    find: /(\b)(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{20,})/g
  },
  // Azure connection strings and shared access signatures.
  { type: 'key', find: /(\b(?:AccountKey|SharedAccessKey)=)([A-Za-z0-9+/%]{20,}={0,2})/gi },
  { type: 'signature', find: /([?&;]sig=)([\w%+/=-]{20,})/gi },
  { type: 'cookie', find: /(\b(?:set-)?cookie:\s*)([\w-]{1,64}=[^\r\n"'\\]{4,})/gi },
  // A digit or a length that no word has keeps "Bearer authentication" as it is.
  { type: 'bearer', find: /(\bBearer\s+)((?=[^\s"']*\d|[^\s"']{24})[A-Za-z0-9+/._~=-]{8,})/gi },
  { type: 'basic', find: /(\bBasic\s+)([A-Za-z0-9+/]{8,}={0,2})/gi, is: isUserAndPassword },
  { type: 'password', find: /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:"']{1,256}:)([^\s/@"'\\]{1,256})(?=@)/gi }
]

/** Makes equal credentials recognisable to each other within one run, and tells nothing of them. */
const fingerprintKey = randomBytes(32)

/** Replaces what looks like a credential by a typed placeholder, in text that came from outside. */
export function redactText(text: string): string {
  return patterns.reduce(
    (redacted, { type, find, is }) =>
      redacted.replace(find, (all: string, before: string, secret: string) =>
        is && !is(secret) ? all : `${before}[redacted ${type} ${fingerprint(secret)}]`
      ),
    text
  )
}

/** Keeps "Basic functionality" as it is. */
function isUserAndPassword(base64: string): boolean {
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(base64, 'base64').toString('latin1'))
}

/** The same for every string of a JSON value; keys stay. */
export function redactDeep(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map(redactDeep)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redactDeep(member)]))
}

function fingerprint(secret: string): string {
  return createHmac('sha256', fingerprintKey).update(secret).digest('hex').slice(0, 4)
}
