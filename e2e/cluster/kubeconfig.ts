import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../scripts/setup/folders.mjs'
import type { Bench } from './bench.ts'
import type { RecordingProxy } from './recording-proxy.ts'

/** A kubeconfig file whose only context reaches the cluster through a proxy as one user. */
export async function kubeconfigThrough(
  proxy: RecordingProxy,
  bench: Bench,
  user: keyof Bench['tokens']
): Promise<string> {
  const folder = join(root, 'test-results', 'cluster')
  await mkdir(folder, { recursive: true })
  const file = join(await mkdtemp(join(folder, 'kubeconfig-')), 'kubeconfig')
  const certificate = Buffer.from(proxy.ca).toString('base64')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': user,
    clusters: [{ name: 'cluster', cluster: { server: proxy.server, 'certificate-authority-data': certificate } }],
    users: [{ name: user, user: { token: bench.tokens[user] } }],
    contexts: [{ name: user, context: { cluster: 'cluster', user } }]
  }
  await writeFile(file, JSON.stringify(config), { mode: 0o600 })
  return file
}
