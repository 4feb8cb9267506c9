import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline'
import { FailureError, failureOf, type WireRequest } from '../../../contract/index.ts'
import type { AzureReader } from '../../ports/azure.ts'
import { sdkEndpointType } from './endpoint-type.ts'
import type { Sdk } from './sdk.ts'

/** How a request that was only to be built leaves the SDK. */
class Built extends Error {}

/**
 * Has the SDK build its requests, byte for byte as it would send them, over a network that keeps them: what is planned is
 * in the digest of the approval, and it is this that our own path sends.
 */
export function createRequestBuilder(
  sdk: Pick<Sdk, 'TrafficManagerManagementClient'>,
  subscription: string,
  endpoint: string
): AzureReader['endpointRequest'] {
  return async (name, { kind, name: own }, status) => {
    let kept: PipelineRequest | undefined
    const keep: HttpClient = {
      async sendRequest(request) {
        kept = request
        throw new Built()
      }
    }
    const arm = new sdk.TrafficManagerManagementClient(nobody, name.subscription || subscription, {
      endpoint,
      httpClient: keep,
      retryOptions: { maxRetries: 0 }
    })
    const body = { endpointStatus: status }
    await arm.endpoints.update(name.group, name.profile, sdkEndpointType(kind), own, body).catch((error: unknown) => {
      if (!(error instanceof Built)) throw error
    })
    return wireRequestOf(kept)
  }
}

/** Nothing is sent with this token. */
const nobody = {
  getToken: async () => ({ token: 'none', expiresOnTimestamp: Date.now() + 3_600_000 })
}

function wireRequestOf(request: PipelineRequest | undefined): WireRequest {
  const { method, body } = request ?? {}
  if (!request || typeof body !== 'string' || (method !== 'PATCH' && method !== 'POST'))
    throw new FailureError(failureOf('internal', "Azure's SDK did not build the request."))
  const { pathname, searchParams } = new URL(request.url)
  const contentType = request.headers.get('content-type')
  return {
    method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    ...(contentType === undefined ? {} : { contentType }),
    body
  }
}
