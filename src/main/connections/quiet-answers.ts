import { parsedJson } from '../lib/parsed-json.ts'
import { placeholderFor } from '../lib/placeholder.ts'
import { redactDeep, redactText } from '../lib/redact.ts'
import { createSecretScan } from '../lib/secret-scan.ts'

/** Shorter than this it is found in ordinary words. */
const shortest = 4
const fewDigits = /^\d{1,5}$/
/** What a refusal has at most of that is worth reading. */
const mostCharacters = 1_048_576

/** Takes the credentials of one connection out of what its server says: a server may repeat what it was sent. */
export interface QuietAnswers {
  /** @param secret one that requests carry */
  add(secret: string): void
  /** Text of the server that is shown as it is, such as a user's name. */
  text(text: string): string
  /** The body of an answer that refuses; JSON stays JSON. */
  refusal(body: string): string
}

/**
 * Records are searched for long credentials only, because short ones are words too. What a server says where it refuses is
 * another matter: there the short ones of this connection are looked for as well.
 * @param names what the connection is called by, which the server has to be able to say
 */
export function createQuietAnswers(names: readonly string[]): QuietAnswers {
  const scan = createSecretScan()
  const short = new Set<string>()
  const lower = names.map((name) => name.toLowerCase())

  const hide = (text: string): string =>
    [...short].reduce(
      (so, secret) => so.replaceAll(secret, () => placeholderFor('credential', secret)),
      scan.hide(text)
    )
  const redacted = (text: string): string => redactText(hide(text))
  return {
    add(secret) {
      if (secret.length < shortest || fewDigits.test(secret)) return
      if (lower.some((name) => name.includes(secret.toLowerCase()))) return
      scan.add(secret)
      short.add(secret)
      const base64 = Buffer.from(secret, 'utf8').toString('base64').replace(/=+$/, '')
      if (base64.length >= 6) short.add(base64)
    },
    text: (text) => hide(text),
    refusal(body) {
      const json = parsedJson(body.slice(0, mostCharacters))
      if (typeof json !== 'object' || json === null) return redacted(body.slice(0, mostCharacters))
      const quiet = JSON.stringify(redactDeep(json, { hide, redacted }))
      return quiet === JSON.stringify(json) ? body : quiet
    }
  }
}
