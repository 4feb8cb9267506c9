import { inMiB, readingLimits } from './reading-limits.ts'

/** Why JSON is not taken in although it may be JSON. */
export class JsonRefused extends Error {
  readonly why: 'tooDeep' | 'tooMany' | 'tooLong' | 'keyTwice'

  constructor(why: JsonRefused['why'], message: string) {
    super(message)
    this.name = 'JsonRefused'
    this.why = why
  }
}

/**
 * The value of JSON from outside, so small and so flat that whoever walks through it comes to an end and needs no stack.
 * A key that an object has twice is refused, because readers disagree which of the two counts: `{"items":[…],"items":[]}`
 * would be an empty list here.
 * @param mostValues objects, arrays and members
 * @throws JsonRefused, and SyntaxError for what is no JSON.
 */
export function parseJson(bytes: Buffer, mostValues: number = readingLimits.answerValues): unknown {
  const written = countMembers(bytes, mostValues)
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  if (membersOf(value) !== written) throw new JsonRefused('keyTwice', 'an object of it has the same key twice')
  return value
}

const code = { quote: 0x22, comma: 0x2c, colon: 0x3a, open: 0x5b, escape: 0x5c, close: 0x5d, begin: 0x7b, end: 0x7d }

/** How many members the objects of a JSON text have, each as often as it is written. Looks at bytes only. */
function countMembers(bytes: Buffer, mostValues: number): number {
  let members = 0
  let values = 0
  let depth = 0
  let isText = false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]
    if (isText) {
      if (byte === code.escape) index += 1
      else if (byte === code.quote) isText = false
    } else if (byte === code.quote) isText = true
    else if (byte === code.colon) members += 1
    else if (byte === code.comma) values += 1
    else if (byte === code.begin || byte === code.open) {
      values += 1
      depth += 1
      if (depth > readingLimits.depth)
        throw new JsonRefused('tooDeep', `it is nested deeper than ${readingLimits.depth}`)
    } else if (byte === code.end || byte === code.close) depth -= 1
    if (values > mostValues)
      throw new JsonRefused('tooMany', `it has more than ${mostValues.toLocaleString('en-US')} values`)
  }
  return members
}

/** How many members the objects in a value have. The depth was counted before. @throws JsonRefused */
function membersOf(value: unknown): number {
  if (typeof value === 'string' && value.length > readingLimits.textLength)
    throw new JsonRefused('tooLong', `it has a text of more than ${inMiB(readingLimits.textLength)}`)
  if (typeof value !== 'object' || value === null) return 0
  const inside: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  let members = Array.isArray(value) ? 0 : inside.length
  for (const one of inside) members += membersOf(one)
  return members
}
