import { expect, it } from 'vitest'
import type { CommandView } from '../../../contract/index.ts'
import { record } from '../../fixtures/record.ts'
import { findCommands } from './find-commands.ts'
import { lineMaker } from './line-maker.ts'
import { terminalLine } from './terminal-line.ts'

const first = record.commands[0] ?? expect.fail('the example has commands')
const escape = '\u001b['
/** Takes away the colours that the line itself writes. */
const uncoloured = (line: string) =>
  ['90', '39', '34', '1', '0'].reduce((text, code) => text.replaceAll(`${escape}${code}m`, ''), line)

it('fits the width and keeps the result at the right edge', () => {
  const text = uncoloured(terminalLine(first, 100))
  expect(text).toHaveLength(99)
  expect(text.endsWith('200 · 41 ms')).toBe(true)
})

it('gives a long reason a third of the width, and the command the rest', () => {
  const long = { ...first, label: 'refused' as const, command: 'x'.repeat(200), result: 'why '.repeat(100) }
  const text = uncoloured(terminalLine(long, 120).replaceAll(`${escape}33m`, ''))
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

it('keeps several lines that were pasted on one, without a picture that few fonts have', () => {
  const text = uncoloured(terminalLine({ ...first, command: 'a \\\n  -n x\r\nb' }, 120))
  expect(text).toContain('a \\ ↵ -n x ↵ b')
  expect(text).not.toMatch(/[\u2400-\u2421]/)
})

it('makes what changed something stand out, and gives what went wrong the colour of that', () => {
  const looks = (command: Partial<CommandView>) => {
    const line = terminalLine({ ...first, ...command }, 100)
    const before = line.slice(0, line.indexOf(command.label ?? first.label))
    return before.slice(before.lastIndexOf(' ') + 1)
  }
  const calm = looks({ label: 'read' })
  for (const label of ['dry run', 'settled'] as const) expect(looks({ label }), label).toBe(calm)
  expect(looks({ label: 'executed', outcome: 'succeeded' })).not.toBe(calm)
  const forbidden = looks({ label: 'dry run', status: 403, result: '403 · forbidden' })
  expect(forbidden).toBe(looks({ label: 'refused', status: null }))
  expect(new Set([calm, forbidden, looks({ status: 500 }), looks({ outcome: 'unknown' })]).size).toBe(4)
})

it('is made once for what says the same, and anew for a result that has changed or another width', () => {
  const line = lineMaker(100)
  const made = line(first)
  expect(line({ ...first })).toBe(made)
  expect(line({ ...first, result: '500 · 41 ms' })).toContain('500 · 41 ms')
  expect(lineMaker(80)(first)).not.toBe(made)
})

it('finds in the line, and what main has found in what it holds', () => {
  expect(findCommands(record.commands, 'DRY run', new Set())).toHaveLength(1)
  expect(findCommands(record.commands, 'names no revision', new Set())).toHaveLength(1)
  expect(findCommands(record.commands, 'generation 43', new Set()).map(({ seq }) => seq)).toEqual([])
  expect(findCommands(record.commands, 'generation 43', new Set([14, 12])).map(({ seq }) => seq)).toEqual([12, 14])
})
