import { wordsOf } from './words-of-name.ts'

const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** A word that says by itself that a credential follows, also as the end of a longer one: `PGPASSWORD`. */
const secretWord =
  /(?:passw(?:or)?[dt]|passphrase|passcode|requirepass|masterauth|kennwort|wachtwoord|mnemonic|psk|secrets?|tokens?|credentials?|salt|pepper|(?:db|my|pg|sql|user|admin|root|redis|mongo|smtp|mail|ldap|bind|http|proxy|ftp|store|key|ssh)pass|(?:bind|root|user|admin|db)pw|(?:api|access|private|secret|license|account|master|auth|encryption|signing)keys?)$/
const shortPassword = /^(?:pass|pwd|pin|otp)$/
/** Where a credential is, what is done with one, or how long it may be: `TOKEN_TTL`, `AZURE_FEDERATED_TOKEN_FILE`. */
const aboutSecret = list(
  `file files filename path paths dir directory folder location mount url uri urls endpoint host hostname port address
  server service manager store provider backend class type kind mode format encoding version cache name names ref refs
  id ids user username email group owner namespace header headers field column param parameter claim prefix suffix
  separator pattern regex template ttl expiry expires expiration expire lifetime age duration timeout interval period
  second seconds secs minute minutes hour hours day days month ms grace leeway rotation refresh renew length len min max minimum maximum size bytes
  count limit limits quota budget attempts retries threshold policy policies rules complexity strength history
  algorithm alg method issuer audience scope scopes realm enabled disabled enable disable required optional allowed
  check validation verify stdin prompt env helper command cmd index position hint label title text message reset
  change update page form link auth exchange review revision`
)
/** Words that make `tokens` a number of words of a language model, or of a rate limit. */
const countsTokens = list(
  `max min num number total avg mean prompt completion input output context reasoning usage used per rate bucket budget
  limit count new cached generated stop special split chunk`
)
/** Before `key`: what is looked up or sorted by, and no credential. */
const plainKeys = list(
  `public pub sort sorting order primary foreign partition range row shard hash group label annotation topology object
  config message map index join unique composite lookup search hot shortcut feature flag item record event metric tag
  field column json query state resource entity idempotency dedup dedupe deduplication correlation translation locale
  i18n bucket node host lock queue path cache data target lock step intent alert incident issue project registry
  registration env variable property setting settings option preference no any by for of with the image volume`
)
/** Before `key`: whatever it is, it opens something. */
const secretKeys = list(
  `api private access secret encryption encrypt decryption signing sign signature master license licence app
  application storage account auth service client shared admin webhook hmac jwt aes rsa ssh gpg pgp cipher crypto
  session cookie root deploy ingest write subscription function functions instrumentation integration vault rails
  django flask laravel token user password tls ssl server ca`
)

type Secrecy = 'always' | 'whenRandom' | 'never'

/** Is in every name that secrecy is looked for in; nearly all names have none of it. */
const hint =
  /pass|pw|pin|otp|secret|token|credential|key|salt|pepper|kennwort|wachtwoord|mnemonic|psk|cookie|_pat(?![a-z])/i

/** Whether a text can have a name in it that means a credential: a quick no for nearly all. */
export function mayNameSecret(text: string): boolean {
  return hint.test(text)
}

/** Names come again and again; a record has few different ones. */
const known = new Map<string, Secrecy>()
const mostKnown = 1_000

function secrecyOf(name: string): Secrecy {
  if (!hint.test(name)) return 'never'
  const before = known.get(name)
  if (before !== undefined) return before
  const secrecy = judged(name)
  if (known.size >= mostKnown) known.clear()
  known.set(name, secrecy)
  return secrecy
}

function judged(name: string): Secrecy {
  const words = wordsOf(name)
  for (let index = words.length - 1; index >= 0; index -= 1) {
    const word = words[index] ?? ''
    const before = words[index - 1]
    const after = words[index + 1]
    // The id of an AppRole of Vault is its password.
    if (word === 'id' && before === 'secret' && after === undefined) return 'whenRandom'
    if (word === 'phrase' && /^(?:pass|seed|recovery)$/.test(before ?? '')) return 'always'
    if ((word === 'cookie' || word === 'pat') && before !== undefined && after === undefined) return 'whenRandom'
    if (aboutSecret.has(word)) return 'never'
    if (secretWord.test(word)) return ofWord(word, words.slice(0, index))
    if (shortPassword.test(word) && before !== undefined) return 'always'
    if ((word === 'key' || word === 'keys') && before !== undefined) {
      if (plainKeys.has(before)) return 'never'
      return secretKeys.has(before) ? 'always' : 'whenRandom'
    }
  }
  return /^(?:pass|Pass|pwd|Pwd|pw)$/.test(name) ? 'always' : 'never'
}

function ofWord(word: string, before: readonly string[]): Secrecy {
  if (/tokens?$/.test(word) && before.some((one) => countsTokens.has(one))) return 'never'
  return /^credentials?$/.test(word) && before.length === 0 ? 'whenRandom' : 'always'
}

/** Whether a flag or a variable of that name holds a credential. */
export function isSecretName(name: string): boolean {
  return secrecyOf(name) !== 'never'
}

/** Nothing, a switch, a reference to where the credential is, or what stands in its place in a document. */
const noSecret =
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined|~|-|\*+|x{3,}|\$\([\w.-]+\)|\$\{[^{}]*\}|\$[A-Z_]+|\$?\{\{.*\}\}|%[sdvq]|<[\w .-]+>|\[[a-z]+\]|redacted|hidden|(?:file|vault|env|ref\+\w+|awssm|secretref):\/?\/?[\w./#:-]*|op:\/\/[\w./#: -]*|\/(?:etc|var|run|usr|opt|home|root|mnt|tmp|secrets?|certs?|app|srv|config|data|vault|dev)\/[\w./-]*)$/i

/** Whether a value is none, a switch, or a reference, and nothing that anybody could use. */
export function standsForSecret(value: string): boolean {
  return value === '' || (value.length < 200 && noSecret.test(value.trim()))
}

/** Whether the value beside a name is a credential: the name says so, and the value can be one. */
export function isSecretValue(name: string, value: string): boolean {
  const secrecy = secrecyOf(name)
  if (secrecy === 'never' || standsForSecret(value)) return false
  return secrecy === 'always' || looksRandom(value)
}

/** Letters of two cases, or letters and digits, in one piece: no word that somebody would sort by. */
function looksRandom(value: string): boolean {
  const classes = [/[a-z]/, /[A-Z]/, /\d/].filter((one) => one.test(value)).length
  return value.length >= 8 && classes >= 2 && !/\s/.test(value)
}
