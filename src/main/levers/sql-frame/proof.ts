import * as z from 'zod/mini'
import { asFailure, type Check } from '../../../contract/index.ts'
import type { FailoverGroup } from '../../ports/failover-group.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import type { GroupMove } from '../../providers/azure/group-part.ts'
import { askSqlServer, freshGroup, hostsOf, sideOf } from '../../providers/azure/group-target.ts'

const side = z.object({ group: z.string(), server: z.string(), location: z.string() })

/** What proves that a group has been failed over. */
export const groupProof = z.object({
  subscription: z.string(),
  failoverGroup: z.string(),
  how: z.enum(['planned', 'forced']),
  from: side,
  to: side
})
export type GroupProof = z.infer<typeof groupProof>

/** What will prove a failover. */
export function proofOfMove({ how, group, from, to }: GroupMove): GroupProof {
  const names = ({ group: of, server, location }: GroupProof['to']) => ({ group: of, server, location })
  return { subscription: group.subscription, failoverGroup: group.name, how, from: names(from), to: names(to) }
}

/**
 * The role that each server gives itself, and whether the new primary answers. What an application writes is not seen with the
 * rights of Resource Manager.
 * @throws the abort reason.
 */
export async function groupChecks(proof: GroupProof, place: ReadPlace, abort: AbortSignal): Promise<readonly Check[]> {
  const { subscription, failoverGroup, from, to } = proof
  const title = `${to.server} is primary of ${failoverGroup}`
  try {
    const azure = azureOf(place)
    const group = await freshGroup(
      azure,
      { subscription, group: to.group, server: to.server, failoverGroup },
      { subscription, ...from },
      abort
    )
    const hosts = await hostsOf(azure, group, abort).catch(() => new Map<string, string>())
    const { isWell, text } = await askSqlServer(azure, hosts.get(to.server) ?? '', abort)
    return [
      // The procedure asks whether the data is written where users are led, of whichever kind it is.
      { ...check('group', title, ...groupSays(proof, group)), covers: ['account'] },
      check('sql-server', `${to.server} answers`, isWell === null ? 'Unknown' : isWell ? 'True' : 'False', `It ${text}`)
    ]
  } catch (error) {
    abort.throwIfAborted()
    return [check('group', title, 'Unknown', `Not readable: ${asFailure(error).message}`)]
  }

  function check(name: string, of: string, status: Check['status'], evidence: string): Check {
    const observedAt = place.clock.now().toISOString()
    return { name, title: of, status, evidence, blocks: status !== 'True', observedAt }
  }
}

/** After a forced one the old primary may not be readable for as long as its region is down. */
function groupSays({ how, from, to }: GroupProof, group: FailoverGroup): readonly [Check['status'], string] {
  const [old, next] = [sideOf(group, from.server), sideOf(group, to.server)]
  const isNext = next?.role === 'Primary' && next.unread === ''
  const isOld = old?.role === 'Secondary' && old.unread === ''
  const text = `${to.server} says ${next?.role ?? 'nothing'}, ${from.server} ${old?.unread === '' ? `says ${old.role}` : 'cannot be read'}; replication is ${group.state || 'not said'}`
  return [isNext && (isOld || how === 'forced') ? 'True' : 'False', text]
}
