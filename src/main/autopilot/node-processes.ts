import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import type { HelperProcess, Processes } from '../ports/processes.ts'

/**
 * The `processes` port without Electron: child processes that speak JSON lines on standard output
 * and the IPC channel of `child_process`.
 * `extraArgs` lets the host add what the console must not know, such as the drill's scenario.
 * `onMessage` may replace a message before the console sees it.
 */
export function createNodeProcesses(options: {
  readonly programsDir: string
  readonly extraArgs?: (program: string) => readonly string[]
  readonly filter?: (program: string, message: unknown) => unknown
}): Processes & { killAll(): void; exitCode(program: string): number | null } {
  const alive = new Set<HelperProcess>()
  const exitCodes = new Map<string, number | null>()
  return {
    start(program, args, env) {
      const child = spawn(
        process.execPath,
        [join(options.programsDir, `${program}.js`), ...args, ...(options.extraArgs?.(program) ?? [])],
        { stdio: ['pipe', 'pipe', 'inherit', 'ipc'], env: { ...process.env, ...env } }
      )
      const listeners = new Set<(message: unknown) => void>()
      const receive = (message: unknown): void => {
        const seen = options.filter ? options.filter(program, message) : message
        for (const listener of listeners) listener(seen)
      }
      child.on('message', receive)
      if (child.stdout) {
        createInterface({ input: child.stdout }).on('line', (line) => {
          const message = parseLine(line)
          if (message !== undefined) receive(message)
        })
      }
      const helper: HelperProcess = {
        pid: child.pid,
        post: (message) => void (child.connected && child.send(message as object)),
        onMessage: (listener) => void listeners.add(listener),
        onExit: (listener) => void child.once('exit', listener),
        kill: () => void child.kill('SIGKILL')
      }
      alive.add(helper)
      child.once('exit', (code) => {
        alive.delete(helper)
        exitCodes.set(program, code)
      })
      return helper
    },
    exitCode: (program) => exitCodes.get(program) ?? null,
    killAll() {
      for (const helper of alive) helper.kill()
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
