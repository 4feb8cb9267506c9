import type { KeychainState } from '../../contract/index.ts'
import type { SecretStore } from '../ports/secrets.ts'

/**
 * Keeps credentials for this run only.
 * @param reason why, as a sentence for the operator
 */
export function createMemoryStore(reason: string): SecretStore {
  const state: KeychainState = {
    state: 'unavailable',
    reason,
    remedy: 'Import the kubeconfig again at the next start.'
  }
  const values = new Map<string, string>()
  return {
    state: () => state,
    subscribe: () => () => undefined,
    probe: () => Promise.resolve(state),
    put(name, value) {
      values.set(name, value)
      return Promise.resolve()
    },
    hold: (name, value) => void values.set(name, value),
    get: (name) => Promise.resolve(values.get(name) ?? null),
    where: (name) => (values.has(name) ? 'memory' : null),
    forget(name) {
      values.delete(name)
      return Promise.resolve()
    },
    close() {
      values.clear()
      return Promise.resolve()
    }
  }
}
