import { randomUUID } from 'node:crypto'
import type { Operation, Operations } from '../operations.ts'
import type { AzurePlan } from '../plan.ts'
import type { Regions } from '../regions.ts'
import type { Account, AccountRegion } from './account.ts'
import { orderOf, without } from './account.ts'
import { accountId } from './account-json.ts'

/** Why an account refuses a change. */
export interface CosmosRefusal {
  readonly status: 400 | 412
  readonly code: string
  readonly message: string
}

export interface Cosmos {
  readonly account: Account
  /** The planned change of who writes; undefined where nothing is to be done. */
  changePriorities(policies: readonly AccountRegion[]): Operation | CosmosRefusal | undefined
  /** Takes a region that is down out of the account. */
  takeOffline(region: string): Operation | CosmosRefusal
}

export interface CosmosPorts {
  readonly plan: AzurePlan
  readonly account: Account
  readonly operations: Operations
  readonly regions: Regions
}

/** A planned change that waits for a region which does not answer hangs this many times as long before it fails. */
const hangingFactor = 20

const refused = (message: string): CosmosRefusal => ({ status: 400, code: 'BadRequest', message })

/**
 * The planned change needs both regions: it catches replication up first, and while the write region is down it does not
 * succeed and is in the way of what would (MicrosoftDocs/azure-databases-docs disaster-recovery-guidance.md).
 */
export function createCosmos({ plan, account, operations, regions }: CosmosPorts): Cosmos {
  const busy = (): CosmosRefusal | undefined =>
    account.provisioningState === 'Succeeded'
      ? undefined
      : {
          status: 412,
          code: 'PreconditionFailed',
          message: `There is already an operation in progress which requires exclusive lock on this service ${account.plan.name}. Please retry the operation after sometime.`
        }

  const isDown = (name: string): boolean => {
    const host = regions.all.find((region) => region.name === name)?.host
    return host !== undefined && regions.stateOf(host) !== 'serves'
  }

  const begin = (durationMs: number, becomes: readonly AccountRegion[], mayEnd: boolean): Operation => {
    const id = randomUUID()
    account.provisioningState = 'Updating'
    return operations.begin({
      id,
      resultsPath: `${accountId(plan, account.plan.name)}/operationResults/${id}`,
      durationMs,
      end: mayEnd ? 'Succeeded' : 'Failed',
      error: {
        code: 'ServiceUnavailable',
        message: `The operation could not be completed in all regions of the account. ActivityId: ${id}`
      },
      done(end) {
        account.provisioningState = 'Succeeded'
        if (end === 'Succeeded') account.regions = becomes
      }
    })
  }

  return {
    account,
    changePriorities(policies) {
      const order = orderOf(account, policies)
      if (typeof order === 'string') return refused(order)
      const now = account.regions[0]?.name
      const movesWriter = order[0]?.name !== now
      if (movesWriter && account.plan.automaticFailover)
        return refused('The write region cannot be changed while service-managed failover is enabled on the account.')
      const running = busy()
      if (running !== undefined) return running
      if (order.every(({ name }, index) => name === account.regions[index]?.name)) return undefined
      const waits = movesWriter && order.some(({ name }) => isDown(name))
      return begin(account.plan.changeMs * (waits ? hangingFactor : 1), order, !waits)
    },
    takeOffline(region) {
      if (!account.regions.some(({ name }) => name === region))
        return refused(`The region ${region} is not a region of the account; write it as the account does.`)
      if (account.regions.length === 1) return refused('The only region of an account cannot be taken offline.')
      return busy() ?? begin(account.plan.changeMs, without(account, region), true)
    }
  }
}

/** Whether the account took it on. */
export function isOperation(given: Operation | CosmosRefusal): given is Operation {
  return 'id' in given
}
