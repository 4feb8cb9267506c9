import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visibleText } from './visible-text.ts'

const families: readonly (readonly [string, string, string])[] = [
  ['a colour sequence', 'a\u001b[31mb', 'a\\u{1b}[31mb'],
  ['a window title', '\u001b]0;pwned\u0007', '\\u{1b}]0;pwned\\u{7}'],
  ['a clipboard write', '\u001b]52;c;cm0=\u001b\\', '\\u{1b}]52;c;cm0=\\u{1b}\\'],
  ['a hyperlink', '\u001b]8;;https://evil.example\u0007x', '\\u{1b}]8;;https://evil.example\\u{7}x'],
  ['a device query', '\u001bP$q"p\u001b\\', '\\u{1b}P$q"p\\u{1b}\\'],
  ['a C1 sequence', 'a\u009b31mb', 'a\\u{9b}31mb'],
  ['a carriage return', 'good\rbad', 'good\\u{d}bad'],
  ['a backspace', 'rm\b\bls', 'rm\\u{8}\\u{8}ls'],
  ['NUL and DEL', 'a\u0000b\u007f', 'a\\u{0}b\\u{7f}'],
  ['an override of direction', 'user\u202egpj.exe', 'user\\u{202e}gpj.exe'],
  ['an isolate', 'a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
  ['zero width', 'check\u200bout\u200d\ufeff', 'check\\u{200b}out\\u{200d}\\u{feff}'],
  ['a soft hyphen', 'check\u00adout', 'check\\u{ad}out'],
  ['tag characters', 'a\u{e0061}b', 'a\\u{e0061}b'],
  ['a variation selector', 'a\ufe0fb', 'a\\u{fe0f}b'],
  ['line and paragraph separators', 'a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
  ['a Hangul filler', 'a\u3164b', 'a\\u{3164}b'],
  ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b']
]

describe('untrusted text', () => {
  it.each(families)('shows %s', (_family, hostile, shown) => {
    expect(visibleText(hostile)).toBe(shown)
  })

  it.each(['checkout-7d9f8b6c5d', 'zwölf Boxkämpfer', '日本語', 'שלום', '🔥 5 %', '<b>&amp;</b>'])(
    'leaves %s as it is',
    (text) => {
      expect(visibleText(text)).toBe(text)
    }
  )

  it('becomes one line', () => {
    expect(visibleText('first\n  second\tthird\n')).toBe('first second third ')
  })

  it('is cut where it is too long, and says so', () => {
    expect(visibleText('x'.repeat(11), 10)).toBe(`${'x'.repeat(10)}…`)
  })

  it('never holds a control, whatever it was made of', () => {
    const pieces = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...families.map(([, text]) => text)))
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(visibleText(parts.join(''))).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u)
      }),
      { numRuns: 300 }
    )
  })

  it('takes 100,000 hostile characters in its stride', () => {
    for (const piece of [' ', '\n', '\t ', '\u001b', '\u200b ']) {
      const startedAt = performance.now()
      visibleText(piece.repeat(100_000), 1_000_000)
      expect(performance.now() - startedAt, JSON.stringify(piece)).toBeLessThan(1_000)
    }
  })
})
