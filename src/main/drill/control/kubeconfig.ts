import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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

/** The YAML text: contexts `drill` (current), `operator`, which is the same user, and `viewer`. */
export function kubeconfigText(content: KubeconfigContent): string {
  const users = { operator: content.operator, viewer: content.viewer }
  const contexts = { drill: 'operator', operator: 'operator', viewer: 'viewer' }
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'drill',
    preferences: {},
    clusters: [
      {
        name: content.cluster,
        cluster: { server: content.server, 'certificate-authority-data': Buffer.from(content.ca).toString('base64') }
      }
    ],
    users: Object.entries(users).map(([name, { token }]) => ({ name, user: { token } })),
    contexts: Object.entries(contexts).map(([name, user]) => ({
      name,
      context: { cluster: content.cluster, user, namespace: content.namespace }
    }))
  })
}

/** Folders of drills that were killed before they could clean up; the number is the process id. */
const folderName = /^backout-drill-(\d+)-/

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const owner = folderName.exec(name)?.[1]
    if (owner === undefined || !isGone(Number(owner))) continue
    try {
      rmSync(join(parent, name), { recursive: true, force: true })
    } catch {
      // Another user's folder; not ours to remove.
    }
  }
}

/** Writes it for this user only; `remove` deletes it with its folder. */
export function writeKubeconfig(content: KubeconfigContent): { readonly file: string; readonly remove: () => void } {
  sweep(tmpdir())
  const folder = mkdtempSync(join(tmpdir(), `backout-drill-${process.pid}-`))
  const file = join(folder, 'kubeconfig')
  writeFileSync(file, kubeconfigText(content), { mode: 0o600 })
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
