import { holdsBackAnnotation, holdsBackArgument, holdsBackVariable } from './held-back.ts'
import { endOfString } from './named-values.ts'

/** White space between the tokens of JSON, itself escaped when the JSON stands in a string. */
const gap = String.raw`(?:\s|\\{1,15}[nrt]){0,64}`
/**
 * From inside a key to behind the bracket that it opens, with quotes that are escaped as often as the group `q` says; the
 * key may also be the path of an operation of JSON Patch (RFC 6902), with `value` behind it.
 */
const opening = new RegExp(
  String.raw`(?<=["/])(?<key>args|command|annotations|data|stringData)(?<q>\\{0,15})"${gap}(?:,${gap}\k<q>"value\k<q>"${gap})?:${gap}(?<bracket>[[{])`,
  'g'
)
/** An operation on one value: of a variable, an argument, an annotation. */
const single = new RegExp(
  String.raw`(?<=/)(?:value|args/[\d-]{1,6}|command/[\d-]{1,6}|(?<map>annotations|data|stringData)/(?<key>[^"\\]{1,400}))(?<q>\\{0,15})"${gap},${gap}\k<q>"value\k<q>"${gap}:${gap}\k<q>"`,
  'g'
)
const between = new RegExp(`${gap},?${gap}`, 'y')
const colon = new RegExp(`${gap}:${gap}`, 'y')

/**
 * Replaces arguments, annotations and the data of Secrets and ConfigMaps that are not known to be harmless, in JSON text:
 * also in JSON inside strings of JSON, and in text that is cut off. Everything else keeps its bytes, and JSON stays JSON.
 * Takes time in proportion to the text.
 */
export function hideListedValues(text: string, hide: (value: string) => string): string {
  const parts: string[] = []
  let done = 0
  const replace: Replace = (from, to, by) => {
    parts.push(text.slice(done, from), by(text.slice(from, to)))
    done = to
  }
  const through = { text, hide, replace }
  opening.lastIndex = 0
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const { key = '', q = '', bracket } = found.groups ?? {}
    const isMap = bracket === '{'
    if (isMap === (key === 'args' || key === 'command')) continue
    opening.lastIndex = isMap
      ? throughMap(through, opening.lastIndex, key, q.length)
      : throughList(through, opening.lastIndex, q.length)
  }
  const listed = done === 0 ? text : parts.join('') + text.slice(done)
  return hideSingle(listed, hide)
}

type Replace = (from: number, to: number, by: (value: string) => string) => void

interface Through {
  readonly text: string
  readonly hide: (value: string) => string
  readonly replace: Replace
}

function throughList({ text, hide, replace }: Through, from: number, escapes: number): number {
  let before = ''
  let at = from
  for (;;) {
    const start = afterQuote(text, skip(text, at, between), escapes)
    if (start === -1) return at
    const end = endOfString(text, start, escapes)
    const argument = text.slice(start, end)
    if (holdsBackArgument(argument, before)) replace(start, end, hide)
    before = argument
    at = Math.min(text.length, end + escapes + 1)
  }
}

function throughMap({ text, hide, replace }: Through, from: number, map: string, escapes: number): number {
  let at = from
  for (;;) {
    const start = afterQuote(text, skip(text, at, between), escapes)
    if (start === -1) return at
    const end = endOfString(text, start, escapes)
    const value = afterQuote(text, skip(text, end + escapes + 1, colon), escapes)
    if (value === -1) return Math.min(text.length, end + escapes + 1)
    const valueEnd = endOfString(text, value, escapes)
    const inside = text.slice(value, valueEnd)
    if (holdsBack(map, text.slice(start, end), inside)) replace(value, valueEnd, hide)
    // What is left may hold JSON of its own; each string around it doubles its escapes, so it is soon at its end.
    else if (inside.includes('{')) replace(value, valueEnd, (json) => hideListedValues(json, hide))
    at = Math.min(text.length, valueEnd + escapes + 1)
  }
}

function holdsBack(map: string, key: string, value: string): boolean {
  if (map === 'annotations') return holdsBackAnnotation(key, value)
  return map === 'stringData' ? value !== '' : holdsBackVariable(key, value)
}

function hideSingle(text: string, hide: (value: string) => string): string {
  if (!text.includes('value')) return text
  const parts: string[] = []
  let done = 0
  single.lastIndex = 0
  for (let found = single.exec(text); found; found = single.exec(text)) {
    const { map, key = '', q = '' } = found.groups ?? {}
    const from = single.lastIndex
    const end = endOfString(text, from, q.length)
    const value = text.slice(from, end)
    const isHeldBack =
      map === undefined ? holdsBackArgument(value, '') : holdsBack(map, key.replaceAll('~1', '/'), value)
    if (isHeldBack) {
      parts.push(text.slice(done, from), hide(value))
      done = end
    }
    single.lastIndex = end
  }
  return done === 0 ? text : parts.join('') + text.slice(done)
}

function skip(text: string, at: number, what: RegExp): number {
  what.lastIndex = at
  return at + (what.exec(text)?.[0].length ?? 0)
}

/** Behind a quote that is escaped so many times; -1 where there is none. */
function afterQuote(text: string, at: number, escapes: number): number {
  for (let index = at; index < at + escapes; index += 1) if (text.charAt(index) !== '\\') return -1
  return text.charAt(at + escapes) === '"' ? at + escapes + 1 : -1
}
