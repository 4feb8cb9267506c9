import { asFailure } from '../../../contract/index.ts'
import type { AzureReader, RegionView } from '../../ports/azure.ts'
import type { AccountName } from '../../ports/data-account.ts'
import type { PlanTools } from '../../ports/lever.ts'
import { dataPartOf, stays, whyDataUnread, type DataPart, type DataWish } from '../../providers/azure/data-part.ts'
import { accountBasis } from './basis.ts'
import { askAbout, freshData } from './fresh-data.ts'
import { moveBlocked, type FoundMove } from './guards.ts'

/** The same, ready to be planned. */
export type ReadyPart =
  | Exclude<DataPart, { readonly kind: 'moves' }>
  | { readonly kind: 'moves'; readonly found: FoundMove; readonly basis: string }

/**
 * Reads the account anew, by its names where they are recorded, and asks what stands against the move. A failure to read it
 * is said, and holds up nothing else.
 * @throws FailureError `cancelled` only.
 */
export async function readyPart(
  azure: AzureReader,
  { view, account }: { readonly view: RegionView | null; readonly account?: AccountName },
  wish: DataWish,
  tools: PlanTools
): Promise<ReadyPart> {
  if (!view) return stays('Where the data is written has not been read: it stays as it is.')
  // What is recorded is what somebody approved.
  const known = account
    ? ({ account, by: 'operator', names: [] } as const)
    : view.data.kind === 'account'
      ? view.data
      : null
  try {
    const data = known ? await freshData(azure, known, tools) : view.data
    const part = dataPartOf({ ...view, data }, wish)
    if (part.kind !== 'moves') return part
    const found = await askAbout(azure, part.situation, part.move, tools)
    const blocked = moveBlocked(found)
    if (blocked) return stays(`The data stays as it is. ${blocked.message}`)
    return { kind: 'moves', found, basis: accountBasis(part.situation.account) }
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    return stays(whyDataUnread(failure))
  }
}
