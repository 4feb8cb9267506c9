import { expect, it } from 'vitest'
import { chartsIn } from './charts-in.ts'

const second = Date.parse('2026-03-01T02:03:04Z') / 1_000
const kept = (times: readonly unknown[], values: readonly unknown[], lines = 1) =>
  JSON.stringify({
    workload: 'checkout',
    times,
    charts: [{ id: 'latency', unit: 'ms', lines: Array.from({ length: lines }, () => ({ label: 'P95', values })) }]
  })

it('reads what was kept, and a value that is no measure as none', () => {
  const found = chartsIn(kept([second, second + 30, second + 60], [5, 1e300, null]))
  expect(found?.times).toHaveLength(3)
  expect(found?.charts[0]?.lines[0]?.values).toEqual([5, null, null])
})

it.each([
  ['a moment that is none', [1e300]],
  ['one long ago', [1]],
  ['one far ahead', [second * 10]],
  ['moments that go back', [second, second - 30]],
  ['text', ['2026']],
  ['more than a folder has', Array.from({ length: 5_001 }, (_, index) => second + index)]
])('takes no picture with %s', (_, times) => {
  expect(chartsIn(kept(times, []))).toBeNull()
})

it('draws a few lines of a few charts', () => {
  expect(chartsIn(kept([second], [5], 40))?.charts[0]?.lines).toHaveLength(16)
})
