import { describe, expect, it } from 'vitest'
import { visibleText } from './visible-text.ts'

describe('visibleText', () => {
  it.each([
    ['plain ä 😀 漢', 'plain ä 😀 漢'],
    ['a\u001b]52;c;x\u0007', 'a\\u{1b}]52;c;x\\u{7}'],
    ['user\u202egpj', 'user\\u{202e}gpj'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['a\n  b\tc\rd', 'a b c\\u{d}d'],
    ['\ud800', '\\u{d800}'],
    ['\u26a0\ufe0f prod 1\ufe0f\u20e3', '\u26a0\ufe0f prod 1\ufe0f\u20e3'],
    ['\u{1f468}\u{1f3fd}\u200d\u{1f4bb} \u2764\ufe0e', '\u{1f468}\u{1f3fd}\u200d\u{1f4bb} \u2764\ufe0e'],
    ['prod\ufe0f 1\ufe0f', 'prod\\u{fe0f} 1\\u{fe0f}'],
    ['\u26a0\ufe0f\ufe0f\u200dprod', '\u26a0\ufe0f\\u{fe0f}\\u{200d}prod'],
    ['\u{1f600}\u{e0100}', '\u{1f600}\\u{e0100}']
  ])('%j', (text, shown) => {
    expect(visibleText(text)).toBe(shown)
  })

  it('cuts what is too long', () => {
    expect(visibleText('abcdef', 3)).toBe('abc…')
  })
})
