import * as z from 'zod/mini'
import { asFailure, type Check } from '../../../contract/index.ts'
import type { DataAccount } from '../../ports/data-account.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import { askGateway, freshAccount } from '../../providers/azure/account-target.ts'
import { writerOf } from '../../providers/azure/data-standing.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { isSameRegion } from '../../providers/azure/read-account.ts'

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

const everyMs = 5_000
/** For how long all of it has to be so, and within which time it has to become so, by the clock of the place. */
const heldMs = 30_000
const withinMs = 5 * 60_000
const watchMs = 30 * 60_000

export const dataPhases = [{ id: 'account', title: 'The account says so, and its gateway answers', expectedMs: heldMs }]

/**
 * Reads the account and asks the gateway of the region that writes, until both have said so for a while. What an application
 * writes is not seen with the rights of Resource Manager.
 * @throws the abort reason.
 */
export async function proveData({ proof, place, abort, show }: Proving<DataProof>): Promise<Proven> {
  const { clock } = place
  const startedMs = clock.now().getTime()
  let wellSinceMs: number | null = null
  for (;;) {
    const checks = await look()
    const nowMs = clock.now().getTime()
    wellSinceMs = checks.every(({ blocks }) => !blocks) ? (wellSinceMs ?? nowMs) : null
    show(checks, 'account', checks.findLast(({ status }) => status !== 'True')?.evidence ?? 'Both say so')
    const isHeld = wellSinceMs !== null && nowMs - wellSinceMs >= heldMs
    const isLate = wellSinceMs === null && nowMs - startedMs >= withinMs
    if (isHeld || isLate) return { checks, proved: isHeld, seen: { writes: proof.to }, watchMs }
    await clock.sleep(everyMs, abort)
  }

  async function look(): Promise<readonly Check[]> {
    try {
      const azure = azureOf(place)
      const account = await freshAccount(azure, proof, abort)
      const region = account.regions.find(({ name }) => isSameRegion(name, proof.to))
      const gateway = region ? await askGateway(azure, region, abort) : null
      const is = gateway?.isWell ?? null
      return [
        check('account', `${proof.to} writes`, ...accountSays(account)),
        check(
          'gateway',
          `The gateway of ${proof.to} answers`,
          is === null ? 'Unknown' : is ? 'True' : 'False',
          gateway ? `It ${gateway.text}` : `${proof.to} is no region of the account`
        )
      ]
    } catch (error) {
      abort.throwIfAborted()
      return [check('account', `${proof.to} writes`, 'Unknown', `Not readable: ${asFailure(error).message}`)]
    }
  }

  function accountSays(account: DataAccount): readonly [Check['status'], string] {
    const writer = writerOf(account)?.name ?? ''
    const order = account.regions.map(({ name }) => name).join(', ')
    const isMoved = isSameRegion(writer, proof.to) && isSameRegion(account.regions[0]?.name ?? '', proof.to)
    const isGone = proof.how === 'planned' || !account.regions.some(({ name }) => isSameRegion(name, proof.from))
    const text = `${writer} writes, of ${order}; ${account.account} is ${account.state}`
    return [isMoved && isGone && account.state.toLowerCase() === 'succeeded' ? 'True' : 'False', text]
  }

  function check(name: string, title: string, status: Check['status'], evidence: string): Check {
    return { name, title, status, evidence, blocks: status !== 'True', observedAt: clock.now().toISOString() }
  }
}
