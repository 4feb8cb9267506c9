import type { AzureReader } from '../../ports/azure.ts'
import type { DataAccount } from '../../ports/data-account.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { freshAccount } from '../../providers/azure/account-target.ts'
import type { WriteRegionFacts } from './facts.ts'
import { concludeMove } from './conclude-move.ts'

/** Between the two readings that have to agree, by the clock of the place. */
const betweenMs = 1_000

/** The account now; one that is as it was to become is read twice, and the second reading counts. @throws FailureError */
export async function readMoved(
  azure: AzureReader,
  facts: WriteRegionFacts,
  { clock }: Pick<ReadPlace, 'clock'>,
  abort: AbortSignal,
  isLogged = false
): Promise<DataAccount> {
  const first = await freshAccount(azure, facts, abort, isLogged)
  if (concludeMove(facts, first).kind !== 'applied') return first
  await clock.sleep(betweenMs, abort)
  return freshAccount(azure, facts, abort, isLogged)
}
