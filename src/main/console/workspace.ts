import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import type {
  AzureAccountView,
  AzureTarget,
  ChosenPrometheus,
  ConnectionView,
  ContextView,
  EnvironmentKind,
  RequestInput,
  ShellView
} from '../../contract/index.ts'
import { azureClouds, azureWays, FailureError, failureOf } from '../../contract/index.ts'
import type { PluginUse, ProxyUse } from '../connections/index.ts'
import type { SecretStore } from '../ports/secrets.ts'

const text = z.string()

/** Of earlier versions: an application with its secret was said with each environment. */
const earlierAzure = z.object({
  cloud: z.enum(['public', 'china', 'usGov']),
  tenant: text,
  client: text,
  profile: text,
  secretId: text
})

const documentSchema = z.object({
  display: z.object({
    theme: z.enum(['dark', 'light', 'contrast', 'system']),
    panes: z.record(text, z.number()),
    alarmSound: z._default(z.boolean(), false)
  }),
  connections: z.array(
    z.object({
      id: text,
      label: text,
      addedAt: text,
      currentContext: text,
      notices: z._default(z.array(text), []),
      contexts: z.array(
        z.custom<ContextView>((value) => typeof value === 'object' && value !== null && 'name' in value)
      )
    })
  ),
  environments: z.array(
    z.object({
      connectionId: text,
      context: text,
      name: text,
      kind: z.enum(['production', 'staging', 'drill']),
      kindUnset: z.exactOptional(z.literal(true)),
      namespace: text,
      prometheus: z.nullable(
        z.union([
          z.object({
            namespace: text,
            service: text,
            port: text,
            scheme: z.enum(['http', 'https']),
            path: z.exactOptional(text),
            cluster: z.exactOptional(text),
            meter: z.exactOptional(text),
            through: z.exactOptional(z.literal('portForward'))
          }),
          z.object({
            url: text,
            signIn: z.enum(['none', 'bearer', 'basic', 'certificate']),
            user: z.exactOptional(text),
            tenant: z.exactOptional(text),
            cluster: z.exactOptional(text),
            meter: z.exactOptional(text),
            secretId: z.exactOptional(text)
          })
        ])
      ),
      azure: z._default(
        z.nullable(
          z.union([z.object({ accountId: text, profile: text, names: z.exactOptional(z.array(text)) }), earlierAzure])
        ),
        null
      )
    })
  ),
  azureAccounts: z._default(
    z.array(
      z.object({
        id: text,
        way: z.enum(azureWays),
        cloud: z.enum(azureClouds),
        tenant: text,
        client: text,
        who: text,
        account: text,
        tokenFile: text
      })
    ),
    []
  ),
  /** Exec plugins as they were approved. Earlier ones say less, and hold for nothing any more. */
  approvals: z.array(z.object({ path: text, real: z._default(text, ''), sha256: text, binding: z._default(text, '') })),
  /** Proxies as they were approved; earlier ones name no server, and hold for none. */
  proxies: z._default(z.array(z.union([text, z.object({ url: text, server: text })])), []),
  /**
   * API servers that may be contacted, each with what verifies it. Earlier ones are addresses alone, and hold for connections
   * of that time; those of before are read off the environments.
   */
  servers: z._default(z.nullable(z.array(z.union([text, z.object({ server: text, verified: text })]))), null),
  last: z.nullable(z.object({ connectionId: text, context: text }))
})

/** The oldest are asked about again. */
const mostApprovals = 1_000
/** As many contexts as a kubeconfig may have, several times over. */
const mostContacts = 10_000

function isSameUse(a: PluginUse, b: PluginUse): boolean {
  return a.path === b.path && a.real === b.real && a.sha256 === b.sha256 && a.binding === b.binding
}

function isSameProxy(approved: string | ProxyUse, { url, server }: ProxyUse): boolean {
  return typeof approved === 'object' && approved.url === url && approved.server === server
}

type Document = z.infer<typeof documentSchema>

/** Where Prometheus is, as it was set. The token or password is in the secret store under `prometheus/ID`. */
export type SavedPrometheus = ChosenPrometheus & { readonly secretId?: string }

/** One with an address of its own. */
export type SavedAddress = Extract<SavedPrometheus, { readonly url: string }>

