import { describe, expect, it } from 'vitest'
import { visibleText } from './visible-text.ts'

describe('visibleText', () => {
  it.each([
    ['plain ä 😀 漢', 'plain ä 😀 漢'],
    ['a\u001b]52;c;x\u0007', 'a\\u{1b}]52;c;x\\u{7}'],
    ['user\u202egpj', 'user\\u{202e}gpj'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['a\n  b\tc\rd', 'a b c\\u{d}d'],
    ['\ud800', '\\u{d800}']
  ])('%j', (text, shown) => {
    expect(visibleText(text)).toBe(shown)
  })

  it('cuts what is too long', () => {
    expect(visibleText('abcdef', 3)).toBe('abc…')
  })
})
