import type { Failure } from '../../../contract/index.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { Clock } from '../../ports/clock.ts'
import { accountVersion } from '../../providers/azure/account-request.ts'
import type { Exchange } from '../exchange.ts'
import type { QuietAnswers } from '../quiet-answers.ts'
import { jsonOf, readFailure, type RawAnswer } from './arm-answer.ts'
import type { ArmGet } from './arm-get.ts'

export interface AccountReaderOptions {
  readonly get: ArmGet
  readonly quiet: QuietAnswers
  readonly clock: Clock
  readonly onExchange: (exchange: Exchange) => void
  /** Origin of Azure Resource Manager. */
  readonly endpoint: string
}

const mostExchangeCharacters = 65_536

/** Reads Cosmos DB accounts, and keeps the JSON as it came. */
export function createAccountReader(options: AccountReaderOptions): AzureReader['readAccounts'] {
  const { get, quiet, clock, onExchange, endpoint } = options
  return async ({ subscription, group, account }, { abort, command }) => {
    const at = clock.now().toISOString()
    const startedMs = performance.now()
    const parts = ['subscriptions', subscription, 'resourceGroups', group, 'providers', 'Microsoft.DocumentDB']
    const path = `/${[...parts, 'databaseAccounts', ...(account === undefined ? [] : [account])]
      .map(encodeURIComponent)
      .join('/')}`
    let raw: RawAnswer | undefined
    let failure: Failure | undefined
    try {
      raw = await get(`${endpoint}${path}?api-version=${accountVersion}`, abort)
      return jsonOf(raw, account === undefined ? 'list accounts' : `say how account ${account} is`, quiet)
    } catch (error) {
      const known = readFailure(error)
      failure = known.failure
      throw known
    } finally {
      if (command !== undefined)
        onExchange({
          at,
          label: 'read',
          command,
          request: { method: 'GET', path, query: { 'api-version': accountVersion } },
          status: raw?.status ?? null,
          durationMs: performance.now() - startedMs,
          body: (raw?.body ?? '').slice(0, mostExchangeCharacters),
          ...(failure ? { failure } : {})
        })
    }
  }
}
