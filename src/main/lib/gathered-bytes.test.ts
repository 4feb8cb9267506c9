import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gatherBytes } from './gathered-bytes.ts'

const piecesOfOneByte = 3_000_000

describe('bytes that come in pieces', () => {
  it('are whole again however they were cut, and begin anew', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 900 })), (pieces) => {
        const gathered = gatherBytes(1_000_000)
        for (let round = 0; round < 2; round += 1) {
          expect(pieces.filter((piece) => gathered.add(Buffer.from(piece)) !== null)).toEqual([])
          expect(gathered.length()).toBe(gathered.whole().length)
          expect(gathered.take().equals(Buffer.concat(pieces))).toBe(true)
          expect(gathered.length()).toBe(0)
        }
      })
    )
  })

  it('stop at their limit, and keep what was there', () => {
    const gathered = gatherBytes(4)
    expect(gathered.add(Buffer.from('abcd'))).toBeNull()
    expect(gathered.add(Buffer.from('e'))).toBe('tooLong')
    expect(gathered.add(Buffer.alloc(0))).toBeNull()
    expect(String(gathered.whole())).toBe('abcd')
  })

  it('are refused as single bytes long before they are many', () => {
    const gathered = gatherBytes(piecesOfOneByte)
    let taken = 0
    while (taken < piecesOfOneByte && gathered.add(Buffer.from('x')) === null) taken += 1
    expect(taken).toBeLessThan(20_000)
    expect(gathered.add(Buffer.from('x'))).toBe('tooManyPieces')
  })

  it('are refused as nothing at all, again and again', () => {
    const gathered = gatherBytes(100)
    let taken = 0
    while (taken < piecesOfOneByte && gathered.add(Buffer.alloc(0)) === null) taken += 1
    expect(taken).toBe(10_000)
  })

  it('may come as a network cuts them', () => {
    const gathered = gatherBytes(16 * 1_048_576)
    const segment = Buffer.alloc(536, 'x')
    const refused = Array.from({ length: 31_000 }, () => gathered.add(segment)).filter((why) => why !== null)
    expect(refused).toEqual([])
    expect(gathered.length()).toBe(31_000 * 536)
  })
})
