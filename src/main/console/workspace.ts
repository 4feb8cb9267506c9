import { randomUUID } from 'node:crypto'
import type { ConnectionView, ContextView, ShellView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { SecretStore } from '../ports/secrets.ts'
import { environmentClaims } from './agreement-claims.ts'
import { createKeptDocument } from './kept-document.ts'
import { createPrometheusSecrets, type SecretFor } from './prometheus-secrets.ts'
import { createSavedAccounts } from './saved-accounts.ts'
import { createSavedAgreements } from './saved-agreements.ts'
import { createSavedEnvironments } from './saved-environments.ts'
import { newestPanes, serverIn, type SavedConnection, type WorkspaceDocument } from './workspace-document.ts'

/** A kubeconfig as `connections/` read it. */
export interface ImportedKubeconfig {
  readonly label: string
  /** Self-contained: referenced files are embedded. */
  readonly text: string
  readonly contexts: readonly ContextView[]
  readonly currentContext: string
  readonly notices: readonly string[]
}

/**
 * Which connections, environments and accounts of Azure exist. Credentials are in the secret store under `kubeconfig/ID`,
 * `azure/ID` and `prometheus/ID`; everything else is one document without credentials. Drill connections live in memory only.
 */
export function createWorkspace(options: {
  readonly secrets: SecretStore
  readonly preferences: { read(): unknown; write(value: unknown): void }
  readonly now: () => Date
  /** Folder of what is kept, absolute. */
  readonly place: string
  /** Says what was agreed to before and does not hold any more. */
  readonly onLost?: (text: string) => void
}) {
  const { secrets, preferences, place, onLost = () => undefined } = options
  const document = createKeptDocument({ secrets, preferences, place, onLost })
  const metrics = createPrometheusSecrets(secrets)
  /** Of this run only. */
  const passing = new Map<string, { readonly view: ConnectionView; readonly text: string }>()
  const isPassing = (id: string): boolean => passing.has(id)

  function known(id: string): ConnectionView {
    const found = list().find((connection) => connection.id === id)
    if (found) return found
    throw new FailureError(
      failureOf('notFound', 'That connection does not exist any more.', { remedy: 'Import the kubeconfig again.' })
    )
  }

  function list(): readonly ConnectionView[] {
    return [
      ...document
        .now()
        .connections.map((connection): ConnectionView => ({ ...connection, stored: document.storedAt(connection.id) })),
      ...[...passing.values()].map(({ view }) => view)
    ]
  }

  return {
    ...createSavedEnvironments({ document, prometheus: metrics, isPassing }),
    ...createSavedAccounts(document, secrets),
    ...createSavedAgreements(document),
    /** The token or password of a Prometheus with an address of its own. @throws FailureError `missing` when there is none for it. */
    prometheusSecret: (secretId: string, address: SecretFor): Promise<string> => metrics.read(secretId, address),
    list,
    known,
    /** Tells what was agreed to from what somebody else wrote, by the keychain, as soon as that can be read. Never throws. */
    readAgreements: (): Promise<void> => document.readSeals(),
    /** The same where opening a context depends on it; the keychain may take its time. */
    async readAgreementsOf(connectionId: string, context: string): Promise<void> {
      const one = list()
        .find(({ id }) => id === connectionId)
        ?.contexts.find(({ name }) => name === context)
      const saved = document.now().environments.find((e) => e.connectionId === connectionId && e.context === context)
      const claims = saved === undefined ? [] : Object.values(environmentClaims(saved))
      const isAgreedTo = one?.exec !== undefined || one?.proxy !== undefined || claims.some((claim) => claim !== null)
      if (isAgreedTo && !isPassing(connectionId)) await document.readSeals()
    },
    /** Writes the document again: what was in memory may have reached the keychain. */
    keep: (): void => document.save({}),
    display: (): ShellView['preferences'] => document.now().display,
    setDisplay(change: {
      theme?: WorkspaceDocument['display']['theme'] | undefined
      panes?: Record<string, number> | undefined
      alarmSound?: boolean | undefined
    }): void {
      document.save({
        display: {
          theme: change.theme ?? document.now().display.theme,
          panes: newestPanes({ ...document.now().display.panes, ...change.panes }),
          alarmSound: change.alarmSound ?? document.now().display.alarmSound
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
      const before = document.now().connections.find((other) => other.id === id)
      const others = document.now().connections.filter((other) => other.id !== id)
      refuseTooMany([...others, connection])
      if (now) secrets.hold(`kubeconfig/${id}`, imported.text)
      else await secrets.put(`kubeconfig/${id}`, imported.text)
      // What was said of a context was said of its server.
      const isSame = (name: string): boolean => serverIn(before, name) === serverIn(connection, name)
      const environments = document.now().environments.filter((e) => e.connectionId !== id || isSame(e.context))
      document.save({ connections: [...others, connection], environments })
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
      const found = await secrets.get(`kubeconfig/${id}`)
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
      await secrets.forget(`kubeconfig/${id}`)
      for (const { connectionId, prometheus } of document.now().environments)
        if (connectionId === id) await metrics.forget(prometheus)
      document.gone(id)
      document.save({
        connections: document.now().connections.filter((other) => other.id !== id),
        environments: document.now().environments.filter((other) => other.connectionId !== id),
        last: document.now().last?.connectionId === id ? null : document.now().last
      })
    },
    /** Whether a connection lives in memory only, as that of the drill does. */
    isPassing,
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

/** More connections than anybody has, as JSON, characters. */
const mostConnectionsLength = 8 * 1_048_576

function refuseTooMany(connections: readonly SavedConnection[]): void {
  if (JSON.stringify(connections).length <= mostConnectionsLength) return
  const remedy = 'Forget connections that are not needed any more, or import fewer contexts.'
  throw new FailureError(failureOf('refused', 'There is no room for another connection.', { remedy }))
}

export type Workspace = ReturnType<typeof createWorkspace>
