import { describe, expect, it } from 'vitest'
import { judgeText, readSaid } from './judge-said.ts'

const asked = { kind: 'typed', text: 'cart@prod', cancelMs: 3_000 } as const
const byKeys = { keys: 10, hasJustActed: true, isAssisted: false }

describe('what the view tells', () => {
  it('approves with the exact text, when main has received as many keys', () => {
    expect(judgeText('cart@prod', asked, byKeys)).toEqual({
      kind: 'approved',
      confirmation: { kind: 'typed', text: 'cart@prod' }
    })
    for (const text of ['', 'cart@pro', 'Cart@prod', 'cart@prod ', 'cart@prod\n'])
      expect(judgeText(text, asked, byKeys), text).toMatchObject({ kind: 'refused' })
  })

  it.each([
    ['no key', { ...byKeys, keys: 0 }],
    ['a chord that pastes', { ...byKeys, keys: 2 }],
    ['one key too few', { ...byKeys, keys: 8 }],
    ['nobody there', { ...byKeys, hasJustActed: false }]
  ])('refuses the text with %s', (_how, received) => {
    expect(judgeText('cart@prod', asked, received)).toMatchObject({ kind: 'refused' })
  })

  it('says of both what is the matter, never nothing', () => {
    const complaint = (text: string, received = byKeys) => {
      const judged = judgeText(text, asked, received)
      return judged.kind === 'refused' ? judged.complaint : ''
    }
    expect(complaint('cart@prd')).toBe('Does not match cart@prod')
    expect(complaint('cart@prod', { ...byKeys, keys: 2 })).toMatch(/^Type it key by key: .* is not taken\.$/)
  })

  it('counts no keys where assistive technology enters the text', () => {
    const received = { keys: 0, hasJustActed: true, isAssisted: true }
    expect(judgeText('cart@prod', asked, received)).toMatchObject({ kind: 'approved' })
    expect(judgeText('cart', asked, received)).toMatchObject({ kind: 'refused' })
  })

  it('approves nothing by a text where a button is to be held', () => {
    expect(judgeText('', { kind: 'hold', holdMs: 1_000 }, byKeys)).toMatchObject({ kind: 'refused' })
  })

  it('is read only as far as it is known', () => {
    for (const message of [
      null,
      1,
      'submit',
      [],
      {},
      { kind: 'approve' },
      { kind: 'submit' },
      { kind: 'submit', text: 1 }
    ])
      expect(readSaid(message), JSON.stringify(message)).toBeNull()
    expect(readSaid({ kind: 'submit', text: 'x'.repeat(513) })).toBeNull()
    expect(readSaid({ kind: 'press', text: 'x', more: 1 })).toEqual({ kind: 'press' })
  })
})
