import { describe, expect, it } from 'vitest'
import { JsonRefused, parseJson } from './parse-json.ts'
import { parsedJson } from './parsed-json.ts'
import { readingLimits } from './reading-limits.ts'

const parse = (text: string, most?: number) => parseJson(Buffer.from(text), most)

function why(text: string, most?: number): string {
  try {
    parse(text, most)
  } catch (error) {
    return error instanceof JsonRefused ? error.why : error instanceof SyntaxError ? 'syntax' : 'other'
  }
  return 'taken'
}

describe('JSON from outside', () => {
  it.each([
    '{}',
    '[]',
    '"a"',
    '1',
    'null',
    '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
    '{"a":"{\\"a\\":1,\\"a\\":2}"}',
    '{"\\"a":1,"a":2}',
    '{"__proto__":{"x":1},"constructor":2}',
    '{"a\\\\":1}',
    ' { "a" : [ 1 , 2 ] } '
  ])('is what JSON.parse makes of it: %s', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text))
  })

  it.each([
    ['the same key twice', '{"items":[1],"items":[]}', 'keyTwice'],
    ['the same key twice, spelled differently', '{"a":1,"\\u0061":2}', 'keyTwice'],
    ['the same key twice, deep inside', '{"a":[{"b":{"c":1,"c":1}}]}', 'keyTwice'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', 'keyTwice'],
    ['a million arrays in one another', '['.repeat(1_000_000), 'tooDeep'],
    ['a million objects in one another', '{"a":'.repeat(1_000_000), 'tooDeep'],
    ['a text without an end', '"aaaa', 'syntax'],
    ['an escape at its end', '"aaaa\\', 'syntax'],
    ['nothing', '', 'syntax'],
    ['no JSON', '{"a":}', 'syntax']
  ])('is refused: %s', (_, text, reason) => {
    expect(why(text)).toBe(reason)
    expect(parsedJson(text)).toBeUndefined()
  })

  it('is refused just above each limit, and taken at it', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    expect([why(nested(readingLimits.depth)), why(nested(readingLimits.depth + 1))]).toEqual(['taken', 'tooDeep'])
    const text = (length: number) => JSON.stringify(['x'.repeat(length)])
    expect([why(text(readingLimits.textLength)), why(text(readingLimits.textLength + 1))]).toEqual(['taken', 'tooLong'])
    expect([why('[1,2,3]', 3), why('[1,2,3,4]', 3)]).toEqual(['taken', 'tooMany'])
  })

  it('is refused where it is not UTF-8', () => {
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(TypeError)
  })
})
