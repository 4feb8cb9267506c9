import { postgresReplica } from '../../actions/postgres-replica/index.ts'
import type { Lever } from '../../ports/lever.ts'
import { pairBasis } from '../../providers/azure/postgres-part.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { postgresProof, type PostgresProof } from '../postgres-frame/index.ts'
import { switchChoice } from './choice.ts'
import { judgeSwitch, switchOptions } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planSwitch } from './plan.ts'
import { proveSwitch } from './prove.ts'

/**
 * Has a replica of PostgreSQL and its primary swap roles by itself: for one that was left out of a failover, or that alone is to be
 * moved. Planned where both servers answer, forced where the primary is down.
 */
export const postgresSwitchover: Lever<PostgresProof> = {
  id: leverId,
  title: 'Switch PostgreSQL',
  verb: 'switch PostgreSQL',
  choice: switchChoice,
  proof: postgresProof,
  knows: {
    actions: [postgresReplica.id],
    scenarios: { helps: ['region-postgres', 'region-postgres-switch'], refused: ['region-down'] },
    fidelity: ['az postgres flexible-server replica promote'],
    undo: 'the planned switch back; what a forced one lost stays lost'
  },
  judge: judgeSwitch,
  options: switchOptions,
  plan: planSwitch,
  stillFits({ basis }, world) {
    const postgres = seenRegion(world)?.postgres
    return postgres?.kind !== 'pair' || pairBasis(postgres.pair) === basis
  },
  planKey(world) {
    const { state, reason } = judgeSwitch(world)
    return `${state} ${reason}`
  },
  prove: proveSwitch
}
