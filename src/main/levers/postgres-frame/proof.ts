import * as z from 'zod/mini'
import { asFailure, type Check } from '../../../contract/index.ts'
import type { PostgresPair } from '../../ports/postgres-pair.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import type { PairSwitch } from '../../providers/azure/postgres-part.ts'
import { postgresSide } from '../../providers/azure/postgres-pair-of.ts'
import { askPostgres, freshPair } from '../../providers/azure/postgres-target.ts'

const side = z.object({ group: z.string(), server: z.string(), location: z.string() })

/** What proves that a replica and its primary have swapped roles. */
export const postgresProof = z.object({
  subscription: z.string(),
  how: z.enum(['planned', 'forced']),
  from: side,
  to: side
})
export type PostgresProof = z.infer<typeof postgresProof>

/** What will prove a switch. */
export function proofOfSwitch({ how, pair, from, to }: PairSwitch): PostgresProof {
  const names = ({ group, server, location }: PostgresProof['to']) => ({ group, server, location })
  return { subscription: pair.subscription, how, from: names(from), to: names(to) }
}

/**
 * The role that each server gives itself, and whether the new primary answers. What an application writes, and where its name leads,
 * is not seen with the rights of Resource Manager.
 * @throws the abort reason.
 */
export async function postgresChecks(
  proof: PostgresProof,
  place: ReadPlace,
  abort: AbortSignal
): Promise<readonly Check[]> {
  const { subscription, from, to } = proof
  const title = `${to.server} is primary`
  try {
    const azure = azureOf(place)
    const name = ({ group, server }: PostgresProof['to']) => ({ subscription, group, server })
    const pair = await freshPair(azure, { primary: name(from), replica: name(to) }, abort)
    const { isWell, text } = await askPostgres(azure, postgresSide(pair, to.server) ?? { host: '' }, abort)
    return [
      // The procedure asks whether the data is written where users are led, of whichever kind it is.
      { ...check('postgres', title, ...pairSays(proof, pair)), covers: ['account'] },
      check(
        'postgres-server',
        `${to.server} answers`,
        isWell === null ? 'Unknown' : isWell ? 'True' : 'False',
        `It ${text}`
      )
    ]
  } catch (error) {
    abort.throwIfAborted()
    return [check('postgres', title, 'Unknown', `Not readable: ${asFailure(error).message}`)]
  }

  function check(name: string, of: string, status: Check['status'], evidence: string): Check {
    const observedAt = place.clock.now().toISOString()
    return { name, title: of, status, evidence, blocks: status !== 'True', observedAt }
  }
}

/** After a forced one the old primary may not be readable for as long as its region is down. */
function pairSays({ how, from, to }: PostgresProof, pair: PostgresPair): readonly [Check['status'], string] {
  const [old, next] = [postgresSide(pair, from.server), postgresSide(pair, to.server)]
  const isNext = next?.role === 'Primary' && next.unread === ''
  const isOld = old?.role === 'Replica' && old.unread === ''
  const text = `${to.server} says ${next?.role ?? 'nothing'}, ${from.server} ${old?.unread === '' ? `says ${old.role}` : 'cannot be read'}; replication is ${pair.replication || 'not said'}`
  return [isNext && (isOld || how === 'forced') ? 'True' : 'False', text]
}
