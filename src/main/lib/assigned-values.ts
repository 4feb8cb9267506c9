import { bareEnd, type Stop } from './bare-value.ts'
import { endOfString } from './named-values.ts'
import { isSecretValue, mayNameSecret } from './secret-name.ts'

/** White space between the tokens of JSON, itself escaped when the JSON stands in a string. */
const gap = String.raw`(?:\s|\\{1,15}[nrt]){0,16}`
/** A name begins behind what cannot be part of it, or behind an escape: `\n`, and Go's `\u0026` for `&`. */
const begin = String.raw`(?:(?<![\w.%\\-])|(?<=\\[nrt])|(?<=\\u00(?:26|3[ce])))`
/** A name with what joins it to a value. */
const opening = new RegExp(
  [
    String.raw`${begin}(?<name>-{0,2}[A-Za-z_][\w.-]{0,127})(?:`,
    // name=value
    String.raw`(?<equals>[ \t]{0,4}=(?![=~>])[ \t]{0,4})|`,
    // "name": "value", "name": 12, and "--name", "value"
    String.raw`(?<q>\\{0,15})"${gap}(?<joint>:|,|=>)${gap}(?:\k<q>(?<quote>")|(?=-?\d))|`,
    // 'name': 'value'
    String.raw`'\s{0,8}(?<single>:|,|=>)\s{0,8}'|`,
    // name: value
    String.raw`(?<colon>:[ \t]{1,16})|`,
    // - --name, and the value as the next item of a list in one line of JSON
    String.raw`(?<item>\\{1,15}n[ +]{0,64}- {1,8})(?=[^\s-])|`,
    // --name value
    String.raw`(?<space>[ \t]{1,16})(?=[^\s-])`,
    ')'
  ].join(''),
  'gi'
)

const queryName = /^(?:sig|key|code|auth|signature|sas)$/i
const query = /(?:sig|code|auth|signature|sas)=/i

