import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { UserToken } from '../api/ports.ts'

/** What a kubeconfig says about the drill. */
export interface KubeconfigContent {
  readonly cluster: string
  readonly server: string
  readonly ca: string
  readonly namespace: string
  readonly operator: UserToken
  readonly viewer: UserToken
}

/** The YAML text: contexts `operator` (current) and `viewer`. */
export function kubeconfigText(content: KubeconfigContent): string {
  const users = { operator: content.operator, viewer: content.viewer }
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'operator',
    preferences: {},
    clusters: [
      {
        name: content.cluster,
        cluster: { server: content.server, 'certificate-authority-data': Buffer.from(content.ca).toString('base64') }
      }
    ],
    users: Object.entries(users).map(([name, { token }]) => ({ name, user: { token } })),
    contexts: Object.keys(users).map((name) => ({
      name,
      context: { cluster: content.cluster, user: name, namespace: content.namespace }
    }))
  })
}

/** Writes it for this user only; `remove` deletes it with its folder. */
export function writeKubeconfig(content: KubeconfigContent): { readonly file: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-'))
  const file = join(folder, 'kubeconfig')
  writeFileSync(file, kubeconfigText(content), { mode: 0o600 })
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
