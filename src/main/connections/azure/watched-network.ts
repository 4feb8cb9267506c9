import { FailureError, failureOf } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { TransportError } from '../http/transport-error.ts'
import type { AzureTransport } from './transport.ts'

/** A network that remembers what kept its last request from being answered, or with what it was turned away. */
export interface WatchedNetwork {
  readonly transport: Pick<AzureTransport, 'client'>
  readonly lost: () => TransportError | FailureError | undefined
  /** What the sign-in wrote when it turned the last request away: the packages leave most of it out. Empty for nothing. */
  readonly turnedAway: () => string
}

/** Watches a network. What is not JSON is no answer of the sign-in. */
export function watchedNetwork(transport: Pick<AzureTransport, 'client'>): WatchedNetwork {
  let lost: TransportError | FailureError | undefined
  let turnedAway = ''
  return {
    lost: () => lost,
    turnedAway: () => turnedAway,
    transport: {
      client: {
        async sendRequest(request) {
          lost = undefined
          turnedAway = ''
          try {
            const answer = await transport.client.sendRequest(request)
            const type = answer.headers.get('content-type') ?? ''
            if (!/json/i.test(type)) throw portalFailure(type)
            if (answer.status >= 400) turnedAway = stringAt(parsedJson(answer.bodyAsText ?? ''), 'error_description')
            return answer
          } catch (error) {
            if (error instanceof TransportError || error instanceof FailureError) lost = error
            throw error
          }
        }
      }
    }
  }
}

/** What answered in the place of the sign-in: a page of a network that wants something first. */
function portalFailure(contentType: string): FailureError {
  const text = `What answered for the sign-in of Azure is something else (${visibleText(contentType || 'no content type', 80)}).`
  const remedy = 'Open a page in the browser: a network often wants its own sign-in first. Look at the proxy too.'
  return new FailureError(failureOf('server', text, { remedy, retryable: true }))
}
