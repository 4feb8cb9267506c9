import type { KeychainState } from '../../contract/index.ts'

/**
 * Where credentials live. `locked` and `missing` are different answers.
 * @throws FailureError with code `locked`, `timeout` or `missing`.
 */
export interface SecretStore {
  state(): KeychainState
  /** Called at each change of `state()`. Returns the unsubscribe function. */
  subscribe(listener: (state: KeychainState) => void): () => void
  /** Asks again; used at start and after a failure. Never throws: what went wrong is the state. */
  probe(): Promise<KeychainState>
  /** Parts first, manifest last, old parts removed afterwards. Without a usable keychain it is kept in memory. */
  put(name: string, value: string): Promise<void>
  /** Keeps it in memory, to be used at once; the next probe that finds the keychain usable moves it there. */
  hold(name: string, value: string): void
  /** Null only when it is known to be absent. */
  get(name: string): Promise<string | null>
  /** Where the value that `put` or `get` saw last lives; null when this process has not seen it. */
  where(name: string): 'keychain' | 'memory' | null
  /** Removes all parts and verifies their absence. */
  forget(name: string): Promise<void>
  /** Ends the helper at once; a hung keychain call is killed, not awaited. */
  close(): Promise<void>
}
