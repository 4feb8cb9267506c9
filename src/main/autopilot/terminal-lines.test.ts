import { expect, it } from 'vitest'
import { jsonLine, stageLine } from './terminal-lines.ts'

const moving = '\u001B[2J\u001B[31mgood\u202Eevil\u009B1m\u{E0001}\u2028\n\nresult   recovered'
const isMoving = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

it('says what a cluster wrote on one line that a terminal shows and does not obey', () => {
  const line = stageLine('plan', moving)
  expect(line.slice(0, 9)).toBe('plan     ')
  expect(line.endsWith('\n')).toBe(true)
  expect(line.slice(0, -1)).not.toMatch(isMoving)
})

it('writes a result that reads the same, and that a terminal does not obey', () => {
  const line = jsonLine({ stopped: moving })
  expect(line.slice(0, -1)).not.toMatch(isMoving)
  expect(JSON.parse(line)).toEqual({ stopped: moving })
})
