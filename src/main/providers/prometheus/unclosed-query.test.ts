import { expect, it } from 'vitest'
import { unclosedIn } from './unclosed-query.ts'

it.each([
  ['sum(rate(orders_total{app="checkout"}[1m])) * 60', null],
  ['sum(rate(x{path=~"a\\"b(", other="`"}[1m]))', null],
  ['sum(x) # of (all', null],
  ['count(`)`)', null],
  ['sum(rate(orders_total[1m])', '( is not closed'],
  ['sum(rate(orders_total{app="checkout}[1m]))', '" is not closed'],
  ['sum(rate(orders_total{app="checkout"]))', '] at character 37 closes nothing'],
  ['orders)', ') at character 7 closes nothing']
])('%s', (query, said) => {
  expect(unclosedIn(query)).toBe(said)
})
