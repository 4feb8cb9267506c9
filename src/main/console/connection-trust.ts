import type {
  AzureTarget,
  ConnectionView,
  ContextView,
  EnvironmentView,
  ExecPlugin,
  RequestInput,
  ServiceRef
} from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { createProgramFiles, isWorkspaceHost, lookAtPlugin, shapeOfName, signInText } from '../connections/index.ts'
import type { ConsolePorts } from '../ports/console.ts'
import { accountName } from './azure-accounts.ts'
import type { RecordKeeper } from './record-keeper.ts'
import { environmentId } from './environments.ts'
import type { SavedEnvironment, SavedPrometheus } from './saved-environment.ts'
import type { Workspace } from './workspace.ts'

/** A Service, or an address, that the window names as Prometheus. */
export type MeasuredBy = NonNullable<RequestInput<'environment.setPrometheus'>['target']>

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
   * Asks outside the window before a server is contacted for the first time that a window has named, and again when it is
   * to be verified in another way.
   * @throws FailureError `cancelled` when it was not agreed to.
   */
  agreeToContact(of: { readonly connectionId: string; readonly context: string }): Promise<void>
  /**
   * Asks outside the window before an environment is opened as a lower kind than it counts as.
   * @throws FailureError `cancelled` when it was not agreed to, `badInput` for a cluster that is called a drill.
   */
  agreeToOpen(input: RequestInput<'environment.open'>): Promise<void>
  /**
   * Asks outside the window before the numbers of an environment come from a Service or an address that the window names: they
   * prove runs, and the choice is kept. Null is asked about where an address is left, whose token or password goes with it.
   * @throws FailureError `cancelled` when it was not agreed to.
   */
  agreeToMeasure(of: EnvironmentView, by: MeasuredBy | null): Promise<void>
  /**
   * Asks outside the window before another profile counts as what leads users to an environment, or another account looks after
   * it: a failover is planned for that profile, and judged and proved by it.
   * @throws FailureError `cancelled` when it was not agreed to.
   */
  agreeToLead(of: EnvironmentView, by: RequestInput<'environment.setAzure'>['target']): Promise<void>
  /**
   * Asks outside the window before an account counts as what a service writes to: its write region is moved for that service.
   * @param account resource id
   * @throws FailureError `cancelled` when it was not agreed to.
   */
  agreeToWriteTo(of: EnvironmentView, service: ServiceRef, account: string): Promise<void>
  /** Asks outside the window before a stored kubeconfig gives way to another one. */
  agreeToReplace(connectionId: string, next: Pick<ConnectionView, 'contexts'>): Promise<void>
  /** Asks outside the window before credentials are forgotten. */
  agreeToForget(connectionId: string): Promise<void>
  /** @throws FailureError as `approveExec`. */
  approveProxy(input: RequestInput<'connection.approveProxy'>): Promise<void>
}

