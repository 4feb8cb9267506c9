import { expect, it } from 'vitest'
import { record } from '../../fixtures/record.ts'
import { findCommands } from './find-commands.ts'
import { newest } from './newest.ts'
import { terminalLine } from './terminal-line.ts'

const first = record.commands[0] ?? expect.fail('the example has commands')
const escape = '\u001b['
/** Takes away the colours that the line itself writes. */
const uncoloured = (line: string) =>
  ['90', '39', '32', '33', '44', '0', '1', '22'].reduce((text, code) => text.replaceAll(`${escape}${code}m`, ''), line)

it('fits the width and keeps the result at the right edge', () => {
  const text = uncoloured(terminalLine(first, 100))
  expect(text).toHaveLength(99)
  expect(text.endsWith('200 · 41 ms')).toBe(true)
})

it('gives a long reason a third of the width, and the command the rest', () => {
  const long = { ...first, label: 'refused' as const, command: 'x'.repeat(200), result: 'why '.repeat(100) }
  const text = uncoloured(terminalLine(long, 120))
  expect(text).toHaveLength(119)
  expect(text).toContain(`${'x'.repeat(56)}…`)
  expect(text.endsWith('why…')).toBe(true)
})

it('writes no escape sequence but its own colours', () => {
  const hostile = { ...first, command: 'echo \u001b]52;c;AAAA\u0007\u001b[2J', result: '\u009b5n' }
  const text = uncoloured(terminalLine(hostile, 120))
  expect(text).not.toMatch(/[\p{Cc}]/u)
  expect(text).toContain('␛]52;c;AAAA␇')
})

it('marks the chosen line to its end', () => {
  const line = terminalLine(first, 100, true)
  expect(line.startsWith(`${escape}44m`)).toBe(true)
  expect(line.indexOf(`${escape}0m`)).toBe(line.length - 4)
})

it('finds in the line, and what main has found in what it holds', () => {
  expect(findCommands(record.commands, 'DRY run', new Set())).toHaveLength(1)
  expect(findCommands(record.commands, 'names no revision', new Set())).toHaveLength(1)
  expect(findCommands(record.commands, 'generation 43', new Set()).map(({ seq }) => seq)).toEqual([])
  expect(findCommands(record.commands, 'generation 43', new Set([14, 12])).map(({ seq }) => seq)).toEqual([12, 14])
})

it('lists the newest lines of a long log, and moves on in steps', () => {
  const first = (count: number) => newest(Array.from({ length: count }, (_, index) => index))[0]
  expect([1, 500, 750, 751, 999, 1_000, 1_250].map(first)).toEqual([0, 0, 0, 250, 250, 500, 750])
})
