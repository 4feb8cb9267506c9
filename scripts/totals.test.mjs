import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { afterSecondTry, isWorthASecondTry } from './totals.mjs'

const first = { passed: 90, failed: 2, skipped: 1, failures: ['a.test.ts: one', 'b.test.ts: two'] }

beforeEach(() => vi.spyOn(process.stderr, 'write').mockReturnValue(true))

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

it('counts as failed only what failed twice', () => {
  const again = { passed: 1, failed: 1, skipped: 0, failures: ['b.test.ts: two'] }
  expect(afterSecondTry(first, again)).toEqual({ passed: 91, failed: 1, skipped: 1, failures: ['b.test.ts: two'] })
})

it('has no failure left where the second try shows none', () => {
  expect(afterSecondTry(first, { passed: 2, failed: 0, skipped: 0, failures: [] })).toEqual({
    passed: 92,
    failed: 0,
    skipped: 1,
    failures: []
  })
})

it('keeps the first count where the second try fails otherwise', () => {
  const died = { passed: 0, failed: 1, skipped: 0, failures: ['vitest ended with 137 and left no report'] }
  expect(afterSecondTry(first, died)).toBe(first)
})

it('tries again on CI alone, and only a few', () => {
  vi.stubEnv('CI', '')
  expect(isWorthASecondTry(first)).toBe(false)
  vi.stubEnv('CI', 'true')
  expect(isWorthASecondTry(first)).toBe(true)
  expect(isWorthASecondTry({ ...first, failed: 0, failures: [] })).toBe(false)
  expect(isWorthASecondTry({ ...first, failed: 9 })).toBe(false)
})
