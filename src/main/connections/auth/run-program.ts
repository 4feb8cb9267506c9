import { spawn } from 'node:child_process'
import { gatherBytes, type GatheredBytes } from '../../lib/gathered-bytes.ts'
import { createProcessMark } from './escaped-processes.ts'

export interface RunOptions {
  readonly path: string
  /** What the program is told of its own name; a script is told its path by the system. */
  readonly calledAs: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** For a program that says nothing. */
  readonly timeoutMs: number
  /** For one that has said something, which somebody has to read and act on; from its start. */
  readonly talkingMs: number
  /** Called with all that it has written to its standard error so far, at most four times a second. */
  readonly onSaid?: ((stderr: string) => void) | undefined
  readonly mostBytes: number
  readonly abort: AbortSignal
}

export type RunResult =
  | { readonly end: 'exit'; readonly code: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly end: 'timeout'; readonly afterMs: number; readonly stderr: string }
  | { readonly end: 'cancelled' }
  | { readonly end: 'tooMuch' }
  /** `code` is the system's, such as `EACCES`. */
  | { readonly end: 'notStarted'; readonly code: string }

const tellEveryMs = 250

/**
 * Runs a program with closed input and collects its output. When time, output or patience runs out, the program and
 * everything it started are killed, also what has left its group.
 */
export function runProgram(options: RunOptions): Promise<RunResult> {
  if (options.abort.aborted) return Promise.resolve({ end: 'cancelled' })
  return new Promise((resolve) => {
    const mark = createProcessMark()
    const child = spawn(options.path, options.args, {
      argv0: options.calledAs,
      env: { ...options.env, ...mark.env } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what it starts can be killed with it.
      detached: process.platform !== 'win32',
      windowsHide: true
    })
    const [stdout, stderr] = [gatherBytes(options.mostBytes), gatherBytes(options.mostBytes)]
    let telling: NodeJS.Timeout | undefined
    const settle = (result: RunResult): void => {
      clearTimeout(timer)
      clearTimeout(telling)
      options.abort.removeEventListener('abort', cancel)
      resolve(result)
    }
    const kill = (result: RunResult): void => {
      killGroup(child.pid)
      if (child.pid !== undefined) void mark.endEscaped(child.pid)
      child.stdout.destroy()
      child.stderr.destroy()
      settle(result)
    }
    const cancel = (): void => kill({ end: 'cancelled' })
    const said = (): string => stderr.whole().toString('utf8')
    const startedMs = performance.now()
    const endAfter = (afterMs: number): NodeJS.Timeout =>
      setTimeout(
        () => kill({ end: 'timeout', afterMs, stderr: said() }),
        Math.max(0, startedMs + afterMs - performance.now())
      )
    let timer = endAfter(options.timeoutMs)
    let talks = false
    options.abort.addEventListener('abort', cancel, { once: true })
    const collect = (into: GatheredBytes) => (chunk: Buffer) => {
      const isTooMuch = stdout.length() + stderr.length() + chunk.length > options.mostBytes
      if (isTooMuch || into.add(chunk) !== null) kill({ end: 'tooMuch' })
    }
    child.stdout.on('data', collect(stdout))
    child.stderr.on('data', (chunk: Buffer) => {
      collect(stderr)(chunk)
      // What is said is put together at most as often as it is told, however it comes.
      if (child.stderr.destroyed || (!talks && chunk.toString('utf8').trim() === '')) return
      if (!talks) {
        talks = true
        clearTimeout(timer)
        timer = endAfter(options.talkingMs)
      }
      // A spinner writes many times a second.
      telling ??= setTimeout(() => {
        telling = undefined
        options.onSaid?.(said())
      }, tellEveryMs)
    })
    child.once('error', (error: NodeJS.ErrnoException) => settle({ end: 'notStarted', code: error.code ?? 'unknown' }))
    child.once('close', (code) =>
      settle({
        end: 'exit',
        code,
        stdout: stdout.whole().toString('utf8'),
        stderr: said()
      })
    )
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => undefined
    )
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has already ended.
  }
}
