import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

const hasParentDeathSignal = process.platform === 'linux'

/** Below what systems hand out for outgoing connections, so that nobody takes a port between its choice and its use. */
const ports = { first: 12_000, count: 20_000 }
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

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/**
 * The programs of one control plane. On Linux the kernel ends them when this process dies, however it dies.
 *
 * @param {string} logs folder for one log a program
 */
export function createPrograms(logs) {
  const running = []
  return {
    /** @param {string} name @param {string} file @param {readonly string[]} args */
    start(name, file, args) {
      const [command, all] = hasParentDeathSignal
        ? ['setpriv', ['--pdeathsig', 'KILL', '--', file, ...args]]
        : [file, args]
      const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'pipe'] })
      const log = createWriteStream(join(logs, `${name}.log`))
      child.stdout.pipe(log, { end: false })
      child.stderr.pipe(log, { end: false })
      const ended = new Promise((resolve) => child.once('exit', resolve))
      running.push({ name, child, ended })
      return child
    },
    /** Names of the programs that are not running any more. */
    dead: () =>
      running.filter(({ child }) => child.exitCode !== null || child.signalCode !== null).map(({ name }) => name),
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
