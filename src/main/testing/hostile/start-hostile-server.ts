import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A hostile API server in a process of its own, and what it says from now on. */
export interface HostileServer {
  /** One context, `test`. */
  readonly kubeconfig: string
  /** Chooses an attack of `attacks.mjs`; none for null. Resolves when the next request gets it. */
  say(name: string | null, argument?: unknown): Promise<void>
  close(): Promise<void>
}

export async function startHostileServer(): Promise<HostileServer> {
  const program = join(import.meta.dirname, '../../../../e2e/attacks/hostile-server.mjs')
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => {
    const next = await lines.next()
    if (next.done === true) throw new Error('the hostile server ended')
    return next.value
  }
  const { kubeconfig } = JSON.parse(await line()) as { readonly kubeconfig: string }
  return {
    kubeconfig,
    async say(name, argument = null) {
      child.stdin.write(`${JSON.stringify(name === null ? null : [name, argument])}\n`)
      await line()
    },
    async close() {
      child.stdin.end()
      await ended
    }
  }
}
