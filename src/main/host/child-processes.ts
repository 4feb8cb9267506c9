import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import type { Processes } from '../ports/processes.ts'
import { childEnvironment } from './child-environment.ts'

/**
 * Helper programs as children of a plain Node process.
 * @param folder holds `keychain-helper.js` and `drill.js`, absolute path
 */
export function createChildProcesses(folder: string, env: Readonly<Record<string, string | undefined>>): Processes {
  return {
    start(program, args, added) {
      const child = fork(resolve(folder, `${program}.js`), [...args], {
        env: childEnvironment(env, added),
        execArgv: [],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'inherit', 'ipc']
      })
      // A child that is gone rejects what is still sent to it; `onExit` is where that is told.
      child.on('error', () => undefined)
      return {
        pid: child.pid,
        post(message) {
          if (child.connected) child.send(message as object, () => undefined)
        },
        onMessage(listener) {
          child.on('message', listener)
        },
        onExit(listener) {
          child.once('exit', (code) => {
            listener(code)
          })
        },
        kill() {
          child.kill('SIGKILL')
        }
      }
    }
  }
}
