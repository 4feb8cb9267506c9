import { spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../../../scripts/setup/folders.mjs'
import { boundToUs } from '../programs.mjs'

/** What the headless host did before it was ended. */
export interface Attempted {
  /** The command line that it logged; empty when it planned nothing. */
  readonly command: string
  /** Everything it said about its stages. */
  readonly said: string
}

/** Plays one named rollback until its write is answered; the long verification after it is cut off. */
export async function attemptRollback(
  name: string,
  where: { readonly kubeconfig: string; readonly context: string; readonly namespace: string },
  toRevision: number,
  isAnswered: () => boolean
): Promise<Attempted> {
  const out = join(root, 'test-results', 'cluster', `fidelity-${name}`)
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  const options = {
    kubeconfig: where.kubeconfig,
    context: where.context,
    namespace: where.namespace,
    deployment: 'checkout',
    'to-revision': String(toRevision),
    out
  }
  const args = Object.entries(options).flatMap(([option, value]) => [`--${option}`, value])
  const program = join(root, 'out', 'main', 'headless.js')
  const [command, all] = boundToUs(process.execPath, [program, '--autopilot', ...args], 'TERM')
  const child = spawn(command, all, { stdio: ['ignore', 'ignore', 'pipe'] })
  const lines: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line))
  const watch = setInterval(() => {
    if (isAnswered()) child.kill('SIGTERM')
  }, 500)
  await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watch)
  const planned = lines.find((line) => /^plan +kubectl /.test(line)) ?? ''
  return { command: planned.replace(/^plan +/, ''), said: lines.join('\n') }
}
