import { Terminal } from '@xterm/xterm'
import { expect, it } from 'vitest'
import { rewriting } from './rewriting.ts'

const lines = (count: number, word = 'line') => Array.from({ length: count }, (_, index) => `${word} ${index}`)
const swap = (all: readonly string[], index: number, line: string) => all.map((old, at) => (at === index ? line : old))

/** Everything that a terminal of ten rows holds after these writes. */
async function held(...writes: readonly string[]): Promise<readonly string[]> {
  const terminal = new Terminal({ rows: 10, cols: 40, scrollback: 1_000 })
  for (const text of ['\u001b[?7l', ...writes]) await new Promise<void>((done) => terminal.write(text, done))
  const { active } = terminal.buffer
  const all = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '')
  terminal.dispose()
  return all.slice(0, all.findLastIndex((line) => line !== '') + 1)
}

it.each([
  ['nothing', lines(4), lines(4)],
  ['lines that come below', lines(4), lines(6)],
  ['lines that come below a full screen', lines(30), lines(33)],
  ['another outcome', lines(4), swap(lines(4), 2, 'short')],
  ['another outcome on a full screen, and lines below', lines(30), swap(lines(35), 24, 'succeeded')],
  ['all lines of the screen', lines(10), lines(12, 'other')]
])('is what writing all anew would give: %s', async (_what, before, after) => {
  const text = rewriting(before, after, 10)
  expect(text).not.toBeNull()
  expect(await held(before.join('\r\n'), text ?? '')).toEqual(after)
  const more = rewriting(after, [...after, 'and one more'], 10)
  expect(await held(before.join('\r\n'), text ?? '', more ?? '')).toEqual([...after, 'and one more'])
})

it.each([
  ['the first lines', [], lines(3)],
  ['lines that went away', lines(4), lines(3)],
  ['a line that has left the screen', lines(30), swap(lines(30), 19, 'other')]
])('begins anew for %s', (_what, before, after) => {
  expect(rewriting(before, after, 10)).toBeNull()
})

it('writes only what is new', () => {
  expect(rewriting(lines(400), lines(401), 10)).toBe('\r\nline 400')
  expect(rewriting(lines(400), lines(400), 10)).toBe('')
})
