import { writeFileSync } from 'node:fs'
import { root } from './setup/folders.mjs'

/**
 * A reporter for vitest: leaves the errors that no test caught in a file of its own. Vitest ends with 1 because of them,
 * and its JSON report does not have them.
 *
 * @typedef {object} Unhandled
 * @property {string} what the error in a line, with the first place of ours in its stack
 * @property {string} [stack]
 * @property {string} [file] absolute path of the test file that ran then, where vitest knows it
 */
export default class UnhandledErrors {
  /**
   * @param {readonly unknown[]} _modules
   * @param {readonly { type?: string, name?: string, message?: string, stack?: string, VITEST_TEST_PATH?: string }[]} errors
   */
  onTestRunEnd(_modules, errors) {
    const path = process.env['BACKOUT_UNHANDLED']
    if (!path || errors.length === 0) return
    const unhandled = errors.map(({ type = 'Unhandled error', name, message = '', stack, VITEST_TEST_PATH: file }) => ({
      what: `${type}: ${name ?? 'Error'}: ${message.split('\n', 1)[0]}${placeOf(stack)}`,
      ...(stack === undefined ? {} : { stack }),
      ...(file === undefined ? {} : { file })
    }))
    writeFileSync(path, `${JSON.stringify(unhandled)}\n`)
  }
}

/** @param {string | undefined} stack */
function placeOf(stack = '') {
  const frame = stack.split('\n').find((line) => line.includes(`${root}/`) && !line.includes('/node_modules/'))
  return frame ? ` ${frame.trim().replaceAll(`${root}/`, '')}` : ''
}
