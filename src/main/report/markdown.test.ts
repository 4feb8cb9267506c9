import { describe, expect, it } from 'vitest'
import { code, fenced, inline, ownWords, table } from './markdown.ts'

/** What CommonMark shows of escaped text: a backslash before ASCII punctuation is taken away (section 6.1). */
function shown(markdown: string): string {
  return markdown.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
}

const hostile = [
  '![x](http://tracker.example/a.png)',
  '[link](javascript:alert(1))',
  '<img src=x onerror=alert(1)>',
  '&lt;script&gt; &#8238; &NewLine;',
  'https://evil.example www.evil.example WWW.evil.example',
  '# heading',
  '- item',
  '-',
  '---',
  '===',
  '1. first',
  '12) twelfth',
  '> quote',
  '| a | b |',
  '$x^2$ and ~~gone~~',
  '`code` ``more``',
  '\\ backslash',
  '[ref]: http://evil.example',
  ': definition',
  '*a* _b_ **c**',
  'a@b.example and @team'
] as const

describe('text from anywhere', () => {
  it.each(hostile)('is shown as it is and is no markup: %s', (text) => {
    const markdown = inline(text)
    expect(shown(markdown)).toBe(text)
    // No character that begins markup is left without a backslash.
    expect(markdown.replaceAll(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[`*_[\]<>#|&$~@]|:\/\/|www\./i)
    expect(markdown).not.toMatch(/^(?:[-=:>#+*]|\d+[.)](?:\s|$))/)
  })

  it('has one line, with what is invisible made visible', () => {
    expect(inline('a\n# b\u202ec\u0007')).toBe('a \\# b\\\\u\\{202e\\}c\\\\u\\{7\\}')
  })

  it('stays inside its line of code', () => {
    expect(code('https://k8s.example')).toBe('`https://k8s.example`')
    expect(code('a`b``c')).toBe('```a`b``c```')
    expect(code('`a')).toBe('`` `a ``')
    expect(code('a\nb')).toBe('`a b`')
  })

  it('stays inside its block, with its indentation', () => {
    expect(fenced('a\n  b: ```\n\u001b[31m', 'diff')).toBe('````diff\na\n  b: ```\n\\u{1b}[31m\n````')
  })

  it('stays inside its cell', () => {
    expect(table(['a', 'b'], [[inline('x | y'), inline('1\n2')]])).toBe('| a | b |\n|---|---|\n| x \\| y | 1 2 |')
  })
})

describe('what the operator wrote', () => {
  it('keeps lists and lines, and nothing else of the markup', () => {
    const text = 'First line\nsecond *line*\n\n- [ ] fix `it`\n- call <b>ops</b>\n1. then rest\nEnd'
    expect(ownWords(text)).toBe(
      'First line  \nsecond \\*line\\*\n\n- [ ] fix \\`it\\`\n- call \\<b\\>ops\\</b\\>\n1. then rest\n\nEnd'
    )
  })

  it('makes no heading of the line above', () => {
    expect(ownWords('Root cause\n---')).toBe('Root cause  \n\\---')
    expect(ownWords('Root cause\n===')).toBe('Root cause  \n\\===')
  })
})
