import { holdsBackVariable } from './held-back.ts'
import { isSecretValue } from './secret-name.ts'

/** White space between the tokens of JSON, itself escaped when the JSON stands in a string. */
const gap = String.raw`(?:\s|\\{1,15}[nrt]){0,64}`
/** A name that can be one of a variable, closed by a quote that is escaped as often as the group `q` says. */
const name = String.raw`(?<name>[\w.-]{1,253})\k<q>"`

/** From inside the key `name` to the first character of the value beside it. */
const nameFirst = new RegExp(
  String.raw`(?<=")(?<of>[Nn]ame|[Kk]ey)(?<q>\\{0,15})"${gap}:${gap}\k<q>"${name}${gap},${gap}\k<q>"[Vv]alue\k<q>"${gap}:${gap}\k<q>"`,
  'g'
)
/** From inside the key `value` to the first character of it. */
const anyValue = new RegExp(String.raw`(?<=")value(?<q>\\{0,15})"${gap}:${gap}\k<q>"`, 'g')
/** From the end of a value over the name beside it. */
const nameAfter = new RegExp(String.raw`(?<q>\\{0,15})"${gap},${gap}\k<q>"name\k<q>"${gap}:${gap}\k<q>"${name}`, 'y')

/**
 * Replaces the `value` beside a `name`, as in a container's `env`, unless it is known to be harmless, in JSON text: also in JSON
 * inside strings of JSON (an annotation such as last-applied), and in text that is cut off. Everything else keeps its
 * bytes, and JSON stays JSON. Takes time in proportion to the text.
 */
export function hideNamedValues(text: string, hide: (secret: string) => string): string {
  if (!/value/i.test(text)) return text
  const byName = replaceStrings(text, nameFirst, hide, (found, _end, value) =>
    isHeldBack(found.groups?.['of'] ?? '', found.groups?.['name'] ?? '', value)
  )
  return replaceStrings(byName, anyValue, hide, (_found, end, value) => {
    nameAfter.lastIndex = end
    const named = nameAfter.exec(byName)?.groups?.['name']
    return named !== undefined && holdsBackVariable(named, value)
  })
}

/** A `name` is one of a variable; behind a `key` stands a label, a toleration, or a setting. */
function isHeldBack(of: string, named: string, value: string): boolean {
  return of.toLowerCase() === 'name' ? holdsBackVariable(named, value) : isSecretValue(named, value)
}

/** Replaces the JSON strings whose content begins where `opening` ends. */
function replaceStrings(
  text: string,
  opening: RegExp,
  hide: (secret: string) => string,
  isSecret: (found: RegExpExecArray, end: number, value: string) => boolean
): string {
  const parts: string[] = []
  let done = 0
  opening.lastIndex = 0
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const start = opening.lastIndex
    const end = endOfString(text, start, found.groups?.['q']?.length ?? 0)
    if (end > start && isSecret(found, end, text.slice(start, end))) {
      parts.push(text.slice(done, start), hide(text.slice(start, end)))
      done = end
    }
    // No string is looked through twice: that keeps hostile text cheap.
    opening.lastIndex = end
  }
  return done === 0 ? text : parts.join('') + text.slice(done)
}

/**
 * Where the content of a JSON string ends that began behind a quote with so many backslashes; 1, 3, 7 … of them stand
 * before the quotes of JSON that is inside a string once, twice, three times. Where the text around it ends first, there.
 */
export function endOfString(text: string, start: number, backslashes: number): number {
  const depth = depthOf(backslashes)
  for (let quote = text.indexOf('"', start); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let first = quote
    while (first > start && text[first - 1] === '\\') first -= 1
    const closes = depthOf(quote - first)
    if (closes === depth) return quote - backslashes
    if (closes < depth) return first
  }
  return text.length
}

/** How deep in strings the quote behind so many backslashes stands: each string around it doubles them and adds one. */
function depthOf(backslashes: number): number {
  let depth = 0
  for (let rest = backslashes; rest % 2 === 1; rest = (rest - 1) / 2) depth += 1
  return depth
}
