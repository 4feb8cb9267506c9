/** One to four words, joined or not, and at most two digits behind them: `Logistics`, `shop-prod1`. */
const words = /^[A-Za-z]+(?:[-_. /:][A-Za-z]+){0,3}\d{0,2}$/
const longestWords = 24
const digits = /^\d{1,16}$/
const shortest = 8

/**
 * Whether a credential is too ordinary to be looked for in records: it would be found, and hidden, where it is a word, a
 * number, or the name of something.
 * @param names what the connection is called by: server, context, cluster, user, namespace
 */
export function isOrdinary(secret: string, names: readonly string[]): boolean {
  if (secret.length < shortest || digits.test(secret) || new Set(secret).size < 4) return true
  if (secret.length < longestWords && words.test(secret)) return true
  const lower = secret.toLowerCase()
  return names.some((name) => name.toLowerCase().includes(lower))
}
