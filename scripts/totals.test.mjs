import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { root } from './setup/folders.mjs'
import { afterSecondTry, isWorthASecondTry, readVitest } from './totals.mjs'
import UnhandledErrors from './unhandled-errors.mjs'

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

it('names an error that no test caught, where it came from, and the file that is worth a second try', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'backout-totals-'))
  try {
    const [report, unhandled] = [join(folder, 'report.json'), join(folder, 'unhandled.json')]
    await writeFile(
      report,
      JSON.stringify({ testResults: [], numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 })
    )
    vi.stubEnv('BACKOUT_UNHANDLED', unhandled)
    const stack = `Error: late\n    at ${root}/node_modules/x.js:1:1\n    at ${root}/src/main/late.ts:7:3`
    const error = {
      type: 'Unhandled Rejection',
      message: 'late\nand more',
      stack,
      VITEST_TEST_PATH: `${root}/src/main/late.test.ts`
    }
    new UnhandledErrors().onTestRunEnd([], [error])
    const count = await readVitest(report, 1, unhandled)
    expect(count.failed).toBe(1)
    expect(count.failures).toEqual(['src/main/late.test.ts: Unhandled Rejection: Error: late at src/main/late.ts:7:3'])
    expect(count.files).toEqual(['src/main/late.test.ts'])
    expect(await readFile(unhandled, 'utf8')).toContain('late.ts')
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('leaves nothing where every error was caught', async () => {
  vi.stubEnv('BACKOUT_UNHANDLED', join(tmpdir(), 'backout-totals-never-written.json'))
  new UnhandledErrors().onTestRunEnd([], [])
  await expect(readFile(join(tmpdir(), 'backout-totals-never-written.json'), 'utf8')).rejects.toThrow('ENOENT')
})
