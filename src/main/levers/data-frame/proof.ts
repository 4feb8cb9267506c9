import * as z from 'zod/mini'
import { asFailure, type Check } from '../../../contract/index.ts'
import type { DataAccount } from '../../ports/data-account.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { askGateway, freshAccount } from '../../providers/azure/account-target.ts'
import { writerOf } from '../../providers/azure/data-standing.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { isSameRegion } from '../../providers/azure/read-account.ts'
import type { Move, MoveSituation } from '../../providers/azure/data-move.ts'

/** What proves that the writes have moved. */
export const dataProof = z.object({
  subscription: z.string(),
  group: z.string(),
  account: z.string(),
  how: z.enum(['planned', 'offline']),
  from: z.string(),
  to: z.string()
})
export type DataProof = z.infer<typeof dataProof>

/** What will prove a move. */
export function moveProof({ account }: Pick<MoveSituation, 'account'>, { how, from, to }: Move): DataProof {
  const { subscription, group } = account
  return { subscription, group, account: account.account, how, from: from.name, to: to.name }
}

/**
 * What the account says and whether the gateway of the region that writes answers. What an application writes is not seen with
 * the rights of Resource Manager.
 * @throws the abort reason.
 */
export async function dataChecks(proof: DataProof, place: ReadPlace, abort: AbortSignal): Promise<readonly Check[]> {
  const title = `${proof.to} writes`
  try {
    const azure = azureOf(place)
    const account = await freshAccount(azure, proof, abort)
    const region = account.regions.find(({ name }) => isSameRegion(name, proof.to))
    const gateway = region ? await askGateway(azure, region, abort) : null
    const is = gateway?.isWell ?? null
    return [
      check('account', title, ...accountSays(proof, account)),
      check(
        'gateway',
        `The gateway of ${proof.to} answers`,
        is === null ? 'Unknown' : is ? 'True' : 'False',
        gateway ? `It ${gateway.text}` : `${proof.to} is no region of the account`
      )
    ]
  } catch (error) {
    abort.throwIfAborted()
    return [check('account', title, 'Unknown', `Not readable: ${asFailure(error).message}`)]
  }

  function check(name: string, of: string, status: Check['status'], evidence: string): Check {
    const observedAt = place.clock.now().toISOString()
    return { name, title: of, status, evidence, blocks: status !== 'True', observedAt }
  }
}

function accountSays({ how, from, to }: DataProof, account: DataAccount): readonly [Check['status'], string] {
  const writer = writerOf(account)?.name ?? ''
  const order = account.regions.map(({ name }) => name).join(', ')
  const isMoved = isSameRegion(writer, to) && isSameRegion(account.regions[0]?.name ?? '', to)
  const isGone = how === 'planned' || !account.regions.some(({ name }) => isSameRegion(name, from))
  const text = `${writer} writes, of ${order}; ${account.account} is ${account.state}`
  return [isMoved && isGone && account.state.toLowerCase() === 'succeeded' ? 'True' : 'False', text]
}
