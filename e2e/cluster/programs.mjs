import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/**
 * A command line whose process the kernel ends when this one dies, however it dies. Linux has that; elsewhere the command
 * line is as it was.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {'KILL' | 'TERM'} signal
 * @returns {[string, string[]]}
 */
export function boundToUs(file, args, signal) {
  if (process.platform !== 'linux') return [file, [...args]]
  return ['setpriv', ['--pdeathsig', signal, '--', file, ...args]]
}

/** Below what systems hand out for outgoing connections, so that nobody takes a port between its choice and its use. */
const ports = { first: 12_000, count: 20_000 }
/** @type {Set<number>} */
const taken = new Set()

/** A free loopback port that nobody of this process was given before. */
export async function freePort() {
  for (;;) {
    const port = ports.first + randomInt(ports.count)
    if (!taken.has(port) && (await isFree(port))) {
      taken.add(port)
      return port
    }
  }
}

/** @param {number} port */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/**
 * The system's code of an error, such as ESRCH; undefined for other errors.
 *
 * @param {unknown} error
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/**
 * Whether a process is there, also one of another user.
 *
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/**
 * The programs of one control plane. On Linux they end with this process, however it dies.
 *
 * @param {string} logs folder for one log a program
 */
export function createPrograms(logs) {
  /** @type {{ name: string, child: import('node:child_process').ChildProcess, ended: Promise<unknown> }[]} */
  const running = []
  return {
    /** @param {string} name @param {string} file @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] */
    start(name, file, args, env = process.env) {
      const [command, all] = boundToUs(file, args, 'KILL')
      const log = openSync(logOf(logs, name), 'w')
      const child = spawn(command, all, { stdio: ['ignore', log, log], env })
      closeSync(log)
      const ended = new Promise((resolve) => child.once('exit', resolve))
      running.push({ name, child, ended })
      return child
    },
    /**
     * Kills one, as a machine that is lost does, and forgets it.
     *
     * @param {import('node:child_process').ChildProcess} child that was started here
     */
    async kill(child) {
      const index = running.findIndex((one) => one.child === child)
      const [one] = index === -1 ? [] : running.splice(index, 1)
      child.kill('SIGKILL')
      await one?.ended
    },
    /** A sentence on each program that is not running any more, with the end of its log. */
    dead: () =>
      running
        .filter(({ child }) => child.exitCode !== null || child.signalCode !== null)
        .map(({ name, child }) => `${name} ended with ${child.exitCode ?? child.signalCode}\n${tail(logs, name)}`),
    /** Ends them in the reverse order and waits; what does not end within 5 s is killed. */
    async stop() {
      for (const { child, ended } of running.toReversed()) {
        child.kill('SIGTERM')
        const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
        await ended
        clearTimeout(timer)
      }
    }
  }
}

/**
 * @param {string} logs
 * @param {string} name
 */
function tail(logs, name) {
  return readFileSync(logOf(logs, name), 'utf8').trim().split('\n').slice(-5).join('\n')
}

/**
 * @param {string} logs
 * @param {string} name
 */
function logOf(logs, name) {
  return join(logs, `${name}.log`)
}
