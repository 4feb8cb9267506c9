import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { root } from '../scripts/setup/folders.mjs'
import { stopper } from '../scripts/setup/virtual-display.mjs'

/** The drill's ready line, as a client of the simulated world sees it. */
export interface DrillReady {
  readonly ready: true
  /** A kubeconfig file with the contexts `drill`, `operator` (the same user) and `viewer`. */
  readonly kubeconfig: string
  readonly server: string
  /** Address of the control port: what the drill's users saw. The kubeconfig does not contain it. */
  readonly control: string
  readonly clock: unknown
}

export interface Drill extends DrillReady {
  readonly stop: () => Promise<void>
  /** Its connections stay open, and are taken, but nothing is answered any more: as where a network drops every packet. */
  readonly fallSilent: () => void
}

/**
 * Starts the built drill as a process of its own and waits for its ready line.
 *
 * @throws Error with what the drill printed, when it ends before it is ready
 */
export async function startDrill(options: {
  readonly scenario: string
  /** Simulated seconds per second, 1 to 100. */
  readonly speed?: number
  readonly seed?: number
}): Promise<Drill> {
  const args = ['--scenario', options.scenario, '--serve']
  if (options.speed !== undefined) args.push('--speed', String(options.speed))
  if (options.seed !== undefined) args.push('--seed', String(options.seed))
  // It ends when its standard input does, so that it does not outlive a test that is killed.
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'drill.js'), ...args], { stdio: 'pipe' })
  const end = stopper(child)
  const stop = (): Promise<void> => {
    // A process that is held takes no request to end.
    child.kill('SIGCONT')
    return end()
  }
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('error', reject)
    child.once('exit', (code) => {
      reject(new Error(`the drill ended with ${code} before it was ready: ${complaint}`))
    })
  })
  return { ...(JSON.parse(line) as DrillReady), stop, fallSilent: () => void child.kill('SIGSTOP') }
}
