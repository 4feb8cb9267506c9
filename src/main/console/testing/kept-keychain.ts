import type { SecretStore } from '../../ports/secrets.ts'
import { createMemoryStore } from '../../secrets/memory.ts'

/** A keychain that is usable and outlives a start of Backout, as that of the system does; its values are in memory. */
export function createKeptKeychain(): SecretStore {
  const values = createMemoryStore('a test')
  return {
    ...values,
    state: () => ({ state: 'ready', backend: 'a test' }),
    where: (name) => (values.where(name) === null ? null : 'keychain'),
    close: () => Promise.resolve()
  }
}