/** Stands before a name of YAML: the beginning of a line, a list, braces, quotes; of a difference too. */
const lineStart = /(?:^|[\n\r{,"'[;]|\\[nr]|[-+] )[\s+-]*$/
/** After a flag in a sentence about it. */
const sentence =
  /(?:to|is|was|are|and|or|for|flags?|not|has|in|the|an?|option|must|with|of|requires?|required|cannot|may|can|as|on|from|when|if|instead|argument|value)(?![\w-])/iy

/** A block of YAML whose lines are escaped: what follows it cannot be told from it. */
const block = /[|>][-+0-9]{0,3}\\{1,15}n(?:[^"\\]|\\+(?!["\\]))*/y

const number = /-?\d[\d.eE+-]{0,40}/y
const opened = /(?:\\{0,15}"|'|\{(?!\{))/y

interface Found {
  readonly name: string
  /** Where the value begins and ends, in UTF-16 units. */
  readonly from: number
  readonly to: number
  /** A number of JSON, which needs quotes around what stands for it. */
  readonly quote: string
}

/** Replaces the values that are given to names of credentials: in flags, addresses, connection strings, JSON and YAML. */
export function hideAssignedValues(text: string, hide: (secret: string, name: string) => string): string {
  if (!mayNameSecret(text) && !query.test(text)) return text
  const parts: string[] = []
  let done = 0
  /** Characters that were looked at as values and are none: a value may hold names, and those values more of them. */
  let inVain = 0
  const mostInVain = 4 * text.length + 65_536
  opening.lastIndex = 0
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const name = match.groups?.['name'] ?? ''
    const isLikely = mayNameSecret(name) || queryName.test(name)
    const found = isLikely ? valueOf(text, match, opening.lastIndex) : undefined
    const value = found && text.slice(found.from, found.to)
    if (!found || value === undefined || !isHidden(text, found, value)) {
      // A value may itself be a name: `--from-literal=password=…`.
      opening.lastIndex -= match.groups?.['space']?.length ?? 0
      inVain += value?.length ?? 0
      // Nobody writes so: the rest of such a value is not looked at again, which would take time with its square.
      if (found && inVain > mostInVain) opening.lastIndex = Math.max(opening.lastIndex, found.to)
      continue
    }
    parts.push(text.slice(done, found.from), `${found.quote}${hide(value, found.name)}${found.quote}`)
    done = found.to
    opening.lastIndex = found.to
  }
  return done === 0 ? text : parts.join('') + text.slice(done)
}

function isHidden(text: string, { name, from }: Found, value: string): boolean {
  if (text.startsWith('[redacted ', from)) return false
  return isSecretValue(name, value)
}

/** Names that mean a credential in an address or a connection string, and nothing elsewhere. */
function nameIn(text: string, name: string, at: number): string {
  if (!/(?:[?&;]|\\u0026)\s{0,4}$/.test(text.slice(Math.max(0, at - 12), at))) return name
  if (/^pwd$/i.test(name)) return 'password'
  return queryName.test(name) ? `${name}_opaque_key` : name
}

function valueOf(text: string, match: RegExpExecArray, from: number): Found | undefined {
  const { name: written = '', q = '', joint, quote, single, equals, colon, item, space } = match.groups ?? {}
  const isFlag = written.startsWith('-')
  const name = equals === undefined ? written : nameIn(text, written, match.index)
  const plain = (to: number, start = from): Found => ({ name, from: start, to, quote: '' })
  if (joint !== undefined) {
    if (joint === ',' ? !isFlag || text.charAt(from) === '-' : isFlag) return undefined
    if (quote !== undefined) return plain(endOfString(text, from, q.length))
    number.lastIndex = from
    const to = from + (number.exec(text)?.[0].length ?? 0)
    return joint === ',' || !/pass|pin|secret/i.test(name) ? undefined : { name, from, to, quote: `${q}"` }
  }
  if (single !== undefined) {
    if (single === ',' && (!isFlag || text.charAt(from) === '-')) return undefined
    return plain(quotedEnd(text, from, "'"))
  }
  if ((space !== undefined || item !== undefined) && !isFlag) return undefined
  sentence.lastIndex = from
  if (space !== undefined && sentence.test(text)) return undefined
  const at = match.index
  const before = text.slice(Math.max(0, at - 24), at)
  if (colon !== undefined && !lineStart.test(before)) return undefined
  block.lastIndex = from
  if (colon !== undefined && block.test(text)) return plain(block.lastIndex)
  opened.lastIndex = from
  const open = opened.exec(text)?.[0]
  if (open !== undefined && !(colon !== undefined && open === '{')) {
    const start = from + open.length
    if (open.endsWith('"')) return plain(endOfString(text, start, open.length - 1), start)
    return plain(quotedEnd(text, start, open === "'" ? "'" : '}'), start)
  }
  return plain(
    bareEnd(text, from, stopOf(text, at, before, equals !== undefined, colon !== undefined || item !== undefined))
  )
}

function stopOf(text: string, at: number, before: string, isAssigned: boolean, isYaml: boolean): Stop {
  if (isYaml) {
    const last = before.trimEnd().at(-1) ?? ''
    return { kind: 'line', quote: last === "'" ? "'" : '', isFlow: last === '{' || (last === ',' && at > 0) }
  }
  const isList = isAssigned && /;\s*$/.test(before)
  return { kind: isList ? 'list' : 'word', quote: '', isFlow: false }
}

/** Where a text in quotes ends; where it is not closed in its line, at the end of the line. */
function quotedEnd(text: string, from: number, close: string): number {
  for (let index = from; index < text.length; index += 1) {
    const char = text.charAt(index)
    if (char === close || char === '\n' || char === '"') return index
    if (char === '\\') return bareEnd(text, from, { kind: 'line', quote: close, isFlow: false })
  }
  return text.length
}
