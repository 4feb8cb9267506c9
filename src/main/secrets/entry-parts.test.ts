import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryLimitBytes, join, parseManifest, split } from './entry-parts.ts'

describe('split', () => {
  it('gives back every text, with no entry over the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 6_000 }), (value) => {
        const { manifest, parts } = split(value, 'a', entryLimitBytes)
        for (const entry of [JSON.stringify(manifest), ...parts]) {
          expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(entryLimitBytes)
          expect(entry).toMatch(/^[\x20-\x7e]+$/)
        }
        expect(join(manifest, parts)).toBe(value)
      }),
      { numRuns: 200 }
    )
  })

  it('keeps what fits inside the manifest, the empty text and NUL included', () => {
    for (const value of ['', '\0', 'a\0b', 'x'.repeat(1_600)]) {
      const { manifest, parts } = split(value, 'a')
      expect(parts).toEqual([])
      expect(join(manifest, [])).toBe(value)
    }
  })

  it('refuses parts that are not the ones the manifest describes', () => {
    const { manifest, parts } = split('x'.repeat(5_000), 'b', entryLimitBytes)
    expect(parts.length).toBe(3)
    expect(join(manifest, parts.slice(1))).toBeUndefined()
    expect(join(manifest, [...parts.slice(0, 2), ''])).toBeUndefined()
    expect(join(manifest, split('y'.repeat(5_000), 'b', entryLimitBytes).parts)).toBeUndefined()
  })
})

describe('parseManifest', () => {
  it('reads both kinds as stored', () => {
    for (const value of ['short', 'x'.repeat(9_000)]) {
      const { manifest } = split(value, 'b')
      expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest)
    }
  })

  it('reads nothing else', () => {
    const others = ['', 'null', '[]', '"x"', '{"version":2,"sha256":"","data":""}', '{"version":1,"sha256":""}']
    const wrongParts = ['0', '-1', '1.5', '"1"'].map((parts) => `{"version":1,"sha256":"","slot":"a","parts":${parts}}`)
    for (const text of [...others, ...wrongParts]) expect(parseManifest(text)).toBeUndefined()
  })
})
