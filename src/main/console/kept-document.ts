import type { ConnectionView } from '../../contract/index.ts'
import type { SecretStore } from '../ports/secrets.ts'
import { claimsIn } from './agreement-claims.ts'
import { createAgreementSeals, type AgreementSeals } from './agreement-seals.ts'
import { heldOnly } from './held-only.ts'
import { isKeptByUs } from './saved-account.ts'
import { documentIn, type WorkspaceDocument } from './workspace-document.ts'

export interface KeptDocumentOptions {
  readonly secrets: Pick<SecretStore, 'where' | 'get' | 'put' | 'state'>
  /** Folder of what is kept, absolute. */
  readonly place: string
  /** Called once when some of what was agreed to before does not hold any more. */
  readonly onLost: (text: string) => void
  readonly preferences: { read(): unknown; write(value: unknown): void }
}

/** The document of the workspace, which names nothing whose credentials end with this run. */
export interface KeptDocument {
  now(): WorkspaceDocument
  save(change: Partial<WorkspaceDocument>): void
  /** What tells what was agreed to from what somebody else wrote. */
  readonly seals: Pick<AgreementSeals, 'holds' | 'agree' | 'isRead'>
  /** Reads what tells them apart, once; what nobody agreed to is dropped then. Without a usable keychain nothing happens. Never throws. */
  readSeals(): Promise<void>
  /** Where the credentials of a connection are. */
  storedAt(connectionId: string): ConnectionView['stored']
  /** Where what an account of Azure signs in with is. */
  accountAt(accountId: string): ConnectionView['stored']
  /** A connection or an account has no credentials of an earlier run any more. */
  gone(id: string): void
}

export function createKeptDocument({ secrets, preferences, place, onLost }: KeptDocumentOptions): KeptDocument {
  let document = documentIn(preferences.read())
  const isOfEarlier = document.seals === null
  const seals = createAgreementSeals({ secrets, place, written: document.seals ?? [] })

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
    const written = {
      ...document,
      connections: document.connections.filter(({ id }) => kept.has(id)),
      environments: document.environments.filter(({ connectionId }) => kept.has(connectionId)),
      azureAccounts: document.azureAccounts.filter(
        (account) => !isKeptByUs(account) || atRest.has(account.id) || accountAt(account.id) === 'keychain'
      ),
      last: document.last && kept.has(document.last.connectionId) ? document.last : null
    }
    preferences.write({ ...written, seals: seals.sealsOf(claimsIn(written)) })
  }

  let [isSorted, isUnprovedSaid] = [false, false]

  async function readSeals(): Promise<void> {
    if (seals.isRead()) return
    await seals.read()
    // Another one may have waited for the same answer.
    if (isSorted) return
    const lost = claimsIn(document).filter((claim) => !seals.holds(claim)).length
    if (!seals.isRead()) {
      if (lost > 0 && !isUnprovedSaid) onLost(unproved)
      isUnprovedSaid ||= lost > 0
      return
    }
    isSorted = true
    if (lost > 0) onLost(lostText(lost, isOfEarlier))
    save(heldOnly(document, (claim) => seals.holds(claim)))
  }

  return { now: () => document, save, seals, readSeals, storedAt, accountAt, gone: (id) => void atRest.delete(id) }
}

const unproved =
  'Without a usable keychain nothing shows that what was agreed to before was not changed outside Backout: it is asked about anew, and holds until Backout ends.'

function lostText(count: number, isOfEarlier: boolean): string {
  const what = count === 1 ? '1 thing that was agreed to' : `${count} things that were agreed to`
  const why = isOfEarlier ? 'saved by an earlier version, or changed outside Backout' : 'changed outside Backout'
  return `Of what is kept of connections, ${what} ${count === 1 ? 'was' : 'were'} ${why}: asked about anew, and until then production.`
}
