import { createHmac, randomBytes } from 'node:crypto'
import { FailureError, failureOf, type DiffLine } from '../../contract/index.ts'
import { hideNamedValues } from './named-values.ts'
import { isSecretName } from './secret-name.ts'
import { hideValueLines } from './value-lines.ts'

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
 * a quote or a part of an escape away, so that JSON in which something was replaced is still JSON. Go writes `& < >` in
 * JSON as escapes, with more backslashes where JSON stands in a string.
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
  { type: 'signature', find: /((?:[?&;]|\\u0026)sig=)([\w%+/=-]{20,})/gi },
  {
    type: 'cookie',
    find: /(\b(?:set-)?cookie:\s*)([\w-]{1,64}=(?:[^\r\n"'\\]|\\{1,15}u00(?:26|3[ce])){4,})/gi
  },
  // A digit or a length that no word has keeps "Bearer authentication" as it is.
  { type: 'bearer', find: /(\bBearer\s+)((?=[^\s"']*\d|[^\s"']{24})[A-Za-z0-9+/._~=-]{8,})/gi },
  { type: 'basic', find: /(\bBasic\s+)([A-Za-z0-9+/]{8,}={0,2})/gi, is: isUserAndPassword },
  // A flag in the arguments of a container.
  {
    type: 'value',
    find: /(--?[\w-]{0,64}(?:passw(?:or)?d|passphrase|secret|token|api-?key)=)((?:[^\s"'\\[]|\\{1,15}u00(?:26|3[ce])){1,256})/gi
  },
  // Redis and others take a password without a user.
  {
    type: 'password',
    find: /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:"']{0,256}:)((?:[^\s/@"'\\]|\\{1,15}u00(?:26|3[ce])){1,256})(?=@)/gi
  }
]

/**
 * YAML in one line, or with its newlines escaped in a string of JSON. What follows the value cannot be told from it, and
 * goes with it: the rest of the line, or of the string after the beginning of a block.
 */
const inlineValue =
  /(\bname: {1,8}(?:\\{0,15}["'])?([\w.-]{1,253})(?:\\{0,15}["'])?(?:[\s;+-]|\\{1,15}[nr]){1,64}value: {1,8}(?:\\{0,15}["'])?)([|>][-+0-9]{0,3}\\{1,15}n(?:[^"\\]|\\+(?!["\\]))*|[^\s"'\\][^\r\n"\\]*)/g

const placeholder = /^\[redacted \w+ [0-9a-f]{4}\]/

/** Makes equal credentials recognisable to each other within one run, and tells nothing of them. */
const fingerprintKey = randomBytes(32)

/** Replaces what looks like a credential by a typed placeholder, in text that came from outside. */
export function redactText(text: string): string {
  return patterns.reduce(
    (redacted, { type, find, is }) =>
      redacted.replace(find, (all: string, before: string, secret: string) =>
        is && !is(secret) ? all : `${before}${placeholderFor(type, secret)}`
      ),
    withoutNamedValues(text)
  )
}

/** The values beside names of credentials, in JSON and in YAML. */
function withoutNamedValues(text: string): string {
  if (!text.includes('value')) return text
  const inJson = hideNamedValues(text, hideValue)
  const lines = inJson.includes('\n') ? inJson.split('\n').map((line) => ({ text: line, side: 'both' as const })) : []
  const inLines = lines.length > 0 ? hideValueLines(lines, hideValue).join('\n') : inJson
  return inLines.replace(inlineValue, (all: string, before: string, name: string, secret: string) =>
    isSecretName(name) ? `${before}${hideValue(secret)}` : all
  )
}

/** What is a placeholder already stays the same one. */
function hideValue(secret: string): string {
  return secret === '' || placeholder.test(secret) ? secret : placeholderFor('value', secret)
}

function placeholderFor(type: string, secret: string): string {
  return `[redacted ${type} ${fingerprint(secret)}]`
}

/** Keeps "Basic functionality" as it is. */
function isUserAndPassword(base64: string): boolean {
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(base64, 'base64').toString('latin1'))
}

/**
 * The same for every string of a JSON value; keys stay. What several strings say together counts too: an object with the
 * name and the value of a credential, and the lines of a text or of a difference.
 */
export function redactDeep(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return redactLines(value).map(redactDeep)
  if (typeof value !== 'object' || value === null) return value
  const { name } = value as { readonly name?: unknown }
  const isNamed = typeof name === 'string' && isSecretName(name)
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isSecret = isNamed && key === 'value' && typeof member === 'string'
      return [key, isSecret ? hideValue(member) : redactDeep(member)]
    })
  )
}

/** The lines of a difference without the values that stand beside names of credentials. */
export function redactDiff(lines: readonly DiffLine[]): readonly DiffLine[] {
  return redactLines(lines) as readonly DiffLine[]
}

const sides: Readonly<Record<string, 'old' | 'new'>> = { removed: 'old', added: 'new' }

function redactLines(items: readonly unknown[]): readonly unknown[] {
  const lines = items.map((item) => {
    if (typeof item === 'string') return { text: item, side: 'both' as const }
    const { kind, text } = (item ?? {}) as { readonly kind?: unknown; readonly text?: unknown }
    return { text: typeof text === 'string' ? text : '', side: sides[String(kind)] ?? ('both' as const) }
  })
  if (!lines.some(({ text }) => text.includes('value:'))) return items
  const hidden = hideValueLines(lines, hideValue)
  return items.map((item, index) => {
    const text = hidden[index]
    if (text === lines[index]?.text) return item
    return typeof item === 'string' ? text : { ...(item as object), text }
  })
}

function fingerprint(secret: string): string {
  return createHmac('sha256', fingerprintKey).update(secret).digest('hex').slice(0, 4)
}
