import type { AzureReader } from '../../ports/azure.ts'
import type { FailoverGroup } from '../../ports/failover-group.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { freshGroup } from '../../providers/azure/group-target.ts'
import { rereadApplied, rereadSettled, type Reread } from '../../providers/azure/rereading.ts'
import type { FailoverGroupFacts } from './facts.ts'
import { concludeFailover } from './conclude-failover.ts'

/** The group as both servers say now. @throws FailureError */
export function readNow(
  azure: AzureReader,
  { subscription, failoverGroup, from, to }: FailoverGroupFacts,
  abort: AbortSignal,
  isLogged = false
): Promise<FailoverGroup> {
  return freshGroup(
    azure,
    { subscription, group: to.group, server: to.server, failoverGroup },
    { subscription, ...from },
    abort,
    isLogged
  )
}

/** The same; one that is as it was to become is read twice, and the second reading counts. @throws FailureError */
export function readTwice(
  azure: AzureReader,
  facts: FailoverGroupFacts,
  place: Pick<ReadPlace, 'clock'>,
  abort: AbortSignal
): Promise<FailoverGroup> {
  return rereadApplied(rereadOf(azure, facts), place, abort)
}

/** What a lost answer is settled by. @throws FailureError */
export function readSettled(
  azure: AzureReader,
  facts: FailoverGroupFacts,
  place: Pick<ReadPlace, 'clock'>,
  abort: AbortSignal,
  isLogged = false
): Promise<FailoverGroup> {
  return rereadSettled(rereadOf(azure, facts), place, abort, isLogged)
}

function rereadOf(azure: AzureReader, facts: FailoverGroupFacts): Reread<FailoverGroup> {
  return {
    read: (abort, isLogged) => readNow(azure, facts, abort, isLogged),
    conclude: (group) => concludeFailover(facts, group)
  }
}
