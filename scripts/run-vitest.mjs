import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './setup/folders.mjs'
import { runStep } from './setup/run.mjs'
import { say } from './setup/say.mjs'
import { afterSecondTry, isWorthASecondTry, readVitest, results } from './totals.mjs'

/**
 * Runs tests and counts them. On CI the files of a few that failed are run once more when the rest is done, one at a
 * time; what passes only then is said.
 *
 * @param {string} name of the report in `test-results`
 * @param {readonly string[]} args for vitest
 * @param {import('./setup/run.mjs').Place} [place]
 * @returns {Promise<import('./totals.mjs').Count>}
 * @throws {import('./setup/say.mjs').Trouble} when it was told to end
 */
export async function runVitest(name, args, place = {}) {
  const first = await runOnce(name, args, place)
  if (!isWorthASecondTry(first) || first.files.length === 0 || place.abort?.aborted) return first
  say(`once more, alone:\n  ${first.files.join('\n  ')}`)
  return afterSecondTry(first, await runOnce(`${name}-again`, ['--maxWorkers', '1', ...first.files], place))
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @param {import('./setup/run.mjs').Place} place
 */
async function runOnce(name, args, place) {
  const report = join(results, `${name}.json`)
  const unhandled = join(results, `${name}-unhandled.json`)
  await Promise.all([report, unhandled].map((file) => rm(file, { force: true })))
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const ours = join(root, 'scripts', 'unhandled-errors.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--reporter=${ours}`, `--outputFile.json=${report}`]
  const env = { ...(place.env ?? process.env), BACKOUT_UNHANDLED: unhandled }
  const code = await runStep(process.execPath, [vitest, 'run', ...reporters, ...args], { cwd: root, ...place, env })
  return readVitest(report, code, unhandled)
}
