import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { basename } from 'node:path'
import { isatty } from 'node:tty'
import { Trouble } from './say.mjs'

const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * @typedef {object} Place where and how a program runs
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {'stdout' | 'stderr'} [stdoutTo] which of our streams its stdout is; stdout when left out
 * @property {AbortSignal} [abort] ends it as SIGTERM does
 */

/**
 * Runs a program in our place: its stdin, stdout and stderr are ours, signals sent to us reach it, and its exit code
 * becomes ours (128 + number when a signal ended it, as shells count). Resolves only when it has ended, so nothing is
 * orphaned.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Place} [place]
 * @returns {Promise<number>}
 */
export async function runInPlace(command, args, place = {}) {
  return (await run(command, args, place)).code
}

/**
 * Runs a program as one step of a longer command. Who ends the command while a step runs means all of it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Place} [place]
 * @returns {Promise<number>} its exit code
 * @throws {Trouble} when we were told to end meanwhile, with the exit code that shells give it
 */
export async function runStep(command, args, place = {}) {
  const { code, endedBy } = await run(command, args, place)
  if (endedBy !== undefined) throw new Trouble(`interrupted by ${endedBy}`, exitCodeOf(endedBy))
  return code
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Place} place
 * @returns {Promise<{ code: number, endedBy: NodeJS.Signals | undefined }>} `endedBy` is the first signal that we got
 */
function run(command, args, { stdoutTo, abort, ...where }) {
  const child = spawn(command, args, { ...where, stdio: ['inherit', stdoutTo === 'stderr' ? 2 : 'inherit', 'inherit'] })
  /** @type {NodeJS.Signals | undefined} */
  let endedBy
  /** @param {NodeJS.Signals} name */
  const end = (name) => {
    endedBy ??= name
    child.kill(name)
  }
  return new Promise((resolve, reject) => {
    const forwards = FORWARDED.map((name) => {
      const forward = () => {
        // Ctrl-C reaches the whole foreground of a terminal by itself; a second one is an order to stop tidying up.
        if (name === 'SIGINT' && isatty(0)) endedBy ??= name
        else end(name)
      }
      process.on(name, forward)
      return { name, forward }
    })
    const watch = whenParentIsGone(() => {
      end('SIGTERM')
    })
    const called = () => end('SIGTERM')
    abort?.addEventListener('abort', called, { once: true })
    const settle = () => {
      clearInterval(watch)
      abort?.removeEventListener('abort', called)
      for (const { name, forward } of forwards) process.off(name, forward)
    }
    child.once('error', (error) => {
      settle()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      settle()
      resolve({ code: code ?? exitCodeOf(signal), endedBy })
    })
  })
}

/** @param {NodeJS.Signals | null} signal */
function exitCodeOf(signal) {
  return 128 + (signal === null ? 0 : constants.signals[signal])
}

/**
 * npm ends at once when its own shell is killed and leaves us running. Under npm, a parent that is gone means that
 * nobody waits for us any more.
 *
 * @param {() => void} end
 */
function whenParentIsGone(end) {
  const parent = process.ppid
  return setInterval(() => {
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) end()
  }, 200)
}

/**
 * Runs a program and keeps what it prints.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, uid?: number, gid?: number }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} code 127 when there is no such program
 */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
    child.once('error', (error) => {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') {
        resolve({ code: 127, stdout, stderr: `${command}: not found` })
      } else {
        reject(error)
      }
    })
    child.once('close', (code, signal) => {
      resolve({ code: code ?? exitCodeOf(signal), stdout, stderr })
    })
  })
}

/**
 * The npm that is running us, or the one on the PATH: the same client, with the same settings, as the person used.
 *
 * @param {readonly string[]} args
 * @returns {{ command: string, args: string[] }}
 */
export function npm(args) {
  const script = process.env.npm_execpath
  if (script !== undefined && basename(script) === 'npm-cli.js') {
    return { command: process.execPath, args: [script, ...args] }
  }
  return process.platform === 'win32'
    ? { command: process.env.ComSpec ?? 'cmd.exe', args: ['/d', '/s', '/c', 'npm', ...args] }
    : { command: 'npm', args: [...args] }
}
