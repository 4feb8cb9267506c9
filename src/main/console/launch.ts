import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Launch } from '../ports/console.ts'
import type { createConnectionRequests } from './connection-requests.ts'
import type { Sessions } from './sessions.ts'
import type { Shell } from './shell.ts'
import type { Workspace } from './workspace.ts'

export interface LaunchOptions {
  readonly launch: Launch
  readonly connections: ReturnType<typeof createConnectionRequests>
  readonly sessions: Sessions
  readonly shell: Shell
  readonly workspace: Workspace
}

/** Opens what the command line asked for: the drill, a kubeconfig, or the environment that was open last. */
export async function launch({
  launch: wanted,
  connections,
  sessions,
  shell,
  workspace
}: LaunchOptions): Promise<void> {
  if (wanted.kind === 'drill') {
    await sessions.startDrill(wanted.speed ?? 1)
    return
  }
  if (wanted.kind === 'last') {
    const last = workspace.last()
    if (last) {
      const { connectionId, context, name, kind } = last
      await sessions.openEnvironment({ connectionId, context, name, kind })
    }
    return
  }
  const { file, context, namespace, deployment } = wanted
  const source = { text: await readFile(file, 'utf8'), path: file, baseDir: join(file, '..') }
  // The same file again is the same connection, with what it holds now.
  const known = workspace.list().find(({ label }) => label === file)
  const { id: connectionId } = await connections.add(file, [source], known?.id)
  const saved = workspace.environment(connectionId, context)
  await sessions.openEnvironment({
    connectionId,
    context,
    name: saved?.name ?? context,
    kind: saved?.kind ?? 'production',
    ...(namespace ? { namespace } : {})
  })
  if (deployment) {
    await sessions.openService({ namespace: shell.environment()?.namespace ?? 'default', name: deployment })
  }
}
