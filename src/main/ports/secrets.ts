import type { KeychainState } from '../../contract/index.ts'

/**
 * Where credentials live. `locked` and `missing` are different answers.
 * @throws FailureError with code `locked`, `timeout` or `missing`.
 */
export interface SecretStore {
  state(): KeychainState
  /** Asks again; used at start and after a failure. */
  probe(): Promise<KeychainState>
  /** Parts first, manifest last, old parts removed afterwards. */
  put(name: string, value: string): Promise<void>
  /** Null only when it is known to be absent. */
  get(name: string): Promise<string | null>
  /** Removes all parts and verifies their absence. */
  forget(name: string): Promise<void>
  close(): Promise<void>
}
