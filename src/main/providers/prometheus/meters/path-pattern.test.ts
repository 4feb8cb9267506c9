import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pathPattern } from './path-pattern.ts'

/** What JavaScript's engine finds, which tries all ways. */
function tried(pattern: string, text: string): string | null {
  const source = pattern.replace('{namespace}', '[^_/]+').replace('{workload}', '([^_/]+)')
  const found = new RegExp(`^(?:${source})$`, 's').exec(text)
  return found && (found[1] ?? '')
}

const pieces = ['a', 'b*', 'a+?', '[ab]', '[^a]?', '\\w', '.{0,2}', 'b{2}', 'a|b', '_', '/', '\\.', '[a-b]{1,}']
const aPiece = fc.constantFrom(...pieces)
const some = fc.array(aPiece, { maxLength: 3 }).map((all) => all.join(''))
const group = fc.tuple(some, fc.constantFrom('', '?', '*', '{0,3}')).map(([inner, times]) => `(?:${inner})${times}`)
const patterns = fc
  .tuple(some, fc.oneof(group, fc.constant('')), some, some)
  .map(([before, one, between, after]) => `${before}${one}{namespace}${between}{workload}${after}`)

describe('the pattern of a label', () => {
  it('finds what an engine finds that tries all ways', () => {
    fc.assert(
      fc.property(
        patterns,
        fc.string({ unit: fc.constantFrom('a', 'b', '_', '/', '.'), maxLength: 9 }),
        (pattern, text) => {
          expect(pathPattern(pattern)?.(text)).toBe(tried(pattern, text))
        }
      ),
      { numRuns: 400 }
    )
  })

  it.each([
    ['[a-z]{0,30}[a-z]{0,30}[a-z]{0,30}[a-z]{0,30}', 'x'],
    ['(?:a+)+', '!'],
    ['(?:a{0,50}){0,50}', '!'],
    ['(?:a|a)*', '!'],
    ['.*.*.*', '/x']
  ])('%s{namespace}_{workload}%s takes no time for a name that somebody chose', (before, after) => {
    const find = pathPattern(`${before}{namespace}_{workload}${after}`)
    const startedMs = performance.now()
    expect(find?.('a'.repeat(600)) ?? null).toBeNull()
    expect(performance.now() - startedMs).toBeLessThan(1_000)
  })

  it.each([
    '{namespace}_{workload}(',
    '({namespace})_{workload}',
    '{namespace}_{workload}\\1',
    '{namespace}_{workload}\\b',
    '^{namespace}_{workload}$',
    '[[:alpha:]]{namespace}_{workload}',
    '[b-a]{namespace}_{workload}',
    'a{3,2}{namespace}_{workload}',
    'a**{namespace}_{workload}',
    '(?=a){namespace}_{workload}',
    '(?:(?:a)b){namespace}_{workload}',
    '[a-z]{0,99}[a-z]{0,99}{namespace}_{workload}',
    '(?:){0,999}{namespace}_{workload}'
  ])('%s is not taken', (pattern) => {
    expect(pathPattern(pattern)).toBeNull()
  })
})
