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
 * @param {Afresh} [afresh] where the second try runs, when not in the first one's place
 * @returns {Promise<import('./totals.mjs').Count>}
 * @throws {import('./setup/say.mjs').Trouble} when it was told to end
 */
export function runVitest(name, args, place = {}, afresh = (play) => play(place)) {
  return inTwoTries(
    () => runOnce(name, args, place),
    (files, again) => runOnce(`${name}-again`, ['--maxWorkers', '1', ...files], again),
    { afresh, isOver: () => place.abort?.aborted === true }
  )
}

/** @typedef {import('./totals.mjs').Count & { readonly files: readonly string[] }} Tried with the files of what failed */

/**
 * Makes a place for the second try, hands it over, and takes it away again: what the first one left behind may be what the
 * second one fails of. Undefined when there is none.
 *
 * @typedef {(play: Play) => Promise<Tried | undefined>} Afresh
 */

/** @typedef {(place: import('./setup/run.mjs').Place) => Promise<Tried>} Play the second try, in the place that it is given */

/**
 * @param {() => Promise<Tried>} once
 * @param {(files: readonly string[], place: import('./setup/run.mjs').Place) => Promise<Tried>} again
 * @param {{ readonly afresh: Afresh, readonly isOver: () => boolean }} how
 * @returns {Promise<import('./totals.mjs').Count>}
 */
export async function inTwoTries(once, again, { afresh, isOver }) {
  const first = await once()
  if (!isWorthASecondTry(first) || first.files.length === 0 || isOver()) return first
  say(`once more, alone:\n  ${first.files.join('\n  ')}`)
  const second = await afresh((place) => again(first.files, place))
  return second ? afterSecondTry(first, second) : first
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
