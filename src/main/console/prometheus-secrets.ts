import { randomUUID } from 'node:crypto'
import type { RequestInput } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { isJsonObject } from '../lib/json-access.ts'
import { parsedJson } from '../lib/parsed-json.ts'
import type { SecretStore } from '../ports/secrets.ts'
import type { SavedPrometheus } from './saved-environment.ts'

/** To whom a secret is sent. */
export type SecretFor = Pick<Extract<SavedPrometheus, { url: string }>, 'url' | 'signIn' | 'user'>

/**
 * The token or password of each Prometheus with an address of its own, in the secret store under `prometheus/ID`, and with it
 * the address that it was typed for: the one in the preferences can be changed by who may write files alone.
 */
export function createPrometheusSecrets(secrets: SecretStore) {
  return {
    /**
     * Stores the secret of `target`. Without one, that of the same address and user stays.
     * @throws FailureError `badInput` where none is there.
     */
    async keep(
      target: NonNullable<RequestInput<'environment.setPrometheus'>['target']>,
      known: SavedPrometheus | null
    ): Promise<SavedPrometheus> {
      if (!('url' in target)) return target
      const { secret, ...address } = target
      if (address.signIn === 'azure' && address.account === undefined)
        throw new FailureError(
          failureOf('badInput', `The account of Azure for Prometheus at ${address.url} is missing.`, {
            remedy: 'Choose one.'
          })
        )
      if (address.signIn === 'none' || address.signIn === 'azure') return address
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
      if (secret !== undefined) await secrets.put(`prometheus/${secretId}`, boundTo(address, secret))
      return { ...address, secretId }
    },
    async forget(saved: SavedPrometheus | null): Promise<void> {
      const id = saved?.secretId
      if (id !== undefined) await secrets.forget(`prometheus/${id}`)
    },
    /** @throws FailureError `missing` when there is none any more, or it was typed for another address or user. */
    async read(secretId: string, address: SecretFor): Promise<string> {
      const found = await secrets.get(`prometheus/${secretId}`)
      const secret = found === null ? null : secretIn(found, address)
      if (secret !== null) return secret
      const why =
        found === null
          ? 'is not in the keychain any more'
          : `was typed for another address or user than ${address.url}, and is not sent there`
      throw new FailureError(
        failureOf('missing', `The token or password of Prometheus ${why}.`, {
          remedy: 'Type it again beside where Prometheus is.'
        })
      )
    }
  }
}

function boundTo({ url, signIn, user = '' }: SecretFor, secret: string): string {
  return JSON.stringify({ url, signIn, user, secret })
}

/** Null where it is of another address, or of none. */
function secretIn(text: string, { url, signIn, user = '' }: SecretFor): string | null {
  const kept = parsedJson(text)
  if (!isJsonObject(kept) || kept['url'] !== url || kept['signIn'] !== signIn || kept['user'] !== user) return null
  return typeof kept['secret'] === 'string' ? kept['secret'] : null
}

export type PrometheusSecrets = ReturnType<typeof createPrometheusSecrets>
