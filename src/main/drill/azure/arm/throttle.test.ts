import { expect, test } from 'vitest'
import { ArmError } from './arm-error.ts'
import { createThrottle } from './throttle.ts'

const refusalOf = (run: () => unknown): unknown => {
  try {
    run()
    return undefined
  } catch (error) {
    return error instanceof ArmError ? [error.status, error.headers['retry-after']] : error
  }
}

test('250 reads and 200 writes at once, then 25 and 10 a second', () => {
  let nowMs = 0
  const throttle = createThrottle(() => nowMs)
  for (let count = 249; count >= 0; count--)
    expect(throttle.take('reads')).toEqual({ 'x-ms-ratelimit-remaining-subscription-reads': String(count) })
  expect(refusalOf(() => throttle.take('reads'))).toEqual([429, '1'])
  expect(throttle.take('writes')).toEqual({ 'x-ms-ratelimit-remaining-subscription-writes': '199' })
  nowMs = 1000
  expect(throttle.take('reads')).toEqual({ 'x-ms-ratelimit-remaining-subscription-reads': '24' })
})

test('a storm of others says until when', () => {
  let nowMs = 0
  const throttle = createThrottle(() => nowMs)
  throttle.storm(90_000, 'writes')
  nowMs = 30_500
  expect(refusalOf(() => throttle.take('writes'))).toEqual([429, '60'])
  expect(refusalOf(() => throttle.take('reads'))).toBeUndefined()
  nowMs = 90_000
  expect(refusalOf(() => throttle.take('writes'))).toBeUndefined()
})
