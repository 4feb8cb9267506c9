import { expect, it } from 'vitest'
import { createLastResort } from './last-resort.ts'

function heard() {
  const lines: string[] = []
  const told: unknown[] = []
  let ended = 0
  let ms = 0
  const resort = createLastResort({ log: (line) => lines.push(line), exit: () => undefined, nowMs: () => ms })
  resort.know({ tell: (error) => told.push(error), end: () => (ended += 1) })
  return { resort, lines, told, ended: () => ended, pass: (more: number) => void (ms += more) }
}

it('is told in the log and to whoever shows it, and nothing ends', () => {
  const { resort, lines, told, ended } = heard()
  const error = new TypeError('labels is null\u001b[2J')
  resort.hear(error)
  expect(lines).toEqual([expect.stringContaining('TypeError: labels is null\\u{1b}[2J')])
  expect(told).toEqual([error])
  expect(ended()).toBe(0)
})

it.each([
  ['what throws when it becomes a text', Object.create(null)],
  ['nothing', undefined]
])('takes %s', (_, thrown) => {
  const { resort, ended } = heard()
  expect(() => resort.hear(thrown)).not.toThrow()
  expect(ended()).toBe(0)
})

it('survives a listener that throws', () => {
  const { resort, lines } = heard()
  const tell = (): void => {
    throw new Error('the window is gone')
  }
  resort.know({ tell, end: () => undefined })
  resort.hear(new Error('one'))
  resort.hear(new Error('two'))
  expect(lines.length).toBe(2)
})

it('ends once where they do not cease, and not for one now and then', () => {
  const { resort, ended, pass, lines } = heard()
  for (let count = 0; count < 500; count += 1) {
    resort.hear(new Error('now and then'))
    pass(2_000)
  }
  expect(ended()).toBe(0)
  for (let count = 0; count < 500; count += 1) resort.hear(new Error('again'))
  expect(ended()).toBe(1)
  expect(lines.length).toBeLessThan(540)
})
