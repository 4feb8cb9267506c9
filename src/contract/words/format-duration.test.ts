import { expect, it } from 'vitest'
import { formatExpected } from './format-duration.ts'

it('says about only of a number', () => {
  expect([42_000, 999, 1_000, 0].map((ms) => formatExpected(ms))).toEqual([
    'about 42 s',
    'less than a second',
    'about 1 s',
    'about 0 s'
  ])
})
