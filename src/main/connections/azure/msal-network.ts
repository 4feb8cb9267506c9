import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import { isJsonObject } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Pipeline } from './sdk.ts'
import type { AzureTransport } from './transport.ts'

/** What an answer of a token endpoint may hold that lets somebody in. */
const secretMembers = ['access_token', 'refresh_token', 'id_token', 'device_code'] as const

export interface MsalNetworkOptions {
  readonly pipeline: Pipeline
  readonly transport: Pick<AzureTransport, 'client'>
  /** Called with each credential that was answered, before anybody has it. */
  readonly onSecret: (secret: string) => void
  /** Ends what is asked. */
  readonly abort?: AbortSignal
}

/** Our own network under msal, which sends each request once. */
export function createMsalNetwork({ pipeline, transport, onSecret, abort }: MsalNetworkOptions): INetworkModule {
  async function send<T>(
    method: 'GET' | 'POST',
    url: string,
    options?: NetworkRequestOptions
  ): Promise<NetworkResponse<T>> {
    const answer = await transport.client.sendRequest(
      pipeline.createPipelineRequest({
        url,
        method,
        headers: pipeline.createHttpHeaders(options?.headers ?? {}),
        ...(method === 'POST' ? { body: options?.body ?? '' } : {}),
        ...(abort ? { abortSignal: abort } : {})
      })
    )
    const body = parsedJson(answer.bodyAsText ?? '')
    if (isJsonObject(body))
      for (const member of secretMembers) {
        const secret = body[member]
        if (typeof secret === 'string' && secret !== '') onSecret(secret)
      }
    return { status: answer.status, headers: answer.headers.toJSON(), body: body as T }
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options)
  }
}