/** A server as it is contacted; without what verifies it where an earlier version imported it. */
export interface Contact {
  readonly server: string
  readonly verified?: string | undefined
}

function isSameContact(known: string | { server: string; verified: string }, { server, verified }: Contact): boolean {
  return typeof known === 'string'
    ? verified === undefined && known === server
    : known.server === server && known.verified === verified
}

/** What the operator said about one context: its name and kind, the namespace, where Prometheus is. */
export interface SavedEnvironment {
  readonly connectionId: string
  readonly context: string
  readonly name: string
  readonly kind: EnvironmentKind
  readonly kindUnset?: true
  readonly namespace: string
  readonly prometheus: SavedPrometheus | null
  readonly azure: AzureTarget | null
}

/** Somebody who can sign in to Azure; what they sign in with is in the secret store under `azure/ID`. */
export interface SavedAccount extends Pick<AzureAccountView, 'id' | 'way' | 'cloud' | 'tenant' | 'client' | 'who'> {
  /** As msal names a person among the tokens that are kept; empty for others. */
  readonly account: string
  /** Absolute path of the file with the token of a workload; empty for others. */
  readonly tokenFile: string
}

/** Whether there is anything to keep for somebody that nobody else keeps. */
export function isKeptByUs({ way }: Pick<SavedAccount, 'way'>): boolean {
  return way !== 'cli' && way !== 'workload'
}

/** A kubeconfig as `connections/` read it. */
export interface ImportedKubeconfig {
  readonly label: string
  /** Self-contained: referenced files are embedded. */
  readonly text: string
  readonly contexts: readonly ContextView[]
  readonly currentContext: string
  readonly notices: readonly string[]
}

const empty: Known = {
  display: { theme: 'dark', panes: {}, alarmSound: false },
  connections: [],
  environments: [],
  azureAccounts: [],
  approvals: [],
  proxies: [],
  servers: [],
  last: null
}

/**
 * Which connections, environments and accounts of Azure exist. Credentials are in the secret store under `kubeconfig/ID`,
 * `azure/ID` and `prometheus/ID`;
 * everything else is one document without credentials. Drill connections live in memory only.
 */
