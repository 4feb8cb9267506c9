import { describe, expect, test } from 'vitest'
import { applyJsonPatch } from './json-patch.ts'

const apply = (document: unknown, operations: unknown): unknown => applyJsonPatch(document, JSON.stringify(operations))
const REJECTED = 'the server rejected our request due to an error in our request'

describe('JSON Patch as kube-apiserver applies it', () => {
  test('replace of a missing member adds it; of a missing parent or index it is rejected', () => {
    expect(apply({ spec: {} }, [{ op: 'replace', path: '/spec/a', value: 1 }])).toEqual({ spec: { a: 1 } })
    expect(() => apply({}, [{ op: 'replace', path: '/spec/a', value: 1 }])).toThrow(REJECTED)
    expect(() => apply({ a: [1] }, [{ op: 'replace', path: '/a/1', value: 1 }])).toThrow(REJECTED)
  })

  test('add replaces members, inserts and appends items, and needs a parent', () => {
    expect(apply({ a: 1 }, [{ op: 'add', path: '/a', value: 2 }])).toEqual({ a: 2 })
    expect(apply({ a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }])).toEqual({ a: [1, 2, 3] })
    expect(apply({ a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }])).toEqual({ a: [1, 2] })
    expect(apply({ a: [1] }, [{ op: 'add', path: '/a/-1', value: 2 }])).toEqual({ a: [1, 2] })
    expect(() => apply({ metadata: {} }, [{ op: 'add', path: '/metadata/labels/x', value: 'y' }])).toThrow(REJECTED)
  })

  test('remove of a missing member is rejected', () => {
    expect(apply({ a: 1, b: 2 }, [{ op: 'remove', path: '/a' }])).toEqual({ b: 2 })
    expect(() => apply({}, [{ op: 'remove', path: '/a' }])).toThrow(REJECTED)
  })

  test('test of a missing member against null passes', () => {
    expect(apply({ spec: {} }, [{ op: 'test', path: '/spec/skipAnalysis', value: null }])).toEqual({ spec: {} })
    expect(() => apply({ spec: {} }, [{ op: 'test', path: '/spec/a', value: false }])).toThrow(REJECTED)
  })

  test('scalars are compared by their text', () => {
    const weigh = (value: string): unknown => applyJsonPatch({ w: 50 }, `[{"op":"test","path":"/w","value":${value}}]`)
    expect(weigh('50')).toEqual({ w: 50 })
    expect(() => weigh('50.0')).toThrow(REJECTED)
    expect(() => weigh('"50"')).toThrow(REJECTED)
  })

  test('strings with <, > or & match only when they are written escaped', () => {
    const compare = (raw: string): unknown =>
      applyJsonPatch({ q: 'a<b>&c' }, `[{"op":"test","path":"/q","value":${raw}}]`)
    expect(() => compare('"a<b>&c"')).toThrow(REJECTED)
    expect(compare('"a\\u003cb\\u003e\\u0026c"')).toEqual({ q: 'a<b>&c' })
  })

  test('what the same patch wrote is compared as it was written, until it is copied', () => {
    const after = (...more: readonly string[]): unknown =>
      applyJsonPatch({}, `[{"op":"add","path":"/q","value":"a<b"},${more.join()}]`)
    const asks = (path: string, raw: string): string => `{"op":"test","path":"${path}","value":${raw}}`
    expect(after(asks('/q', '"a<b"'))).toEqual({ q: 'a<b' })
    expect(() => after(asks('/q', '"a\\u003cb"'))).toThrow(REJECTED)
    const copy = '{"op":"copy","from":"/q","path":"/r"}'
    expect(after(copy, asks('/r', '"a\\u003cb"'))).toEqual({ q: 'a<b', r: 'a<b' })
    expect(() => after(copy, asks('/r', '"a<b"'))).toThrow(REJECTED)
  })

  test('objects and lists are compared by structure', () => {
    const document = { template: { a: 1, b: [{ c: null }] } }
    expect(apply(document, [{ op: 'test', path: '/template', value: { b: [{ c: null }], a: 1 } }])).toEqual(document)
    expect(() => apply(document, [{ op: 'test', path: '/template', value: { a: 1 } }])).toThrow(REJECTED)
  })

  test('move, copy and escaped path segments', () => {
    expect(apply({ 'a/b': 1, 'c~d': 2 }, [{ op: 'move', from: '/a~1b', path: '/x' }])).toEqual({ 'c~d': 2, x: 1 })
    expect(apply({ 'c~d': 2 }, [{ op: 'copy', from: '/c~0d', path: '/x' }])).toEqual({ 'c~d': 2, x: 2 })
  })

  test('an empty path is the whole document for replace and test, and nothing for the others', () => {
    expect(apply({ a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }])).toEqual({ b: 2 })
    expect(apply({ a: 1 }, [{ op: 'test', path: '', value: { a: 1 } }])).toEqual({ a: 1 })
    for (const operation of [
      { op: 'replace', path: '', value: 'text' },
      { op: 'test', path: '', value: { a: 2 } },
      { op: 'add', path: '', value: { b: 2 } },
      { op: 'remove', path: '' }
    ])
      expect(() => apply({ a: 1 }, [operation])).toThrow(REJECTED)
  })

  test('copy of a missing member gives null, move of one is rejected', () => {
    expect(apply({ a: 1 }, [{ op: 'copy', from: '/b', path: '/c' }])).toEqual({ a: 1, c: null })
    expect(() => apply({ a: 1 }, [{ op: 'move', from: '/b', path: '/c' }])).toThrow(REJECTED)
  })

  test('what is not a patch is a bad request; more than 10,000 operations are too many', () => {
    expect(() => applyJsonPatch({}, '{"op":1')).toThrow('error decoding patch: unexpected end of JSON input')
    expect(() => applyJsonPatch({}, '{}')).toThrow(
      'json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'
    )
    expect(() => apply({}, [{ op: 'nonsense', path: '/a' }])).toThrow(REJECTED)
    const many = Array.from({ length: 10_001 }, () => ({ op: 'add', path: '/a', value: 1 }))
    expect(() => apply({}, many)).toThrow('maximum operations in a JSON patch is 10000, got 10001')
  })

  test('the stored document and its prototype stay as they are', () => {
    const document = Object.freeze({ a: Object.freeze({ b: 1 }) })
    apply(document, [{ op: 'replace', path: '/a/b', value: 2 }])
    apply(document, [{ op: 'add', path: '/__proto__', value: { polluted: true } }])
    expect(document).toEqual({ a: { b: 1 } })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
