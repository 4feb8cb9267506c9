import { expect, it } from 'vitest'
import { consoleTimeMs } from './clock.ts'

const realAt = '2026-01-01T00:00:00.000Z'

it('runs at the speed of the drill from where the drill was', () => {
  const clock = { simulatedAt: '2026-03-14T02:00:00.000Z', realAt, speed: 10 }
  expect(consoleTimeMs(clock, Date.parse(realAt) + 1_500)).toBe(Date.parse('2026-03-14T02:00:15.000Z'))
})

it('is wall time before main has said anything', () => {
  expect(consoleTimeMs(undefined, 42)).toBe(42)
})
