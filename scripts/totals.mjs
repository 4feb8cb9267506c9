import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './setup/folders.mjs'
import { say } from './setup/say.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/** Everything that a test run writes is in here. */
export const results = join(root, 'test-results')

/**
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  return counts.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped
    }),
    { passed: 0, failed: 0, skipped: 0 }
  )
}

/**
 * Reads vitest's JSON report. A file that did not even load has no test that failed, and counts as one.
 *
 * @param {string} file
 * @param {number} exitCode of vitest, so that a run that died without a report is a failure too
 * @returns {Promise<Count>}
 */
export async function readVitest(file, exitCode) {
  const report = await readJson(file)
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const unloaded = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ one) =>
      one.status === 'failed' && one.assertionResults.length === 0
  ).length
  return honest(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded,
      skipped: report.numPendingTests + report.numTodoTests
    },
    exitCode
  )
}

/**
 * Reads Playwright's JSON report. A test that passed only when it was tried again counts as passed, and is said.
 *
 * @param {string} file
 * @param {number} exitCode
 * @returns {Promise<Count>}
 */
export async function readPlaywright(file, exitCode) {
  const report = await readJson(file)
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = report.stats
  if (flaky > 0) say(`${flaky} end-to-end tests passed only the second time`)
  return honest({ passed: expected + flaky, failed: unexpected, skipped }, exitCode)
}

/**
 * A runner that exits with an error has failed, whatever its report says.
 *
 * @param {Count} count
 * @param {number} exitCode
 */
function honest(count, exitCode) {
  return exitCode !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

/**
 * Leaves the totals where `.ci/run` adds them up.
 *
 * @param {string} name
 * @param {Count & { targets?: readonly string[] }} count with the targets of a suite that has several
 */
export async function writeTotals(name, count) {
  await mkdir(results, { recursive: true })
  await writeFile(join(results, `totals-${name}.json`), `${JSON.stringify(count)}\n`)
}

/** @param {string} file */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
