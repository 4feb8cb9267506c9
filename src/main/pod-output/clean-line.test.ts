import { expect, it } from 'vitest'
import { cleanLine } from './clean-line.ts'

const at = '2026-03-01T02:03:04.123456789Z'

it.each([
  ['colours', '\u001b[31mERROR\u001b[0m no route', 'ERROR no route'],
  ['a title that a terminal would take', '\u001b]0;owned\u0007hello', 'hello'],
  ['a cursor that would overwrite the line', 'safe\u001b[1A\u001b[2Kevil', 'safeevil'],
  ['text that is written backwards', 'ok \u202egnp.exe', 'ok \\u{202e}gnp.exe'],
  ['a bell and a carriage return', 'a\u0007b\r', 'a\\u{7}b'],
  ['an indent', '\tat main.go:7', '  at main.go:7']
])('shows %s as plain text', (_what, written, shown) => {
  expect(cleanLine(`${at} ${written}`)).toMatchObject({ at, text: shown })
})

it.each([
  ['{"level":"error","msg":"x"}', 'error'],
  ['time=1 level=warn msg=x', 'warn'],
  ['severity: Info', 'info'],
  ['E0301 02:03:04.000000 1 main.go:7] no', 'error'],
  ['2026/03/01 WARN slow', 'warn'],
  ['panic: nil map', 'error'],
  ['[INFO] "GET /errors" 200', 'info'],
  ['Traceback (most recent call last):', 'error'],
  ['GET /error-page 200', ''],
  ['plain', '']
])('reads the level of %s as "%s"', (line, level) => {
  expect(cleanLine(`${at} ${line}`).level).toBe(level)
})

it('cuts a line that is too long, and takes one without a time', () => {
  const { at: none, text } = cleanLine('x'.repeat(5_000))
  expect(none).toBe('')
  expect(text).toHaveLength(2_001)
})
