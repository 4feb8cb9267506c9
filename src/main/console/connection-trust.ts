import type { ConnectionView, ContextView, ExecPlugin, RequestInput } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { createFileHashes, lookAtPlugin, runsItsArguments } from '../connections/index.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Workspace } from './workspace.ts'

export interface ConnectionTrustOptions {
  readonly ports: Pick<ConsolePorts, 'env' | 'dialogs'>
  readonly workspace: Workspace
  readonly record: Pick<RecordKeeper, 'note'>
}

/** The programs and proxies that kubeconfigs name: what they are now, and which of them the operator has approved. */
export interface ConnectionTrust {
  /** The stored connections as they are to be shown. */
  shown(): readonly ConnectionView[]
  /** Looks for the program files again: they come, go and change while Backout runs. */
  look(): Promise<void>
  /** @throws FailureError `conflict` when the program is not the one that was shown, `cancelled` when it was not agreed to. */
  approveExec(input: RequestInput<'connection.approveExec'>): Promise<void>
  /**
   * Asks outside the window before a server is contacted for the first time that a window has named.
   * @throws FailureError `cancelled` when it was not agreed to.
   */
  agreeToContact(of: { readonly connectionId: string; readonly context: string }): Promise<void>
  /**
   * Asks outside the window before an environment is opened as a lower kind than it counts as.
   * @throws FailureError `cancelled` when it was not agreed to, `badInput` for a cluster that is called a drill.
   */
  agreeToOpen(input: RequestInput<'environment.open'>): Promise<void>
  /** Asks outside the window before a stored kubeconfig gives way to another one. */
  agreeToReplace(connectionId: string, next: Pick<ConnectionView, 'contexts'>): Promise<void>
  /** Asks outside the window before credentials are forgotten. */
  agreeToForget(connectionId: string): Promise<void>
  /** @throws FailureError as `approveExec`. */
  approveProxy(input: RequestInput<'connection.approveProxy'>): Promise<void>
}

