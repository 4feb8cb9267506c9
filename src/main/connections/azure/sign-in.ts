import type { TokenCredential } from '@azure/identity'
import { asFailure, FailureError, failureOf } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { TransportError } from '../http/transport-error.ts'
import type { CloudEndpoints } from './clouds.ts'
import type { Sdk } from './sdk.ts'
import type { AzureTransport } from './transport.ts'

export interface SignInOptions {
  readonly sdk: Pick<Sdk, 'ClientSecretCredential'>
  readonly tenant: string
  readonly client: string
  readonly secret: string
  readonly endpoints: CloudEndpoints
  readonly transport: Pick<AzureTransport, 'client'>
}

/**
 * Signs in as an application by its secret. The credential keeps the token, and asks for another one before it ends.
 * A failure says whether the secret was refused or nobody could be asked: the SDK throws the same class for both.
 */
export function createSignIn({ sdk, tenant, client, secret, endpoints, transport }: SignInOptions): TokenCredential {
  /** Of the last request to the token endpoint; the SDK puts it into words in which it is lost. */
  let lost: TransportError | undefined
  const credential = new sdk.ClientSecretCredential(tenant, client, secret, {
    authorityHost: endpoints.authorityHost,
    // It would ask the public cloud whether it knows the authority.
    disableInstanceDiscovery: true,
    httpClient: {
      async sendRequest(request) {
        try {
          const answer = await transport.client.sendRequest(request)
          lost = undefined
          return answer
        } catch (error) {
          if (error instanceof TransportError) lost = error
          throw error
        }
      }
    },
    retryOptions: { maxRetries: 0 }
  })
  return {
    async getToken(scopes, options) {
      try {
        return await credential.getToken(scopes, options)
      } catch (error) {
        throw signInFailure(error, lost)
      }
    }
  }
}

function signInFailure(error: unknown, lost: TransportError | undefined): FailureError {
  if (error instanceof FailureError) return error
  const { message } = asFailure(error)
  const unreachable = lost ?? (/endpoints_resolution_error|network_error/.test(message) ? error : undefined)
  if (unreachable !== undefined) {
    const why = visibleText(unreachable instanceof Error ? unreachable.message : message, 300)
    const text = `The sign-in of Azure cannot be reached: ${why}.`.replace(/\.\.$/, '.')
    const remedy = lost?.remedy ?? 'Check the network and the proxy.'
    return new FailureError(failureOf('unreachable', text, { remedy, retryable: true }), { cause: error })
  }
  // Interaction is wanted (Microsoft Learn, Microsoft Entra authentication error codes).
  const [factor] = /\b(?:AADSTS)?500(?:72|74|76|79)\b/.exec(message) ?? []
  if (factor !== undefined) {
    const text = `Azure wants a second factor, which only a person can give (AADSTS${factor.slice(-5)}).`
    const remedy =
      'Backout signs in as an application: use one that is not asked for it, or have the commands carried out.'
    return new FailureError(failureOf('unauthorized', text, { remedy, causes: [visibleText(message, 300)] }), {
      cause: error
    })
  }
  const [code] = /AADSTS\d+|\b7\d{6}\b|invalid_client|unauthorized_client|invalid_grant/.exec(message) ?? []
  const text = `Azure does not let the application sign in${code === undefined ? '' : ` (${code})`}.`
  const remedy = 'Look whether its secret has ended, and whether tenant and application are right.'
  return new FailureError(failureOf('unauthorized', text, { remedy, causes: [visibleText(message, 300)] }), {
    cause: error
  })
}
