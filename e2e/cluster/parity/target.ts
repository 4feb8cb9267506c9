import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedLogs, openStage } from '../../../src/main/drill/api/testing/stage.ts'
import type { Endpoint } from '../../drill/endpoint.ts'
import type { KubectlRun } from '../../drill/kubectl.ts'
import { ensureKubectl, hasGo } from '../../kubectl/ensure-kubectl.mjs'
import { openBench } from '../bench.ts'

/** One API server under test; the same steps run against each. */
export interface Target extends Endpoint {
  readonly name: 'drill' | 'cluster'
  /** `admin` may do everything, `stranger` nothing. */
  readonly tokens: Readonly<Record<'admin' | 'stranger', string>>
  /** Null where there is no Go to build kubectl with. */
  readonly kubectl:
    | ((user: 'admin' | 'stranger', args: readonly string[], input?: string) => Promise<KubectlRun>)
    | null
  /** What this target calls the user without rights. */
  readonly strangerName: string
  readonly close: () => Promise<void>
}

/** Simulated time begins an hour ago, so that it stays behind kubectl's own clock at ten times its speed. */
const headStartMs = 3_600_000
const version = 'v1.36.3'

/** The drill's API server with its controllers, in this process. */
export async function openDrill(): Promise<Target> {
  const startMs = Date.now() - headStartMs
  const stage = await openStage({
    startMs,
    speed: 10,
    podLogs: fixedLogs(['started'], new Date(startMs).toISOString())
  })
  stage.simulation.goLive()
  const { server, ca, port } = stage
  const tokens = { admin: 'admin-token', stranger: 'viewer-token' }
  const kubectl = hasGo() ? kubectlFor({ server, ca, tokens }, [await ensureKubectl(version)]) : null
  return { name: 'drill', server, ca, port, tokens, kubectl, strangerName: 'viewer', close: () => stage.close() }
}

/** The real control plane that `npm run test:cluster` started. */
export async function openCluster(): Promise<Target> {
  const { server, ca, port, tokens, kube } = await openBench()
  const kubectl = kubectlFor({ server, ca, tokens }, [kube, 'kubectl'])
  return {
    name: 'cluster',
    server,
    ca,
    port,
    tokens,
    kubectl,
    strangerName: 'stranger',
    close: () => Promise.resolve()
  }
}

function kubectlFor(
  { server, ca, tokens }: Pick<Target, 'server' | 'ca' | 'tokens'>,
  [file = '', ...before]: readonly string[]
): NonNullable<Target['kubectl']> {
  const home = mkdtempSync(join(tmpdir(), 'backout-parity-'))
  const users = Object.entries(tokens).filter(([name]) => name === 'admin' || name === 'stranger')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'target', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }
    ],
    users: users.map(([name, token]) => ({ name, user: { token } })),
    contexts: users.map(([name]) => ({ name, context: { cluster: 'target', user: name, namespace: 'shop' } }))
  }
  writeFileSync(join(home, 'config'), JSON.stringify(config), { mode: 0o600 })
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, KUBECONFIG: join(home, 'config'), NO_PROXY: '127.0.0.1' }
  return (user, args, input = '') =>
    new Promise((resolve, reject) => {
      const child = spawn(file, [...before, '--context', user, ...args], { env })
      const run = { stdout: '', stderr: '' }
      child.stdout.setEncoding('utf8').on('data', (text: string) => (run.stdout += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (run.stderr += text))
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, ...run }))
      child.stdin.on('error', () => undefined)
      child.stdin.end(input)
    })
}
