import { expect, it } from 'vitest'
import { lastsSeconds, leftOf, memoryQuery } from './memory-left.ts'

const mib = 1_048_576
const points = (of: (minute: number) => number | null) =>
  Array.from({ length: 15 }, (_, minute) => ({
    at: new Date(Date.UTC(2026, 2, 1, 2, minute)).toISOString(),
    value: of(minute)
  }))

it('says when the limit is reached, as it grew', () => {
  const left = leftOf(
    points((minute) => (200 + 8 * minute) * mib),
    512 * mib
  )
  expect(left?.seconds).toBeCloseTo(((512 - 312) / 8) * 60, 3)
  expect(left?.bytesPerMinute).toBeCloseTo(8 * mib, 0)
})

it.each([
  ['what goes to and fro', (minute: number) => (200 + (minute % 2) * 20) * mib, lastsSeconds],
  ['what shrinks', (minute: number) => (400 - minute) * mib, lastsSeconds],
  ['what grows a little', (minute: number) => (200 + minute * 0.5) * mib, lastsSeconds],
  ['what is past its limit already', (minute: number) => (500 + 10 * minute) * mib, 0]
])('says of %s how long it lasts', (_what, of, seconds) => {
  expect(leftOf(points(of), 512 * mib)?.seconds).toBe(seconds)
})

it('says nothing from a few samples', () => {
  expect(
    leftOf(
      points((minute) => (minute < 9 ? minute * mib : null)),
      512 * mib
    )
  ).toBeNull()
})

it('asks for these pods and no others', () => {
  expect(memoryQuery('shop', ['cart-1', 'a.b'])).toBe(
    'sum by (pod) (container_memory_working_set_bytes{namespace="shop",pod=~"cart-1|a\\\\.b",container!="",container!="POD"})'
  )
})