export function createWorkspace(options: {
  readonly secrets: SecretStore
  readonly preferences: { read(): unknown; write(value: unknown): void }
  readonly now: () => Date
}) {
  const parsed = documentSchema.safeParse(options.preferences.read())
  let document: Known = parsed.success ? knownOnly(parsed.data) : empty
  const passing = new Map<string, { readonly view: ConnectionView; readonly text: string }>()

  /** Connections that an earlier run left behind: the keychain has credentials of theirs, if not the newest. */
  const atRest = new Set([...document.connections, ...document.azureAccounts].map(({ id }) => id))

  async function withSecret(
    target: NonNullable<RequestInput<'environment.setPrometheus'>['target']>,
    known: SavedPrometheus | null
  ): Promise<SavedPrometheus> {
    if (!('url' in target)) return target
    const { secret, ...address } = target
    if (address.signIn === 'none') return address
    // A token is of one user at one address.
    const isSame =
      known !== null &&
      'url' in known &&
      known.url === address.url &&
      known.signIn === address.signIn &&
      known.user === address.user
    const kept = isSame ? known.secretId : undefined
    if (secret === undefined && kept === undefined) {
      const what = { bearer: 'token', basic: 'password', certificate: 'certificate with its key' }[address.signIn]
      throw new FailureError(
        failureOf('badInput', `The ${what} for Prometheus at ${address.url} is missing.`, { remedy: 'Type it.' })
      )
    }
    const secretId = kept ?? randomUUID()
    if (secret !== undefined) await options.secrets.put(`prometheus/${secretId}`, secret)
    return { ...address, secretId }
  }

  async function forgetPrometheus(saved: SavedPrometheus | null): Promise<void> {
    const id = saved?.secretId
    if (id !== undefined) await options.secrets.forget(`prometheus/${id}`)
  }

  /** What is written leaves out every connection whose credentials end with this run. */
  function save(change: Partial<Known>): void {
    document = { ...document, ...change }
    const isKept = (id: string): boolean => atRest.has(id) || storedAt(id) === 'keychain'
    const kept = new Set(document.connections.map(({ id }) => id).filter(isKept))
    options.preferences.write({
      ...document,
      connections: document.connections.filter(({ id }) => kept.has(id)),
      environments: document.environments.filter(({ connectionId }) => kept.has(connectionId)),
      azureAccounts: document.azureAccounts.filter(
        (account) => !isKeptByUs(account) || atRest.has(account.id) || accountAt(account.id) === 'keychain'
      ),
      last: document.last && kept.has(document.last.connectionId) ? document.last : null
    })
  }

  function known(id: string): ConnectionView {
    const found = list().find((connection) => connection.id === id)
    if (found) return found
    throw new FailureError(
      failureOf('notFound', 'That connection does not exist any more.', { remedy: 'Import the kubeconfig again.' })
    )
  }

  /** Until a value has been read in this run, the keychain is where it must be: memory does not outlive a run. */
  function storedAt(id: string): ConnectionView['stored'] {
    return options.secrets.where(`kubeconfig/${id}`) ?? 'keychain'
  }

  function accountAt(id: string): ConnectionView['stored'] {
    return options.secrets.where(`azure/${id}`) ?? 'keychain'
  }

  function list(): readonly ConnectionView[] {
    return [
      ...document.connections.map((connection): ConnectionView => ({ ...connection, stored: storedAt(connection.id) })),
      ...[...passing.values()].map(({ view }) => view)
    ]
  }

  return {
    list,
    known,
    /** Writes the document again: what was in memory may have reached the keychain. */
    keep: (): void => save({}),
    display: (): ShellView['preferences'] => document.display,
    setDisplay(change: {
      theme?: Document['display']['theme'] | undefined
      panes?: Record<string, number> | undefined
      alarmSound?: boolean | undefined
    }): void {
      save({
        display: {
          theme: change.theme ?? document.display.theme,
          panes: newest({ ...document.display.panes, ...change.panes }),
          alarmSound: change.alarmSound ?? document.display.alarmSound
        }
      })
    },
    /**
     * Stores a new kubeconfig, or replaces the one under `id`. What is written names it only after the credentials are
     * safe, also when it is used `now`, before the keychain has it.
     */
    async add(imported: ImportedKubeconfig, id: string = randomUUID(), now = false): Promise<ConnectionView> {
      if (passing.has(id)) {
        const remedy = 'Start another drill instead.'
        throw new FailureError(failureOf('refused', 'The drill has its own kubeconfig.', { remedy }))
      }
      const { label, contexts, currentContext, notices } = imported
      const addedAt = options.now().toISOString()
      const connection = { id, label, addedAt, contexts: [...contexts], currentContext, notices: [...notices] }
      const before = document.connections.find((other) => other.id === id)
      const others = document.connections.filter((other) => other.id !== id)
      refuseTooMany([...others, connection])
      if (now) options.secrets.hold(`kubeconfig/${id}`, imported.text)
      else await options.secrets.put(`kubeconfig/${id}`, imported.text)
      // What was said of a context was said of its server.
      const isSame = (name: string): boolean => serverIn(before, name) === serverIn(connection, name)
      const environments = document.environments.filter((e) => e.connectionId !== id || isSame(e.context))
      save({ connections: [...others, connection], environments })
      return known(id)
    },
    /** Keeps a connection for this run only, for the drill. */
    addPassing(imported: ImportedKubeconfig): ConnectionView {
      const id = randomUUID()
      const { label, contexts, currentContext, notices } = imported
      const view: ConnectionView = {
        id,
        label,
        stored: 'memory',
        addedAt: options.now().toISOString(),
        contexts,
        currentContext,
        notices
      }
      passing.set(id, { view, text: imported.text })
      return view
    },
    dropPassing: (id: string): void => void passing.delete(id),
    /** The kubeconfig text. Locked and missing are told apart. */
    async kubeconfig(id: string): Promise<string> {
      const kept = passing.get(id)
      if (kept) return kept.text
      const found = await options.secrets.get(`kubeconfig/${id}`)
      if (found !== null) return found
      throw new FailureError(
        failureOf('missing', `The credentials of "${known(id).label}" are not in the keychain any more.`, {
          remedy: 'Import the kubeconfig again, or forget this connection.'
        })
      )
    },
    /** Removes credentials first, then the entry; what fails to be removed stays listed. */
    async forget(id: string): Promise<void> {
      known(id)
      if (passing.delete(id)) return
      await options.secrets.forget(`kubeconfig/${id}`)
      for (const { connectionId, prometheus } of document.environments)
        if (connectionId === id) await forgetPrometheus(prometheus)
      atRest.delete(id)
      save({
        connections: document.connections.filter((other) => other.id !== id),
        environments: document.environments.filter((other) => other.connectionId !== id),
        last: document.last?.connectionId === id ? null : document.last
      })
    },
    environment(connectionId: string, context: string): SavedEnvironment | null {
      return document.environments.find((e) => e.connectionId === connectionId && e.context === context) ?? null
    },
    saveEnvironment(environment: SavedEnvironment): void {
      if (passing.has(environment.connectionId)) return
      const others = document.environments.filter(
        (e) => e.connectionId !== environment.connectionId || e.context !== environment.context
      )
      save({
        environments: [...others, environment],
        last: { connectionId: environment.connectionId, context: environment.context }
      })
    },
    /**
     * Where Prometheus of an environment is, null for where it is found; its secret is stored first. Without a secret the one that
     * is there for the same address and user stays. @throws FailureError `badInput` where none is there.
     */
    async setPrometheus(
      connectionId: string,
      context: string,
      target: RequestInput<'environment.setPrometheus'>['target']
    ): Promise<SavedPrometheus | null> {
      const before = document.environments.find((e) => e.connectionId === connectionId && e.context === context)
      const known: SavedPrometheus | null = before?.prometheus ?? null
      const next = target && (await withSecret(target, known))
      if (before) {
        const others = document.environments.filter((e) => e !== before)
        save({ environments: [...others, { ...before, prometheus: next }] })
      }
      if (known?.secretId !== next?.secretId) await forgetPrometheus(known)
      return next
    },
    /** The token or password of a Prometheus with an address of its own. @throws FailureError `missing` when there is none any more. */
    async prometheusSecret(secretId: string): Promise<string> {
      const found = await options.secrets.get(`prometheus/${secretId}`)
      if (found !== null) return found
      throw new FailureError(
        failureOf('missing', 'The token or password of Prometheus is not in the keychain any more.', {
          remedy: 'Type it again beside where Prometheus is.'
        })
      )
    },
    /** What is in front of an environment, null for nothing. */
    setAzure(connectionId: string, context: string, azure: AzureTarget | null): void {
      const saved = document.environments.find((e) => e.connectionId === connectionId && e.context === context)
      if (!saved) throw new FailureError(failureOf('missing', 'That environment has not been opened yet.'))
      save({ environments: [...document.environments.filter((e) => e !== saved), { ...saved, azure }] })
    },
    azureAccounts: (): readonly SavedAccount[] => document.azureAccounts,
    accountAt,
    /** Keeps somebody, or what is known of them now. What they sign in with is stored before. */
    saveAccount(account: SavedAccount): void {
      const isKnown = document.azureAccounts.some(({ id }) => id === account.id)
      save({
        azureAccounts: isKnown
          ? document.azureAccounts.map((other) => (other.id === account.id ? account : other))
          : [...document.azureAccounts, account]
      })
    },
    /** Removes what somebody signs in with first, then them, also from the environments that they looked after. */
    async forgetAccount(id: string): Promise<void> {
      await options.secrets.forget(`azure/${id}`)
      atRest.delete(id)
      save({
        azureAccounts: document.azureAccounts.filter((other) => other.id !== id),
        environments: document.environments.map((e) => (e.azure?.accountId === id ? { ...e, azure: null } : e))
      })
    },
    /** What somebody signs in with; null when there is none any more. @throws FailureError as the secret store. */
    azureSecret: (id: string): Promise<string | null> => options.secrets.get(`azure/${id}`),
    keepAzureSecret: (id: string, text: string): Promise<void> => options.secrets.put(`azure/${id}`, text),
    last: (): SavedEnvironment | null => {
      const { last } = document
      return (
        last &&
        (document.environments.find((e) => e.connectionId === last.connectionId && e.context === last.context) ?? null)
      )
    },
    isApproved: (use: PluginUse): boolean => document.approvals.some((approval) => isSameUse(approval, use)),
    /** What was approved last at that path for the same use. */
    approvedSha256: ({ path, binding }: PluginUse): string | undefined =>
      document.approvals.findLast((approval) => approval.path === path && approval.binding === binding)?.sha256,
    approve(use: PluginUse): void {
      const others = document.approvals.filter((approval) => !isSameUse(approval, use))
      save({ approvals: [...others, use].slice(-mostApprovals) })
    },
    /** Whether a connection lives in memory only, as that of the drill does. */
    isPassing: (id: string): boolean => passing.has(id),
    /**
     * Whether this API server may be contacted, verified as it says: its kubeconfig came from the operator's own files, or it
     * was agreed to.
     */
    mayContact: (contact: Contact): boolean =>
      document.servers?.some((known) => isSameContact(known, contact)) === true,
    /** Whether the server was agreed to when it was verified in some way, this one or another. */
    isKnownServer: (server: string): boolean =>
      document.servers?.some((known) => (typeof known === 'string' ? known : known.server) === server) === true,
    allowContact(contacts: readonly Contact[]): void {
      const servers = document.servers ?? []
      const isNew = (contact: Contact): boolean => !servers.some((known) => isSameContact(known, contact))
      const added = contacts
        .filter(isNew)
        .map(({ server, verified }) => (verified === undefined ? server : { server, verified }))
      const unlike = new Map([...servers, ...added].map((each) => [JSON.stringify(each), each]))
      save({ servers: [...unlike.values()].slice(-mostContacts) })
    },
    isProxyApproved: (use: ProxyUse): boolean => document.proxies.some((approved) => isSameProxy(approved, use)),
    approveProxy(use: ProxyUse): void {
      const others = document.proxies.filter((approved) => !isSameProxy(approved, use))
      save({ proxies: [...others, use].slice(-mostApprovals) })
    },
    contextOf(connection: ConnectionView, context: string): ContextView {
      const found = connection.contexts.find(({ name }) => name === context)
      if (found) return found
      throw new FailureError(
        failureOf('notFound', `"${connection.label}" has no context "${context}".`, {
          remedy: `Choose one of: ${connection.contexts.map(({ name }) => name).join(', ')}.`
        })
      )
    }
  }
}

