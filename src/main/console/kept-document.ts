import type { ConnectionView } from '../../contract/index.ts'
import type { SecretStore } from '../ports/secrets.ts'
import { isKeptByUs } from './saved-account.ts'
import { documentIn, type WorkspaceDocument } from './workspace-document.ts'

export interface KeptDocumentOptions {
  readonly secrets: Pick<SecretStore, 'where'>
  readonly preferences: { read(): unknown; write(value: unknown): void }
}

/** The document of the workspace, which names nothing whose credentials end with this run. */
export interface KeptDocument {
  now(): WorkspaceDocument
  save(change: Partial<WorkspaceDocument>): void
  /** Where the credentials of a connection are. */
  storedAt(connectionId: string): ConnectionView['stored']
  /** Where what an account of Azure signs in with is. */
  accountAt(accountId: string): ConnectionView['stored']
  /** A connection or an account has no credentials of an earlier run any more. */
  gone(id: string): void
}

export function createKeptDocument({ secrets, preferences }: KeptDocumentOptions): KeptDocument {
  let document = documentIn(preferences.read())

  /** Connections that an earlier run left behind: the keychain has credentials of theirs, if not the newest. */
  const atRest = new Set([...document.connections, ...document.azureAccounts].map(({ id }) => id))

  /** Until a value has been read in this run, the keychain is where it must be: memory does not outlive a run. */
  const whereIs = (name: string): ConnectionView['stored'] => secrets.where(name) ?? 'keychain'
  const storedAt = (id: string): ConnectionView['stored'] => whereIs(`kubeconfig/${id}`)
  const accountAt = (id: string): ConnectionView['stored'] => whereIs(`azure/${id}`)

  /** What is written leaves out every connection whose credentials end with this run. */
  function save(change: Partial<WorkspaceDocument>): void {
    document = { ...document, ...change }
    const isKept = (id: string): boolean => atRest.has(id) || storedAt(id) === 'keychain'
    const kept = new Set(document.connections.map(({ id }) => id).filter(isKept))
    preferences.write({
      ...document,
      connections: document.connections.filter(({ id }) => kept.has(id)),
      environments: document.environments.filter(({ connectionId }) => kept.has(connectionId)),
      azureAccounts: document.azureAccounts.filter(
        (account) => !isKeptByUs(account) || atRest.has(account.id) || accountAt(account.id) === 'keychain'
      ),
      last: document.last && kept.has(document.last.connectionId) ? document.last : null
    })
  }

  return { now: () => document, save, storedAt, accountAt, gone: (id) => void atRest.delete(id) }
}
