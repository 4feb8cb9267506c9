import { expect, it } from 'vitest'
import { rows } from '../../fixtures/services.ts'
import { findRows, inTrouble, sortRows } from './sort-rows.ts'

it('puts the worst first and equals by name', () => {
  expect(sortRows(rows.toReversed()).map((row) => row.ref.name)).toEqual([
    'checkout',
    'basket',
    'payments',
    'search',
    'catalog',
    'notifications',
    'recommendations',
    'sessions'
  ])
})

it('finds by parts of the name', () => {
  expect(findRows(rows, ' CHECK out ').map((row) => row.ref.name)).toEqual(['checkout'])
  expect(findRows(rows, '')).toHaveLength(rows.length)
})

it('counts neither a recent change nor a missing number as trouble', () => {
  expect(inTrouble(rows)).toBe(3)
})
