import { failoverGroup } from '../../actions/failover-group/index.ts'
import { postgresReplica } from '../../actions/postgres-replica/index.ts'
import { writeRegion } from '../../actions/write-region/index.ts'
import type { Lever } from '../../ports/lever.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { proveRegion, regionActions, regionProof, regionStillFits, type RegionProof } from '../region-frame/index.ts'
import { judgeFailback } from './judge.ts'
import { planFailback } from './plan.ts'
import { failbackChoice, regionFailbackId } from './snapshot.ts'

export { regionFailbackId, snapshotOf } from './snapshot.ts'

/** Leads users back as they were led before a failover, the data first: to what was recorded, and not to a guess. */
export const regionFailback: Lever<RegionProof> = {
  id: regionFailbackId,
  title: 'Fail back the region',
  verb: 'fail back',
  choice: failbackChoice,
  proof: regionProof,
  knows: {
    actions: [...regionActions, writeRegion.id, failoverGroup.id, postgresReplica.id],
    scenarios: { helps: ['region-down'], refused: ['bad-deploy'] },
    fidelity: [
      'az network traffic-manager endpoint update',
      'az cosmosdb failover-priority-change',
      'az sql failover-group set-primary',
      'az postgres flexible-server replica promote'
    ],
    undo: 'what stood before it'
  },
  judge: judgeFailback,
  // What stood before is in the run that failed over, whose way back chooses it.
  options: () => [],
  plan: planFailback,
  stillFits: ({ basis }, world) => regionStillFits(basis, world),
  planKey: (world) => JSON.stringify(seenRegion(world)?.profile.endpoints.map(({ id, status }) => [id, status]) ?? []),
  prove: proveRegion
}
