import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineSplitter } from './line-splitter.ts'

describe('the line splitter', () => {
  it('finds the same lines however the stream is cut', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'ä', '😀', '\r', '{', ' ') }))
    fc.assert(
      fc.property(texts, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
        const splitter = createLineSplitter(1_000_000)
        const found: string[] = []
        for (let start = 0, cut = 0; start < bytes.length; cut += 1) {
          const length = cuts[cut % cuts.length] ?? 1
          found.push(...splitter.push(bytes.subarray(start, start + length)).map(String))
          start += length
        }
        expect(found).toEqual(lines)
        expect(splitter.pending()).toBe(0)
      })
    )
  })

  it('keeps what has no end yet and stops at its limit', () => {
    const splitter = createLineSplitter(4)
    expect(splitter.push(Buffer.from('abcd'))).toEqual([])
    expect(splitter.pending()).toBe(4)
    expect(() => splitter.push(Buffer.from('e'))).toThrow(RangeError)
  })
})
