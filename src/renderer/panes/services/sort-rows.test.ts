import { expect, it } from 'vitest'
import { rows } from '../../fixtures/services.ts'
import { ago } from '../../fixtures/times.ts'
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

it('puts what changed last first among those that only changed, whatever their errors are below the limit', () => {
  const [worst = expect.fail('no row')] = rows
  const row = { ...worst, rank: 400 }
  const changed = (name: string, minutes: number, rank: number) => ({
    ...row,
    ref: { ...row.ref, name },
    trouble: 'changed' as const,
    changedAt: ago(minutes * 60),
    rank
  })
  const list = [changed('a', 40, 100.4), changed('b', 5, 100), changed('c', 5, 100.1), changed('d', 12, 100)]
  expect(sortRows([...list, row]).map(({ ref }) => ref.name)).toEqual(['checkout', 'c', 'b', 'd', 'a'])
})

it('finds by parts of the name', () => {
  expect(findRows(rows, ' CHECK out ').map((row) => row.ref.name)).toEqual(['checkout'])
  expect(findRows(rows, '')).toHaveLength(rows.length)
})

it('counts neither a recent change nor a missing number as trouble', () => {
  expect(inTrouble(rows)).toBe(3)
})
