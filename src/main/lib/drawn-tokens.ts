/**
 * Tokens that nobody wrote: drawn by chance, or a text with a credential in it as base64 or hex. They have no prefix and stand
 * behind no name, so only their letters tell.
 */
const token = /(?<![\w+/-])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/-])/g
/** As long as a name of a class may be that has digits in it. */
const leastDrawn = 24
/** A name, a word of a path, a part of a UUID in one. */
const word = /(?:^|[/_+-])(?:[A-Z]?[a-z]{4,}|[A-Z]{5,})(?=$|[/_+-])/
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i
/** What is public and looks the same: digests of images and of scripts, behind their algorithm. */
const digest = /sha\d{1,3}[-:]$/i
/** `user:password`, as it is sent to whoever asks for Basic. */
const account = /^[\w.@+-]{1,64}:[\x21-\x7e]{6,128}$/
const printable = /^[\x20-\x7e\t\r\n]{8,}$/
/** Longer ones are looked at by their letters alone. */
const longestDecoded = 65_536

/**
 * Replaces tokens that were drawn by chance, and base64 and hex of texts that hold a credential.
 * @param holdsSecret whether a decoded text does
 */
export function hideDrawnTokens(
  text: string,
  hide: (type: string, secret: string) => string,
  holdsSecret: (decoded: string) => boolean
): string {
  return text.replace(token, (found: string, at: number) => {
    if (digest.test(text.slice(Math.max(0, at - 7), at))) return found
    if (isDrawn(found)) return hide('token', found)
    const decoded = decodedFrom(found)
    return decoded !== null && (account.test(decoded) || holdsSecret(decoded)) ? hide('encoded', found) : found
  })
}

/**
 * Letters of both cases and digits that take turns as no writing does: of drawn ones three neighbours in five are of another
 * kind, of names in camel case one in four.
 */
function isDrawn(found: string): boolean {
  if (found.length < leastDrawn || word.test(found) || uuid.test(found)) return false
  const kinds = Array.from(found.replaceAll(/[+/_=-]/g, ''), kindOf)
  const count = (kind: string): number => kinds.filter((one) => one === kind).length
  if (kinds.length < leastDrawn - 4 || count('A') < 3 || count('a') < 3 || count('0') < 1) return false
  const turns = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length
  return turns / (kinds.length - 1) >= 0.4
}

function kindOf(char: string): 'a' | 'A' | '0' {
  return char >= 'a' ? 'a' : char >= 'A' ? 'A' : '0'
}

/** What base64 or hex says, where that is text; null where it is none. */
function decodedFrom(found: string): string | null {
  if (found.length > longestDecoded) return null
  const isHex = /^(?:[0-9a-f]{2}){8,}$/i.test(found)
  for (const encoding of isHex ? (['hex', 'base64'] as const) : (['base64'] as const)) {
    const decoded = Buffer.from(found, encoding).toString('latin1')
    if (printable.test(decoded)) return decoded
  }
  return null
}
