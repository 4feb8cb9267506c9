import { standsForSecret } from './secret-name.ts'

/** Whether something that stands alone is more than a word. */
const randomToken = /^(?=.*\d)(?=.*[A-Za-z])[\w.~%+-]{16,}$/
const goDsnHost = /@(?:tcp[46]?|unix|udp|[a-z]{1,32}-?sql[a-z]{0,32})\(/gi
const scheme = /\b[a-z][a-z0-9+.-]{0,20}:\/\//gi
const longestAuthority = 1_024
/** Ends an address, besides an escape that is none of `& < >`. */
const outside = /[\s"'`<>]/

/** Addresses whose path is all that it takes to write to somebody's channel. */
const webhooks: readonly RegExp[] = [
  /(\bhooks\.slack\.com\/(?:services|workflows|triggers)\/)([\w/-]+)/gi,
  /(\bdiscord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d+\/)([\w-]+)/gi,
  /(\b[\w-]{1,63}\.webhook\.office\.com\/webhook\w*\/)([\w@/-]+)/gi,
  /(\boutlook\.office(?:365)?\.com\/webhook\w*\/)([\w@/-]+)/gi,
  /(\bevents(?:\.eu)?\.pagerduty\.com\/(?:integration|x-ere|generic)\/)([\w/-]+)/gi,
  /(\bhooks\.zapier\.com\/hooks\/catch\/)([\w/-]+)/gi,
  /(\bhooks\.chime\.aws\/incomingwebhooks\/)([\w/?=-]+)/gi,
  /(\bapi\.telegram\.org\/bot)([\w:-]+)/gi,
  /(\bmaker\.ifttt\.com\/trigger\/[\w-]+\/(?:json\/)?with\/key\/)([\w-]+)/gi,
  /(\b(?:alert\.victorops\.com\/integrations\/generic\/\d+\/alert|api\.opsgenie\.com\/v\d\/json\/\w+)\/)([\w-]{16,}[\w/-]*)/gi
]

/** Replaces passwords and tokens before the `@` of addresses, those of Go's MySQL driver, and the paths of webhooks. */
export function hideAddressSecrets(text: string, hide: (type: string, secret: string) => string): string {
  let hidden = text
  if (hidden.includes('://')) hidden = replaceUserinfo(hidden, hide)
  if (hidden.includes('@')) hidden = replaceGoDsn(hidden, hide)
  if (!hidden.includes('/')) return hidden
  return webhooks.reduce(
    (so, find) => so.replace(find, (_all, before: string, secret: string) => `${before}${hide('webhook', secret)}`),
    hidden
  )
}

function replaceUserinfo(text: string, hide: (type: string, secret: string) => string): string {
  const parts: string[] = []
  let done = 0
  scheme.lastIndex = 0
  for (let found = scheme.exec(text); found; found = scheme.exec(text)) {
    const from = scheme.lastIndex
    const at = lastAt(text, from)
    if (at === -1) continue
    const colon = text.slice(from, at).indexOf(':')
    const start = colon === -1 ? from : from + colon + 1
    const secret = text.slice(start, at)
    if (secret.includes('[redacted ') || standsForSecret(secret)) continue
    if (colon === -1 && !randomToken.test(secret)) continue
    parts.push(text.slice(done, start), hide(colon === -1 ? 'token' : 'password', secret))
    done = at
    scheme.lastIndex = at
  }
  return done === 0 ? text : parts.join('') + text.slice(done)
}

/** The `@` that ends the user of an address; a password may have one of its own, and a slash when it is no port. */
function lastAt(text: string, from: number): number {
  let at = -1
  let isPath = false
  const end = Math.min(text.length, from + longestAuthority)
  for (let index = from; index < end; index += 1) {
    const char = text.charAt(index)
    if (char === '\\') {
      const escape = /\\{1,15}(?:u00(?:26|3[ce])|(?![unrt"]).)/iy
      escape.lastIndex = index
      const length = escape.exec(text)?.[0].length ?? 0
      if (length === 0) break
      index += length - 1
    } else if (outside.test(char)) break
    else if (char === '@') {
      at = index
      if (isPath) break
    } else if (char === '/' || char === '?' || char === '#') {
      const before = text.slice(from, index)
      // A host with or without a port, and a path behind it.
      if (at !== -1 || before.startsWith('[') || !/^[^:]{0,256}:(?!\d{1,5}$)/.test(before)) break
      isPath = true
    } else if (isPath && char === ':' && text.startsWith('//', index + 1)) return -1
  }
  return at
}

function replaceGoDsn(text: string, hide: (type: string, secret: string) => string): string {
  const parts: string[] = []
  let done = 0
  let last = 0
  for (const { index } of text.matchAll(goDsnHost)) {
    let from = index
    while (from > last && index - from < longestAuthority && !/[\s"'`=]/.test(text.charAt(from - 1))) from -= 1
    last = index + 1
    const colon = text.slice(from, index).indexOf(':')
    const secret = colon === -1 ? '' : text.slice(from + colon + 1, index)
    // An address with a scheme has been looked at already.
    if (secret.includes('redacted ') || secret.startsWith('//') || /\\{1,15}["nrt]/.test(secret)) continue
    if (standsForSecret(secret)) continue
    parts.push(text.slice(done, from + colon + 1), hide('password', secret))
    done = index
  }
  return done === 0 ? text : parts.join('') + text.slice(done)
}