export function createConnectionTrust({ ports, workspace, record }: ConnectionTrustOptions): ConnectionTrust {
  /** What was found for a command, which is the same for every context that has it. */
  const found = new Map<string, Awaited<ReturnType<typeof lookAtPlugin>>>()

  function pluginNow(plugin: ExecPlugin): ExecPlugin {
    const { problem: _then, approvedSha256: _before, ...rest } = plugin
    const { binding, unfamiliar } = whatFor(plugin)
    const { path, real, sha256, problem } = binding === '' ? described : (found.get(plugin.command) ?? plugin)
    const use = { path, real, sha256, binding }
    const approved = path !== '' && workspace.isApproved(use)
    const before = workspace.approvedSha256(use)
    return {
      ...rest,
      ...use,
      unfamiliar,
      approved,
      ...(problem === undefined ? {} : { problem }),
      ...(binding === '' ? { fix: 'Import the kubeconfig again.' } : {}),
      ...(approved || before === undefined || before === sha256 ? {} : { approvedSha256: before })
    }
  }

  function shownContext(connectionId: string, context: ContextView): ContextView {
    const saved = workspace.environment(connectionId, context.name)
    const { exec, proxy } = context
    return {
      ...context,
      ...(exec ? { exec: pluginNow(exec) } : {}),
      ...(proxy
        ? { proxy: { ...proxy, approved: workspace.isProxyApproved({ url: proxy.url, server: context.server }) } }
        : {}),
      ...(saved
        ? { known: knownOf({ ...saved, name: workspace.earlierName(connectionId, context.name) ?? saved.name }) }
        : {})
    }
  }

  function contextOf({ connectionId, context }: { readonly connectionId: string; readonly context: string }) {
    return shownContext(connectionId, workspace.contextOf(workspace.known(connectionId), context))
  }

  async function look(): Promise<void> {
    const plugins = workspace.list().flatMap(({ contexts }) => contexts.flatMap(({ exec }) => exec ?? []))
    const files = createProgramFiles()
    for (const plugin of new Map(plugins.map((each) => [each.command, each])).values()) {
      found.set(plugin.command, await lookAtPlugin(plugin, ports.env, files))
    }
  }

  async function agree(title: string, detail: string, action: string, said = 'It was not approved.'): Promise<void> {
    if (await ports.dialogs.confirmTrust({ title, detail, action })) return
    throw new FailureError(failureOf('cancelled', said))
  }

  /** Of what a person agreed to: it belongs to what they were asked about, not to the incident that is open meanwhile. */
  async function noteOf(
    about: { readonly connectionId: string; readonly context: string },
    text: string
  ): Promise<void> {
    await record.note('approved', text, environmentId(about))
  }

  async function agreeToContact({ connectionId, context }: { connectionId: string; context: string }): Promise<void> {
    if (!workspace.isPassing(connectionId)) await workspace.readAgreements()
    const { label } = workspace.known(connectionId)
    const { server, user, verified } = contextOf({ connectionId, context })
    if (workspace.isPassing(connectionId) || workspace.mayContact({ server, verified })) return
    const isKnown = workspace.isKnownServer(server)
    const detail = [
      `${server}${verified === undefined ? '' : `\n${verified}`}`,
      `with the credentials of ${user}\nfrom the kubeconfig ${label}, which was pasted`,
      ...(isKnown ? ['Before, its answers were verified in another way: who answers now may be somebody else.'] : [])
    ].join('\n\n')
    const title = isKnown ? 'Contact this server, verified in another way?' : 'Contact this server for the first time?'
    await agree(title, detail, 'Contact it', 'The server was not contacted.')
    workspace.allowContact([{ server, verified }])
    const text = `Agreed to contact ${server}${verified === undefined ? '' : `, ${verified}`}`
    await noteOf({ connectionId, context }, text)
  }

  /** Another server that goes by a name, or by one that looks like it: of a context, or of an environment. */
  function otherCalled(name: string, server: string): { readonly called: string; readonly server: string } | undefined {
    return workspace
      .list()
      .flatMap(({ id, contexts }) =>
        contexts.flatMap((one) =>
          [one.name, workspace.environment(id, one.name)?.name ?? one.name].map((called) => ({
            called,
            server: one.server
          }))
        )
      )
      .find((one) => one.server !== server && shapeOfName(one.called) === shapeOfName(name))
  }

  /**
   * What an environment is called is shown where a plan is approved, and typed there: it is not to become, or to be taken over
   * from, that of another server.
   */
  async function agreeToName({ connectionId, context, name }: RequestInput<'environment.open'>): Promise<void> {
    const { server } = contextOf({ connectionId, context })
    const saved = workspace.environment(connectionId, context)
    if (saved?.name === name) return
    const other = otherCalled(name, server)
    if (saved === null && other === undefined) return
    const detail = [
      `${server}\ncontext ${context}`,
      ...(saved === null ? [] : [`It is called ${saved.name} now.`]),
      ...(other === undefined ? [] : [`${other.called} is what ${other.server} is called.`])
    ].join('\n\n')
    await agree(`Call this cluster ${name}?`, detail, `Call it ${name}`, 'It was not opened under another name.')
    await noteOf({ connectionId, context }, `Agreed to call ${server}, context ${context}, ${name}`)
  }

  function ledBy({ accountId, profile, names = [] }: AzureTarget): string {
    const account = workspace.azureAccounts().find(({ id }) => id === accountId)
    const who =
      account === undefined ? 'nobody who is known' : `${account.who}, tenant ${account.tenant}, cloud ${account.cloud}`
    const of = names.length === 0 ? '' : `, for users of ${names.join(', ')}`
    return `${profile}, looked after by ${who}${of}`
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
      await agreeToName(input)
      const counts = workspace.environment(connectionId, context)?.kind ?? 'production'
      if (kind !== 'staging' || counts !== 'production') return
      const detail = `${server}\ncontext ${context}, to be called ${name}\n\nIt counts as production now. In staging a plan is approved by a button that is held, and nothing is typed.`
      await agree('Open this cluster as staging?', detail, 'Open as staging', 'It still counts as production.')
      await noteOf(input, `Agreed to open ${server}, context ${context}, as staging`)
    },
    async agreeToMeasure({ connectionId, context, name, server }, by) {
      if (workspace.isPassing(connectionId)) {
        if (by === null || !('url' in by)) return
        throw new FailureError(failureOf('refused', 'The drill has its own Prometheus.'))
      }
      if (by === null) {
        const left = workspace.environment(connectionId, context)?.prometheus ?? null
        if (left === null || !('url' in left)) return
        const detail = `${measuredWhere(left, workspace.azureAccounts())}\n\nfor ${name}, ${server}\n\nIts token or password is removed from the keychain. Backout looks for a Prometheus in the cluster instead.`
        await agree('Take the numbers from this address no more?', detail, 'Leave it', 'Nothing was changed.')
        const text = `Agreed to take the numbers of ${name} from ${measuredWhere(left, workspace.azureAccounts())} no more`
        await noteOf({ connectionId, context }, text)
        return
      }
      const where = measuredWhere(by, workspace.azureAccounts())
      const detail = `${where}\n\nfor ${name}, ${server}\n\nIts numbers judge this environment and prove what is done here, until another one is set.`
      await agree(
        `Take the numbers from ${'url' in by ? 'this address' : 'this Service'}?`,
        detail,
        'Take them',
        'Nothing was changed.'
      )
      await noteOf({ connectionId, context }, `Agreed to take the numbers of ${name} from ${where}`)
    },
    async agreeToLead({ connectionId, context, name, server }, by) {
      const before = workspace.environment(connectionId, context)?.azure ?? null
      // The drill has its own, and refuses any other.
      if (workspace.isPassing(connectionId) || (by === null && before === null)) return
      const detail = [
        by === null ? 'Nothing any more.' : ledBy(by),
        ...(by === null ? [] : ['A failover is planned for it, and judged and proved by it.']),
        `for ${name}, ${server}`,
        ...(before === null ? [] : [`Until now: ${ledBy(before)}`])
      ]
      await agree('Is this what leads users here?', detail.join('\n\n'), 'It is', 'Nothing was changed.')
      const text = `Agreed that ${by === null ? 'nothing' : ledBy(by)} leads users to ${name}`
      await noteOf({ connectionId, context }, text)
    },
    async agreeToWriteTo({ connectionId, name, server }, service, account) {
      if (workspace.isPassing(connectionId)) return
      const of = `${service.namespace}/${service.name} of ${name}`
      const what = /\/(?:failovergroups|flexibleservers)\//i.test(account) ? 'who is primary of it' : 'its write region'
      const detail = [account, `A failover moves ${what}, and is proved by it.`, `for ${of}, ${server}`]
      await agree('Is this what the service writes to?', detail.join('\n\n'), 'It is', 'Nothing was changed.')
      await record.note('approved', `Agreed that ${of} writes to ${account}`)
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
      const { exec: plugin, server, proxy } = contextOf(input)
      if (!plugin || plugin.path === '' || plugin.sha256 !== input.sha256) {
        throw new FailureError(
          failureOf('conflict', 'The credential plugin is not the one that was shown.', {
            remedy: 'Read its path and hash again, then approve.'
          })
        )
      }
      await agree(
        'Let this program run to sign in?',
        describePlugin(plugin, server, proxy?.url),
        'Approve this program'
      )
      const { path, real, sha256, binding } = plugin
      workspace.approve({ path, real, sha256, binding })
      await noteOf(input, `Approved the credential plugin ${path}, SHA-256 ${sha256}, for ${server}, use ${binding}`)
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
      workspace.approveProxy({ url: proxy.url, server })
      await noteOf(input, `Approved the proxy ${proxy.url} for ${server}`)
    }
  }
}

