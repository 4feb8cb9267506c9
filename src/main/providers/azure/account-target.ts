import type { Target } from '../../../contract/index.ts'
import type { AzureReader, ProbeReading, ProbeSettings } from '../../ports/azure.ts'
import type { AccountName, AccountRegion, DataAccount } from '../../ports/data-account.ts'
import { showAccountCommand } from './account-commands.ts'
import { readAccount } from './read-account.ts'

/** An account as what a step changes. */
export function accountTarget({ cloud }: Pick<AzureReader, 'cloud'>, { id }: Pick<DataAccount, 'id'>): Target {
  return { api: 'arm', cloud, id }
}

/** An account as it is now. @throws FailureError */
export async function freshAccount(
  azure: Pick<AzureReader, 'readAccounts'>,
  { subscription, group, account }: AccountName,
  abort: AbortSignal,
  isLogged = false
): Promise<DataAccount> {
  const name = { subscription, group, account }
  const logged = isLogged ? { command: showAccountCommand(name) } : {}
  return readAccount(name, await azure.readAccounts(name, { abort, ...logged }))
}

/** The same before anything is decided by it: one that does not answer is asked once more, because one probe may be bad luck. */
export async function askGatewayAgain(
  azure: Pick<AzureReader, 'probe'>,
  region: Pick<AccountRegion, 'endpoint'>,
  abort: AbortSignal
): Promise<ProbeReading> {
  const first = await askGateway(azure, region, abort)
  return first.isWell === false ? askGateway(azure, region, abort) : first
}

/** Asks the gateway of a region from here. Never throws but for the abort reason. */
export async function askGateway(
  azure: Pick<AzureReader, 'probe'>,
  region: Pick<AccountRegion, 'endpoint'>,
  abort: AbortSignal
): Promise<ProbeReading> {
  const how = gatewayProbe(region)
  return how ? azure.probe(how.host, how.settings, abort) : { isWell: null, text: 'has no address that is known' }
}

/** How the gateway of a region is asked: whatever it answers, it is there; nobody signs in. */
function gatewayProbe({ endpoint }: Pick<AccountRegion, 'endpoint'>): {
  readonly host: string
  readonly settings: ProbeSettings
} | null {
  if (!URL.canParse(endpoint)) return null
  const url = new URL(endpoint)
  if (url.protocol !== 'https:' || url.hostname === '') return null
  return {
    host: url.hostname,
    settings: {
      protocol: 'HTTPS',
      port: Number(url.port || '443'),
      path: '/',
      intervalSeconds: 10,
      timeoutSeconds: 5,
      toleratedFailures: 0,
      headers: [],
      expected: [{ min: 200, max: 499 }]
    }
  }
}
