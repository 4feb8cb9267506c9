import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { root } from './setup/folders.mjs'
import { say } from './setup/say.mjs'

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} failures what failed: file and test, one a line
 */

/** @typedef {Count & { files: readonly string[] }} FileCount with the files in which something failed, relative to the root */

/** Everything that a test run writes is in here. */
export const results = join(root, 'test-results')

/**
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  /** @type {Count} */
  const none = { passed: 0, failed: 0, skipped: 0, failures: [] }
  return counts.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
      failures: [...all.failures, ...one.failures]
    }),
    none
  )
}

/**
 * Reads vitest's JSON report. A file that did not even load has no test that failed, and counts as one; so does an error
 * that no test caught.
 *
 * @param {string} file
 * @param {number} exitCode of vitest, so that a run that died without a report is a failure too
 * @param {string} unhandledFile what `unhandled-errors.mjs` left, if anything
 * @returns {Promise<FileCount>}
 */
export async function readVitest(file, exitCode, unhandledFile) {
  const report = await readJson(file)
  if (report === undefined) return { ...unreported('vitest', exitCode), files: [] }
  /** @type {readonly { name: string, status: string, assertionResults: readonly { status: string, fullName: string }[] }[]} */
  const files = report.testResults
  const unloaded = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  /** @type {readonly import('./unhandled-errors.mjs').Unhandled[]} */
  const unhandled = (await readJson(unhandledFile)) ?? []
  const named = unhandled.map(({ file, what }) => `${file ? relative(root, file) : 'vitest'}: ${what}`)
  const failed = files.flatMap((file) =>
    file.assertionResults.filter(({ status }) => status === 'failed').map((test) => ({ file, test }))
  )
  const count = honest('vitest', exitCode, {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length + unhandled.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...unloaded.map(({ name }) => `${relative(root, name)}: did not load`),
      ...failed.map(({ file, test }) => `${relative(root, file.name)}: ${test.fullName}`),
      ...named
    ]
  })
  for (const [at, { stack }] of unhandled.entries()) say(`${named[at]}\n${stack ?? ''}`)
  const failedFiles = files.filter(({ status }) => status === 'failed').map(({ name }) => name)
  const unhandledIn = unhandled.flatMap(({ file: path }) => (path ? [path] : []))
  return { ...count, files: [...new Set([...failedFiles, ...unhandledIn])].map((path) => relative(root, path)) }
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
  if (report === undefined) return unreported('playwright', exitCode)
  const { expected, unexpected, flaky, skipped } = report.stats
  /** @type {readonly Spec[]} */
  const specs = report.suites.flatMap(specsOf)
  const named = (/** @type {string} */ status) =>
    specs
      .filter(({ tests }) => tests.some((test) => test.status === status))
      .map(({ file, title }) => `e2e/${file}: ${title}`)
  if (flaky > 0) say(`${flaky} end-to-end tests passed only the second time:\n  ${named('flaky').join('\n  ')}`)
  return honest('playwright', exitCode, {
    passed: expected + flaky,
    failed: unexpected,
    skipped,
    failures: named('unexpected')
  })
}

/**
 * @typedef {{ file: string, title: string, tests: readonly { status: string }[] }} Spec
 * @typedef {{ specs: readonly Spec[], suites?: readonly Suite[] }} Suite
 */

/**
 * @param {Suite} suite
 * @returns {readonly Spec[]}
 */
function specsOf({ specs, suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)]
}

/**
 * @param {string} runner
 * @param {number} exitCode
 * @returns {Count}
 */
function unreported(runner, exitCode) {
  return { passed: 0, failed: 1, skipped: 0, failures: [`${runner} ended with ${exitCode} and left no report`] }
}

/**
 * A runner that exits with an error has failed, whatever its report says.
 *
 * @param {string} runner
 * @param {number} exitCode
 * @param {Count} count
 * @returns {Count}
 */
function honest(runner, exitCode, count) {
  if (exitCode === 0 || count.failed > 0) return count
  return { ...count, failed: 1, failures: [`${runner} ended with ${exitCode}, though no test failed`] }
}

/**
 * What a second try of those that failed leaves of a count: only what failed twice has failed.
 *
 * @template {Count} C
 * @param {C} first
 * @param {Count} again
 * @returns {C}
 */
export function afterSecondTry(first, again) {
  const failures = first.failures.filter((failure) => again.failures.includes(failure))
  const passed = first.failures.filter((failure) => !failures.includes(failure))
  // A second try that failed in a way of its own has not shown that the first was chance.
  if (again.failures.some((failure) => !first.failures.includes(failure))) return first
  if (passed.length > 0) say(`passed only the second time, alone:\n  ${passed.join('\n  ')}`)
  return { ...first, passed: first.passed + passed.length, failed: first.failed - passed.length, failures }
}

/**
 * Whether what failed is worth a second try: on a shared CI machine, which may stall for seconds, and only where little
 * failed, for much that fails is no chance.
 *
 * @param {Count} count
 */
export function isWorthASecondTry({ failed }) {
  return Boolean(process.env['CI']) && failed > 0 && failed <= 8
}

/**
 * What failed, in one place: the lines of a test that failed may be thousands of lines above.
 *
 * @param {Count} count
 */
export function printFailures({ failures }) {
  for (const failure of failures) process.stdout.write(`✗ ${failure}\n`)
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