/** More panes than there are, and more connections than anybody has, are no preferences any more. */
const most = { panes: 32, connectionsLength: 8 * 1_048_576 } as const

function newest(panes: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(panes).slice(-most.panes))
}

function refuseTooMany(connections: readonly Stored[]): void {
  if (JSON.stringify(connections).length <= most.connectionsLength) return
  const remedy = 'Forget connections that are not needed any more, or import fewer contexts.'
  throw new FailureError(failureOf('refused', 'There is no room for another connection.', { remedy }))
}

type Stored = Document['connections'][number]

/** As it is worked with: what earlier versions wrote is said in the words of this one. */
type Known = Omit<Document, 'environments'> & {
  readonly environments: readonly SavedEnvironment[]
}

function serverIn(connection: Stored | undefined, context: string): string | undefined {
  return connection?.contexts.find(({ name }) => name === context)?.server
}

/**
 * What earlier versions wrote: a real cluster is never a drill, whatever a window called it, and servers that have been
 * opened are known.
 */
function knownOnly(document: Document): Known {
  const earlier: SavedAccount[] = []
  const environments = document.environments.map(({ azure, ...each }): SavedEnvironment => {
    const kind = each.kind === 'drill' ? { kind: 'production' as const, kindUnset: true as const } : {}
    if (azure === null || 'accountId' in azure) return { ...each, ...kind, azure }
    const { secretId, profile, ...of } = azure
    earlier.push({ ...of, id: secretId, way: 'secret', who: of.client, account: '', tokenFile: '' })
    return { ...each, ...kind, azure: { accountId: secretId, profile } }
  })
  const opened = environments.flatMap(({ connectionId, context }) => {
    const server = serverIn(
      document.connections.find(({ id }) => id === connectionId),
      context
    )
    return server === undefined ? [] : [server]
  })
  const display = { ...document.display, panes: newest(document.display.panes) }
  const azureAccounts = [...document.azureAccounts, ...earlier]
  return { ...document, display, environments, azureAccounts, servers: document.servers ?? [...new Set(opened)] }
}

export type Workspace = ReturnType<typeof createWorkspace>
