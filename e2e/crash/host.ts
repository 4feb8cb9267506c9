import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { root } from '../../scripts/setup/folders.mjs'

/** A running headless host. */
export interface Host {
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>
  /** Resolves when it says that it approved its plan; never, when it does not. */
  readonly approved: Promise<void>
  kill(): Promise<void>
}

export interface HostOptions {
  readonly kubeconfig: string
  readonly namespace: string
  readonly clock: unknown
  readonly deployment: string
  readonly revision: number
  readonly dir: string
}

/** How long a host waits for an answer, real milliseconds: a request in doubt is settled for certain after as long. */
export const requestTimeoutMs = 8_000

/** Starts the built headless host on one rollback. */
export function startHost({ kubeconfig, namespace, clock, deployment, revision, dir }: HostOptions): Host {
  const options = {
    kubeconfig,
    context: 'operator',
    namespace,
    clock: JSON.stringify(clock),
    deployment,
    'to-revision': String(revision),
    'request-timeout': String(requestTimeoutMs / 1_000),
    out: dir
  }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const program = join(root, 'out', 'main', 'headless.js')
  const child = spawn(process.execPath, [program, '--autopilot', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const approved = new Promise<void>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.startsWith('approve ')) resolve()
    })
  })
  return {
    ended,
    approved,
    kill() {
      child.kill('SIGKILL')
      return ended
    }
  }
}
