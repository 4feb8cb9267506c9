import { expect, it } from 'vitest'
import type { SeriesPoint } from '../../contract/index.ts'
import { earlierOf, withEarlier, type EarlierRead } from './earlier-series.ts'
import { noHistory } from './metric-signals.ts'

const minutes = (values: readonly (number | null)[]): readonly SeriesPoint[] =>
  values.map((value, index) => ({ at: `2026-03-01T12:0${index}:00.000Z`, value }))

const primary = { ...noHistory, errorRatio: minutes([0, 0, 0.001, 0, 0]), requestRate: minutes([1, 1, 1, 1, 1]) }
const earlier: EarlierRead = {
  workload: 'cart',
  untilAt: '2026-03-01T12:02:30Z',
  next: 'cart-primary',
  history: { ...noHistory, errorRatio: minutes([null, 0.49, 0.5, 0.5]), requestRate: minutes([9, 9, 9, 9]) }
}

it('keeps what users saw of a canary until they left it, and then goes on with where they are', () => {
  expect(earlierOf('errorRatio', primary, earlier)).toEqual({
    workload: 'cart',
    untilAt: earlier.untilAt,
    next: 'cart-primary',
    series: minutes([0, 0.49, 0.5, 0, 0])
  })
  expect(withEarlier(primary, earlier).requestRate).toEqual(primary.requestRate)
})

it('has no other past once that is further back than what is drawn', () => {
  expect(earlierOf('errorRatio', primary, { ...earlier, untilAt: '2026-03-01T11:59:00Z' })).toBeUndefined()
  expect(earlierOf('requestRate', primary, earlier)).toBeUndefined()
  expect(earlierOf('errorRatio', primary, null)).toBeUndefined()
})
