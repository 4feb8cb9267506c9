import type { AzureReader } from '../../ports/azure.ts'
import type { FailoverGroup } from '../../ports/failover-group.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { freshGroup } from '../../providers/azure/group-target.ts'
import type { FailoverGroupFacts } from './facts.ts'
import { concludeFailover } from './conclude-failover.ts'

/** Between two readings, by the clock of the place. */
const everyMs = 2_000
/** Between the two readings that have to agree. */
const betweenMs = 1_000
/** No figure is promised for a failover: so long it may be under way without a word. */
const quietMs = 3 * 60_000

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
export async function readTwice(
  azure: AzureReader,
  facts: FailoverGroupFacts,
  { clock }: Pick<ReadPlace, 'clock'>,
  abort: AbortSignal,
  isLogged = false
): Promise<FailoverGroup> {
  const first = await readNow(azure, facts, abort, isLogged)
  if (concludeFailover(facts, first).kind !== 'applied') return first
  await clock.sleep(betweenMs, abort)
  return readNow(azure, facts, abort, isLogged)
}

/**
 * What a lost answer is settled by. Nothing but the roles says that a failover was begun, and they change at its end: one that
 * is as before is read on for longer than one takes before that is believed. @throws FailureError
 */
export async function readSettled(
  azure: AzureReader,
  facts: FailoverGroupFacts,
  { clock }: Pick<ReadPlace, 'clock'>,
  abort: AbortSignal,
  isLogged = false
): Promise<FailoverGroup> {
  const beganMs = clock.now().getTime()
  let group = await readTwice(azure, facts, { clock }, abort, isLogged)
  while (concludeFailover(facts, group).kind === 'asBefore' && clock.now().getTime() - beganMs < quietMs) {
    await clock.sleep(everyMs, abort)
    group = await readTwice(azure, facts, { clock }, abort)
  }
  return group
}