/** Where numbers come from and who asks there; that a token of Azure goes to a host that is none of Azure Monitor's. */
function measuredWhere(by: MeasuredBy | SavedPrometheus, accounts: ReturnType<Workspace['azureAccounts']>): string {
  const cluster = by.cluster === undefined ? '' : `, cluster ${by.cluster}`
  if ('url' in by) {
    const account = accounts.find(({ id }) => id === by.account)
    const { host } = new URL(by.url)
    const isStrange = account && account.cloud !== 'drill' && !isWorkspaceHost(host, account.cloud)
    const warning = isStrange ? `; ${host} is no address of Azure Monitor, and gets tokens that can read it` : ''
    return `${by.url}, ${signInText(by, account && accountName(account))}${cluster}${warning}`
  }
  const { namespace, service, port, scheme, path = '', through } = by
  const how = through === undefined ? '' : ', by a port-forward'
  return `${scheme} ${namespace}/${service}:${port}${path}${how}${cluster}`
}

const mostServers = 5

function serversText({ contexts }: Pick<ConnectionView, 'contexts'>): string {
  const servers = [...new Set(contexts.map(({ server }) => server))]
  const more = servers.length > mostServers ? [`and ${servers.length - mostServers} more servers`] : []
  return [...servers.slice(0, mostServers), ...more].join(', ')
}