export function createConnectionTrust({ ports, workspace, record }: ConnectionTrustOptions): ConnectionTrust {
  /** What was found for a command with its arguments, which is the same for every context that has them. */
  const found = new Map<string, ExecPlugin>()

  function pluginNow(plugin: ExecPlugin): ExecPlugin {
    const { path, sha256, problem } = found.get(keyOf(plugin)) ?? plugin
    const { problem: _then, ...rest } = plugin
    const approved = path !== '' && workspace.isApproved(path, sha256)
    // Of an interpreter many scripts may be approved: none of them is the one before.
    const before = runsItsArguments(path) ? undefined : workspace.approvedSha256(path)
    return {
      ...rest,
      path,
      sha256,
      approved,
      ...(problem === undefined ? {} : { problem }),
      ...(approved || before === undefined ? {} : { approvedSha256: before })
    }
  }

  function shownContext(connectionId: string, context: ContextView): ContextView {
    const saved = workspace.environment(connectionId, context.name)
    const { exec, proxy } = context
    return {
      ...context,
      ...(exec ? { exec: pluginNow(exec) } : {}),
      ...(proxy ? { proxy: { ...proxy, approved: workspace.isProxyApproved(proxy.url) } } : {}),
      ...(saved ? { known: { name: saved.name, kind: saved.kind, namespace: saved.namespace } } : {})
    }
  }

  function contextOf({ connectionId, context }: { readonly connectionId: string; readonly context: string }) {
    return shownContext(connectionId, workspace.contextOf(workspace.known(connectionId), context))
  }

  async function look(): Promise<void> {
    const plugins = workspace.list().flatMap(({ contexts }) => contexts.flatMap(({ exec }) => exec ?? []))
    const hashes = createFileHashes()
    for (const plugin of new Map(plugins.map((each) => [keyOf(each), each])).values()) {
      found.set(keyOf(plugin), await lookAtPlugin(plugin, ports.env, hashes))
    }
  }

  async function agree(title: string, detail: string, action: string, said = 'It was not approved.'): Promise<void> {
    if (await ports.dialogs.confirmTrust({ title, detail, action })) return
    throw new FailureError(failureOf('cancelled', said))
  }

  async function agreeToContact({ connectionId, context }: { connectionId: string; context: string }): Promise<void> {
    const { label } = workspace.known(connectionId)
    const { server, user } = contextOf({ connectionId, context })
    if (workspace.isPassing(connectionId) || workspace.mayContact(server)) return
    const detail = `${server}\n\nwith the credentials of ${user}\nfrom the kubeconfig ${label}, which was pasted`
    await agree('Contact this server for the first time?', detail, 'Contact it', 'The server was not contacted.')
    workspace.allowContact([server])
    await record.note('approved', `Agreed to contact ${server}`)
  }

  return {
    shown: () =>
      workspace.list().map((connection) => ({
        ...connection,
        contexts: connection.contexts.map((context) => shownContext(connection.id, context))
      })),
    look,
    agreeToContact,
    async agreeToOpen(input) {
      const { connectionId, context, name, kind } = input
      if (workspace.isPassing(connectionId)) return
      if (kind === 'drill') {
        const remedy = 'Open it as production or as staging.'
        throw new FailureError(failureOf('badInput', 'Only what Backout starts itself is a drill.', { remedy }))
      }
      const { server } = contextOf({ connectionId, context })
      await agreeToContact({ connectionId, context })
      const counts = workspace.environment(connectionId, context)?.kind ?? 'production'
      if (kind !== 'staging' || counts !== 'production') return
      const detail = `${server}\ncontext ${context}, to be called ${name}\n\nIt counts as production now. In staging a plan is approved by a button that is held, and nothing is typed.`
      await agree('Open this cluster as staging?', detail, 'Open as staging', 'It still counts as production.')
      await record.note('approved', `Agreed to open ${server}, context ${context}, as staging`)
    },
    async agreeToReplace(connectionId, next) {
      const before = workspace.known(connectionId)
      const detail = `${before.label}, ${serversText(before)}\n\ngives way to a kubeconfig for ${serversText(next)}`
      await agree('Replace this kubeconfig and its credentials?', detail, 'Replace it', 'It was not replaced.')
    },
    async agreeToForget(connectionId) {
      const connection = workspace.known(connectionId)
      const detail = `${connection.label}, ${serversText(connection)}\n\nThey are removed from the keychain.`
      await agree('Forget this kubeconfig and its credentials?', detail, 'Forget it', 'It was not forgotten.')
    },
    async approveExec(input) {
      await look()
      const plugin = contextOf(input).exec
      if (!plugin || plugin.path === '' || plugin.sha256 !== input.sha256) {
        throw new FailureError(
          failureOf('conflict', 'The credential plugin is not the one that was shown.', {
            remedy: 'Read its path and hash again, then approve.'
          })
        )
      }
      await agree('Let this program run to sign in?', describePlugin(plugin), 'Approve this program')
      workspace.approve(plugin.path, plugin.sha256)
      await record.note('approved', `Approved the credential plugin ${plugin.path}, SHA-256 ${plugin.sha256}`)
    },
    async approveProxy(input) {
      const { proxy, server } = contextOf(input)
      if (!proxy || proxy.url !== input.url) {
        throw new FailureError(
          failureOf('conflict', 'The proxy is not the one that was shown.', {
            remedy: 'Read its address again, then approve.'
          })
        )
      }
      await agree('Send everything through this proxy?', `${proxy.url}\n\nfor ${server}`, 'Approve this proxy')
      workspace.approveProxy(proxy.url)
      await record.note('approved', `Approved the proxy ${proxy.url} for ${server}`)
    }
  }
}

const mostServers = 5

function serversText({ contexts }: Pick<ConnectionView, 'contexts'>): string {
  const servers = [...new Set(contexts.map(({ server }) => server))]
  const more = servers.length > mostServers ? [`and ${servers.length - mostServers} more servers`] : []
  return [...servers.slice(0, mostServers), ...more].join(', ')
}

function keyOf({ command, args }: ExecPlugin): string {
  return JSON.stringify([command, ...args])
}

function describePlugin({ path, args, variables, sha256, approvedSha256 }: ExecPlugin): string {
  return [
    [path, ...args].join(' '),
    ...(variables.length > 0 ? [`with ${variables.join(', ')} from the kubeconfig`] : []),
    `SHA-256 ${sha256}`,
    ...(approvedSha256 === undefined ? [] : [`Approved before: SHA-256 ${approvedSha256}`])
  ].join('\n\n')
}
