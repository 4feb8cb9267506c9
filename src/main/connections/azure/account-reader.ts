import type { AzureReader } from '../../ports/azure.ts'
import { accountVersion } from '../../providers/azure/account-request.ts'
import type { ArmGet } from './arm-get.ts'
import { recordedRead, type RecordedReadOptions } from './recorded-read.ts'

export interface AccountReaderOptions extends RecordedReadOptions {
  readonly get: ArmGet
  /** Origin of Azure Resource Manager. */
  readonly endpoint: string
}

/** Reads Cosmos DB accounts, and keeps the JSON as it came. */
export function createAccountReader(options: AccountReaderOptions): AzureReader['readAccounts'] {
  const { get, endpoint } = options
  return async ({ subscription, group, account }, { abort, command }) => {
    const parts = ['subscriptions', subscription, 'resourceGroups', group, 'providers', 'Microsoft.DocumentDB']
    const path = `/${[...parts, 'databaseAccounts', ...(account === undefined ? [] : [account])]
      .map(encodeURIComponent)
      .join('/')}`
    const what = account === undefined ? 'list accounts' : `say how account ${account} is`
    const query = { 'api-version': accountVersion }
    return recordedRead(options, { what, path, query, command }, () =>
      get(`${endpoint}${path}?api-version=${accountVersion}`, abort)
    )
  }
}
