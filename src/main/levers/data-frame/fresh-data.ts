import { asFailure } from '../../../contract/index.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { AccountName } from '../../ports/data-account.ts'
import type { PlanTools } from '../../ports/lever.ts'
import { isAllowed } from '../../providers/azure/access.ts'
import { askGatewayAgain, freshAccount } from '../../providers/azure/account-target.ts'
import { joined, readinessFor, subscriptionReadiness } from '../../providers/azure/readiness.ts'
import type { FoundMove } from './guards.ts'
import { usuallyMs, type Move, type SeenAccount, type MoveSituation } from '../../providers/azure/data-move.ts'

const verbs = { planned: 'failoverPriorityChange', offline: 'offlineRegion' } as const

/** Which account, and how it is known. */
export interface KnownAccount extends Pick<SeenAccount, 'by' | 'names'> {
  readonly account: AccountName
}

/** The account as it is now, with the gateways of all its regions asked anew. @throws FailureError */
export async function freshData(
  azure: AzureReader,
  { account: name, by, names }: KnownAccount,
  { abort, clock }: Pick<PlanTools, 'abort' | 'clock'>
): Promise<SeenAccount> {
  const account = await freshAccount(azure, name, abort, true)
  const probes = await Promise.all(
    account.regions.map(async (region) => [region.name, await askGatewayAgain(azure, region, abort)] as const)
  )
  return { kind: 'account', account, by, names, probes: new Map(probes), observedAt: clock.now().toISOString() }
}

/** Asks what stands against a move: rights, locks, and whether it may be asked how it stands. @throws the abort reason. */
export async function askAbout(
  azure: AzureReader,
  situation: MoveSituation,
  move: Move,
  { abort, clock }: Pick<PlanTools, 'abort' | 'clock'>
): Promise<FoundMove> {
  const { account } = situation
  const [readiness, subscription, mayAsk] = await Promise.all([
    readinessFor(
      azure,
      {
        ...account,
        name: account.account,
        actions: [`Microsoft.DocumentDB/databaseAccounts/${verbs[move.how]}/action`],
        changed: [account.id],
        what: `the write region of ${account.account}`
      },
      abort
    ),
    subscriptionReadiness(azure, usuallyMs[move.how] / clock.speed, abort),
    mayAskHow(azure, account.subscription, abort)
  ])
  return { situation, move, readiness: joined(readiness, subscription), mayAsk }
}

/** Of the subscription, where the addresses of operations are. */
async function mayAskHow(azure: AzureReader, subscription: string, abort: AbortSignal): Promise<boolean | null> {
  try {
    const told = await azure.readAccess(`/subscriptions/${subscription}`, 'permissions', abort)
    return isAllowed(told, 'Microsoft.DocumentDB/locations/operationsStatus/read')
  } catch (error) {
    abort.throwIfAborted()
    return asFailure(error).code === 'forbidden' ? false : null
  }
}
