import { saidKind } from '../../contract/index.ts'
import type { Launch } from '../ports/console.ts'
import type { ConnectionRequests } from './connection-requests.ts'
import type { EnvironmentSettings } from './environment-settings.ts'
import type { Sessions } from './sessions.ts'
import type { Workspace } from './workspace.ts'

export interface LaunchOptions {
  readonly launch: Launch
  readonly connections: ConnectionRequests
  readonly sessions: Sessions
  readonly settings: EnvironmentSettings
  readonly workspace: Workspace
}

/** Opens what the command line asked for: the drill, a kubeconfig, or the environment that was open last. */
export async function launch({
  launch: wanted,
  connections,
  sessions,
  settings,
  workspace
}: LaunchOptions): Promise<void> {
  if (wanted.kind === 'drill') {
    await sessions.startDrill({ speed: wanted.speed ?? 1 })
    return
  }
  if (wanted.kind === 'last') {
    // What it counts as is to be known before it is opened; its credentials are in the keychain too.
    if (workspace.last()) await workspace.readAgreements()
    const last = workspace.last()
    if (last) {
      const { connectionId, context, name } = last
      await sessions.openEnvironment({ connectionId, context, name, ...saidKind(last) })
    }
    return
  }
  const { file, context, namespace, workload } = wanted
  const { id: connectionId } = await connections.importNamed(file)
  await workspace.readAgreementsOf(connectionId, context)
  const saved = workspace.environment(connectionId, context)
  const opened = await sessions.openEnvironment({
    connectionId,
    context,
    name: saved?.name ?? context,
    ...(saved ? saidKind(saved) : {}),
    ...(namespace ? { namespace } : {})
  })
  if (!workload) return
  // As kubectl takes a name for which nobody says where; the list would ask.
  if (opened.namespace === '') await settings.chooseNamespace('default')
  await sessions.openService({ namespace: opened.namespace || 'default', ...workload })
}
