import { join } from 'node:path'
import { utilityProcess } from 'electron'
import type { Processes } from '../ports/processes.ts'
import { childEnvironment } from '../processes/child-environment.ts'
import { hearProgram } from '../processes/hear-program.ts'
import { sealOf, type SealedDrill } from '../processes/sealed-drill.ts'

/**
 * Helper programs as Electron utility processes: a packaged app has no Node that could be started otherwise.
 * @param folder holds the built programs, absolute path
 */
export function createUtilityProcesses(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  drill: SealedDrill
): Processes & { killAll(): void } {
  const running = new Set<() => void>()
  return {
    start(program, args, added) {
      const seal = sealOf(program, drill)
      const child = utilityProcess.fork(join(folder, `${program}.js`), [...args, ...seal.args], {
        env: childEnvironment(env, added),
        execArgv: [],
        serviceName: `Backout ${program}`,
        stdio: ['ignore', 'pipe', 'inherit']
      })
      const heard = { on: child.on.bind(child), stdout: child.stdout as NodeJS.ReadableStream | null }
      let isOver = false
      // The process may hang in a native call, where only SIGKILL reaches it; before it is spawned it has no pid yet.
      const kill = () => {
        if (isOver) return
        if (child.pid === undefined) child.once('spawn', kill)
        else process.kill(child.pid, 'SIGKILL')
      }
      running.add(kill)
      child.once('exit', () => {
        isOver = true
        running.delete(kill)
      })
      return {
        get pid() {
          return child.pid
        },
        post(message) {
          if (!isOver) child.postMessage(message)
        },
        onMessage: (listener) => hearProgram(heard, seal, listener),
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
