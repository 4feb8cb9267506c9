import { expect, it } from 'vitest'
import { record } from '../../fixtures/record.ts'
import { findCommands } from './find-commands.ts'
import { terminalLine } from './terminal-line.ts'

const first = record.commands[0] ?? expect.fail('the example has commands')
const escape = '\u001b['
/** Takes away the colours that the line itself writes. */
const uncoloured = (line: string) =>
  ['90', '39', '32', '33', '44', '0'].reduce((text, code) => text.replaceAll(`${escape}${code}m`, ''), line)

it('fits the width and keeps the result at the right edge', () => {
  const text = uncoloured(terminalLine(first, 100))
  expect(text).toHaveLength(99)
  expect(text.endsWith('200 · 41 ms')).toBe(true)
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

it('finds in the command, the result and the detail', () => {
  expect(findCommands(record.commands, 'DRY run')).toHaveLength(1)
  expect(findCommands(record.commands, 'names no revision')).toHaveLength(1)
  expect(findCommands(record.commands, 'generation 43')).toHaveLength(5)
})
