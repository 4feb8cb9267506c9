import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { utilityProcess } from 'electron'
import type { Processes } from '../ports/processes.ts'
import { childEnvironment } from './child-environment.ts'
import type { SealedDrill } from './sealed-drill.ts'

/**
 * Helper programs as Electron utility processes: a packaged app has no Node that could be started otherwise. What a
 * program prints on stdout as lines of JSON arrives like its messages.
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
      const seal = program === 'drill' ? drill : undefined
      const child = utilityProcess.fork(join(folder, `${program}.js`), [...args, ...(seal?.args ?? [])], {
        env: childEnvironment(env, added),
        execArgv: [],
        serviceName: `Backout ${program}`,
        stdio: ['ignore', 'pipe', 'inherit']
      })
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
        onMessage(listener) {
          const hear = (message: unknown) => {
            listener(seal === undefined ? message : seal.open(message))
          }
          child.on('message', hear)
          if (child.stdout !== null) {
            createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
              const message = parseLine(line)
              if (message !== undefined) hear(message)
            })
          }
        },
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

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
