import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import type { Processes } from '../ports/processes.ts'
import { childEnvironment } from './child-environment.ts'
import { hearProgram } from './hear-program.ts'
import { sealOf, type SealedDrill } from './sealed-drill.ts'

/** Helper programs, and what a host that ends has to know of them. */
export interface ChildProcesses extends Processes {
  /** SIGKILL to all that still run. */
  killAll(): void
}

/**
 * Helper programs as children of a plain Node process.
 * @param folder holds the built programs, absolute path
 */
export function createChildProcesses(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  drill?: SealedDrill
): ChildProcesses {
  const running = new Set<() => void>()
  return {
    start(program, args, added) {
      const seal = sealOf(program, drill)
      const child = fork(resolve(folder, `${program}.js`), [...args, ...seal.args], {
        env: childEnvironment(env, added),
        execArgv: [],
        serialization: 'advanced',
        stdio: ['ignore', 'pipe', 'inherit', 'ipc']
      })
      // A child that is gone rejects what is still sent to it; `onExit` is where that is told.
      child.on('error', () => undefined)
      const kill = (): void => void child.kill('SIGKILL')
      running.add(kill)
      child.once('exit', () => {
        running.delete(kill)
      })
      return {
        pid: child.pid,
        post(message) {
          if (child.connected) child.send(message as object, () => undefined)
        },
        onMessage: (listener) => hearProgram(child, seal, listener),
        onExit(listener) {
          child.once('exit', (code) => {
            listener(code)
          })
        },
        kill
      }
    },
    killAll() {
      for (const kill of running) kill()
    }
  }
}