const described = {
  path: '',
  real: '',
  sha256: '',
  problem: 'An earlier version imported this, and did not keep what the approval of a program holds for.'
} as const

/** What an earlier version described says nothing of what it would be approved for. */
function whatFor({ binding, unfamiliar }: Partial<ExecPlugin>): Pick<ExecPlugin, 'binding' | 'unfamiliar'> {
  return { binding: binding ?? '', unfamiliar: unfamiliar ?? [] }
}

function describePlugin(plugin: ExecPlugin, server: string, proxy: string | undefined): string {
  const { path, real, args, variables, unfamiliar, sha256, approvedSha256 } = plugin
  return [
    [path, ...args].join(' '),
    ...(real === path ? [] : [`which is ${real}`]),
    ...(variables.length > 0 ? [`with ${variables.join(', ')} from the kubeconfig`] : []),
    ...(unfamiliar.length > 0 ? [`${unfamiliar.join(', ')} may make it run other code.`] : []),
    `What it gives is sent to ${server}${proxy === undefined ? '' : ` through ${proxy}`}`,
    `SHA-256 ${sha256}`,
    ...(approvedSha256 === undefined ? [] : [`Approved before: SHA-256 ${approvedSha256}`])
  ].join('\n\n')
}

function knownOf({ name, kind, kindUnset, namespace }: SavedEnvironment): NonNullable<ContextView['known']> {
  return { name, kind, ...(kindUnset ? { kindUnset } : {}), namespace }
}
