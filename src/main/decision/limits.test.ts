import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { limitsOf } from './limits.ts'
import { readMatrix, type Matrix } from './matrix.ts'

const file = 'resources/matrices/default.json'

function shipped(): Matrix {
  const read = readMatrix(readFileSync(file, 'utf8'), file)
  return read.ok ? read.value : expect.fail(read.failure.message)
}

it('are the strictest of each signal', () => {
  expect(limitsOf(shipped())).toEqual({ errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2, fewRequests: 20 })
})

it('move with the matrix', () => {
  const stricter = shipped().rows.map((row) => (row.id === 'errors-raised' ? { ...row, min: 0.002 } : row))
  expect(limitsOf({ ...shipped(), rows: stricter }).errorRatio).toBe(0.002)
})

it('call nothing well that no row measures', () => {
  const onlyPods = shipped().rows.filter(({ signal }) => signal === 'newPodsUnavailable')
  expect(limitsOf({ ...shipped(), rows: onlyPods })).toEqual({
    errorRatio: 0,
    availability: 1,
    latencyTimesNormal: 0,
    fewRequests: 20
  })
})
