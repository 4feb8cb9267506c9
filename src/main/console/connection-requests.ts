import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionView, RequestInput, RequestOutput } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import {
  defaultKubeconfigSources,
  readKubeconfig,
  testConnection,
  type KubeconfigSource
} from '../connections/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Sessions } from './sessions.ts'
import type { Shell } from './shell.ts'
import type { Workspace } from './workspace.ts'

export interface ConnectionRequestsOptions {
  readonly ports: ConsolePorts
  readonly clock: Clock
  readonly shell: Shell
  readonly workspace: Workspace
  readonly record: RecordKeeper
  readonly sessions: Sessions
}

/** Importing, testing, approving and forgetting kubeconfigs. */
export function createConnectionRequests(options: ConnectionRequestsOptions) {
  const { ports, clock, shell, workspace, record, sessions } = options

  /** Reads, stores and lists a kubeconfig; under `id` it replaces the one that is there. */
  async function add(label: string, sources: readonly KubeconfigSource[], id?: string): Promise<ConnectionView> {
    const read = await readKubeconfig(sources)
    const connection = await workspace.add({ label, ...read }, id)
    showConnections()
    return connection
  }

  function showConnections(): void {
    const connections = workspace.list().map((connection) => ({
      ...connection,
      contexts: connection.contexts.map((context) =>
        context.exec
          ? {
              ...context,
              exec: { ...context.exec, approved: workspace.isApproved(context.exec.path, context.exec.sha256) }
            }
          : context
      )
    }))
    shell.set({ connections, keychain: ports.secrets.state() })
  }

  const defaultLabel = ports.env['KUBECONFIG'] ? '$KUBECONFIG' : '~/.kube/config'
  const defaultSources = () => defaultKubeconfigSources(ports.env, ports.env['HOME'] ?? homedir())

  return {
    add,
    showConnections,
    /** What opening the default kubeconfig would import; null when there is none that can be read. */
    async describeDefault(): Promise<{ readonly path: string; readonly contexts: number } | null> {
      const sources = await defaultSources().catch(() => [])
      const found = sources.length > 0 ? await readKubeconfig(sources).catch(() => null) : null
      return found && { path: defaultLabel, contexts: found.contexts.length }
    },
    async importDefault(): Promise<ConnectionView> {
      const sources = await defaultSources()
      if (sources.length > 0) return add(defaultLabel, sources)
      throw new FailureError(
        failureOf('notFound', 'There is no kubeconfig at $KUBECONFIG or ~/.kube/config.', {
          remedy: 'Choose a file, or paste one.'
        })
      )
    },
    async importFile(): Promise<ConnectionView | null> {
      const chosen = await ports.dialogs.openKubeconfig()
      if (!chosen) return null
      const { path, text } = chosen
      return add(path.split(/[\\/]/).at(-1) ?? path, [{ text, path, baseDir: join(path, '..') }])
    },
    async test({ connectionId, context }: RequestInput<'connection.test'>): Promise<RequestOutput<'connection.test'>> {
      const connection = workspace.known(connectionId)
      workspace.contextOf(connection, context)
      const { text, user, version } = await testConnection({
        kubeconfig: await workspace.kubeconfig(connectionId),
        context,
        environmentName: connection.label,
        version: ports.version,
        env: ports.env,
        clock,
        approvals: workspace,
        onSecret: (value) => record.forbid(value)
      })
      return { text, user, version }
    },
    async approveExec({ connectionId, context, sha256 }: RequestInput<'connection.approveExec'>): Promise<void> {
      const plugin = workspace.contextOf(workspace.known(connectionId), context).exec
      if (!plugin || plugin.sha256 !== sha256) {
        throw new FailureError(
          failureOf('conflict', 'The credential plugin is not the one that was shown.', {
            remedy: 'Read its path and hash again, then approve.'
          })
        )
      }
      workspace.approve(plugin.path, plugin.sha256)
      await record.note('approved', `Approved the credential plugin ${plugin.path}, SHA-256 ${plugin.sha256}`)
      showConnections()
    },
    async forget(connectionId: string): Promise<void> {
      await sessions.endConnection(connectionId)
      await workspace.forget(connectionId)
      showConnections()
    }
  }
}
