import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Measure } from '../../contract/index.ts'
import { crossing } from './crossing.ts'
import { readMatrix } from './matrix.ts'

const read = readMatrix(readFileSync(new URL('../../../resources/matrices/default.json', import.meta.url), 'utf8'), '')
if (!read.ok) throw new Error(read.failure.message)
const matrix = read.value
const known = (value: number): Measure => ({ state: 'known', value, observedAt: '2026-03-01T02:10:00.000Z' })
const unknown: Measure = { state: 'unknown', why: 'noSamples', detail: '' }

it.each([
  [0.009, null],
  [0.01, { level: 'prepare', limit: 0.01 }],
  [0.05, { level: 'prepare', limit: 0.01 }],
  [0.051, { level: 'rollBack', limit: 0.05 }]
])('holds an error ratio of %d against the procedure', (ratio, crossed) => {
  expect(crossing(matrix, 'errorRatio', known(ratio), unknown)).toEqual(crossed)
})

it('holds latency against normal, in milliseconds, and not at all without one', () => {
  expect(crossing(matrix, 'p95', known(612), known(180))).toEqual({ level: 'rollBack', limit: 540 })
  expect(crossing(matrix, 'p95', known(400), known(180))).toEqual({ level: 'prepare', limit: 360 })
  expect(crossing(matrix, 'p95', known(612), unknown)).toBeNull()
  expect(crossing(matrix, 'p95', known(612), known(0))).toBeNull()
})

it('comes to availability from above, and never counts what is unknown', () => {
  expect(crossing(matrix, 'availability', known(0.98), unknown)).toEqual({ level: 'rollBack', limit: 0.99 })
  expect(crossing(matrix, 'errorRatio', unknown, unknown)).toBeNull()
})
