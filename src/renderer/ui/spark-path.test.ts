import { expect, it } from 'vitest'
import { sparkPath } from './spark-path.ts'

const at = (seconds: number) => new Date(seconds * 1_000).toISOString()

it('draws nothing from fewer than two samples', () => {
  expect(
    sparkPath(
      [
        { at: at(0), value: 1 },
        { at: at(1), value: null }
      ],
      null,
      null
    )
  ).toBeNull()
})

it('breaks the line where there was no data', () => {
  const series = [1, 1, null, 2].map((value, index) => ({ at: at(index), value }))
  expect(sparkPath(series, null, null)?.d).toBe('M0 22L105.3 22M316 3')
})

it('keeps the limit inside the picture and leaves out a release that is not in it', () => {
  const series = [0.01, 0.02].map((value, index) => ({ at: at(index), value }))
  const path = sparkPath(series, 0.05, at(99))
  expect(path?.limitY).toBeGreaterThan(0)
  expect(path?.markX).toBeNull()
})
