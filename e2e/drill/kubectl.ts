import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Endpoint } from './endpoint.ts'

/** What one run of kubectl printed. */
export interface KubectlRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface KubectlOptions {
  readonly input?: string
  readonly context?: 'operator' | 'viewer'
  /** Real milliseconds after which it is interrupted, for commands that never end. */
  readonly interruptAfterMs?: number
  /** Called with everything printed so far; the run is interrupted when it returns true. */
  readonly until?: (stdout: string) => boolean
}

/** Runs kubectl against a stage. */
export type Kubectl = (args: readonly string[], options?: KubectlOptions) => Promise<KubectlRun>

/** Binds a kubectl binary to a stage, with a kubeconfig and a home folder of its own. */
export function kubectlFor(binary: string, stage: Endpoint): Kubectl {
  const kubeconfig = join(mkdtempSync(join(tmpdir(), 'kubectl-')), 'kubeconfig')
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(stage)), { mode: 0o600 })
  return kubectlWith(binary, kubeconfig)
}

/** Binds a kubectl binary to a kubeconfig with contexts `operator` and `viewer`, with a home folder of its own. */
export function kubectlWith(binary: string, kubeconfig: string): Kubectl {
  const home = mkdtempSync(join(tmpdir(), 'kubectl-home-'))
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home, KUBECONFIG: kubeconfig, NO_PROXY: '127.0.0.1' }
  return (args, options = {}) =>
    new Promise((resolve, reject) => {
      const context = ['--context', options.context ?? 'operator']
      const child = spawn(binary, [...context, ...args], { env: environment })
      const run = { stdout: '', stderr: '' }
      const interrupt = setTimeout(() => child.kill('SIGINT'), options.interruptAfterMs ?? 30_000)
      child.stdout.on('data', (chunk: Buffer) => {
        run.stdout += chunk.toString('utf8')
        if (options.until?.(run.stdout) === true) child.kill('SIGINT')
      })
      child.stderr.on('data', (chunk: Buffer) => {
        run.stderr += chunk.toString('utf8')
      })
      child.on('error', reject)
      child.on('close', (code) => {
        clearTimeout(interrupt)
        resolve({ code, ...run })
      })
      child.stdin.on('error', () => undefined)
      child.stdin.end(options.input ?? '')
    })
}

/** Contexts `operator` and `viewer`, both in namespace shop. */
function kubeconfigOf({ server, ca }: Endpoint): object {
  const tokens = { operator: 'admin-token', viewer: 'viewer-token' }
  const cluster = { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') }
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'stage', cluster }],
    users: Object.entries(tokens).map(([name, token]) => ({ name, user: { token } })),
    contexts: Object.keys(tokens).map((name) => ({
      name,
      context: { cluster: 'stage', user: name, namespace: 'shop' }
    }))
  }
}
