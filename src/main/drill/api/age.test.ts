import { expect, test } from 'vitest'
import { humanAge, humanDuration } from './age.ts'

test.each([
  [-5000, '<invalid>'],
  [0, '0s'],
  [119_000, '119s'],
  [120_000, '2m'],
  [332_000, '5m32s'],
  [600_000, '10m'],
  [3 * 3_600_000, '3h'],
  [3.5 * 3_600_000, '3h30m'],
  [20 * 3_600_000, '20h'],
  [50 * 3_600_000, '2d2h'],
  [143 * 86_400_000, '143d'],
  [800 * 86_400_000, '2y70d']
])('%d ms is %s', (durationMs, shown) => {
  expect(humanDuration(durationMs)).toBe(shown)
})

test('an unknown time is said to be unknown', () => {
  expect(humanAge(null, new Date())).toBe('<unknown>')
})
