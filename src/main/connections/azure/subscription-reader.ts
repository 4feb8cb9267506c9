import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { QuietAnswers } from '../quiet-answers.ts'
import { jsonOf, readFailure } from './arm-answer.ts'
import type { ArmGet } from './arm-get.ts'
import type { AzureHears } from './azure-identity.ts'
import type { HadToken } from './token-source.ts'

/** Version of the interface (azure-rest-api-specs, specification/resources, Subscriptions_Get). */
const version = '2022-12-01'

/** The token that is in use, as its holder was told of it. */
export interface SeenToken {
  readonly hears: AzureHears
  last(): HadToken | null
}

/** Listens beside whoever else hears of tokens. */
export function seenToken(others: AzureHears | undefined): SeenToken {
  let last: HadToken | null = null
  return {
    last: () => last,
    hears: {
      onToken(told) {
        last = told
        others?.onToken(told)
      },
      onRefused: (refused) => others?.onRefused(refused)
    }
  }
}

export interface SubscriptionReaderOptions {
  readonly get: ArmGet
  readonly quiet: QuietAnswers
  /** Origin of Azure Resource Manager. */
  readonly endpoint: string
  readonly subscription: string
  readonly token: Pick<SeenToken, 'last'>
  /** Signs in anew; false when that was just done. */
  readonly renew: () => boolean
}

/** Reads the subscription, a second time with a new token where the first one ends too soon. */
export function createSubscriptionReader(options: SubscriptionReaderOptions): AzureReader['readSubscription'] {
  const { get, quiet, endpoint, subscription, token, renew } = options
  const url = `${endpoint}/subscriptions/${subscription}?api-version=${version}`
  const leftMs = (): number | null => {
    const last = token.last()
    return last && last.expiresAtMs - Date.now()
  }
  return async (forMs, abort) => {
    try {
      let answer = await get(url, abort)
      const left = leftMs()
      if (left !== null && left < forMs && renew()) answer = await get(url, abort)
      const json = jsonOf(answer, `say how subscription ${subscription} is`, quiet)
      return { json, leftMs: leftMs(), principal: principalIn(token.last()?.token ?? '') }
    } catch (error) {
      throw readFailure(error)
    }
  }
}

/**
 * Object id of whom a token is of, where it is a JWT that says so (Microsoft Learn, access token claims reference: `oid`). It is
 * believed for what is said before an approval only: who may do what is for Azure to say.
 */
function principalIn(token: string): string | null {
  const [, payload = ''] = token.split('.')
  const id = stringAt(parsedJson(Buffer.from(payload, 'base64url').toString('utf8')), 'oid')
  return /^[0-9a-f-]{36}$/i.test(id) ? id.toLowerCase() : null
}
