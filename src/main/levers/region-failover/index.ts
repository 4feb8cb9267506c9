import { failoverGroup } from '../../actions/failover-group/index.ts'
import { postgresReplica } from '../../actions/postgres-replica/index.ts'
import { writeRegion } from '../../actions/write-region/index.ts'
import type { Lever } from '../../ports/lever.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { proveRegion, regionActions, regionProof, regionStillFits, type RegionProof } from '../region-frame/index.ts'
import { failoverOptions, judgeFailover } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planFailover } from './plan.ts'
import { failoverChoice } from './situation.ts'

/**
 * Leads users to another region by Traffic Manager: the other endpoint is enabled and proved well before this one is
 * disabled. The written order, the other way round, leaves nobody an answer in between. Where it is plain what becomes of the
 * data, its write region moves last.
 */
export const regionFailover: Lever<RegionProof> = {
  id: leverId,
  title: 'Fail over the region',
  verb: 'fail over',
  choice: failoverChoice,
  proof: regionProof,
  knows: {
    actions: [...regionActions, writeRegion.id, failoverGroup.id, postgresReplica.id],
    scenarios: {
      helps: [
        'region-down',
        'region-stand-in-fails',
        'region-throttled',
        'region-token-expires',
        'region-answer-lost',
        'region-data-answer-lost',
        'region-operation-fails',
        'region-poll-refused',
        'region-second-operator',
        'region-nested',
        'region-multi-write',
        'region-third-next',
        'region-long-ttl',
        'region-flat-name',
        'region-sql',
        'region-postgres'
      ],
      refused: ['bad-deploy', 'region-stand-in-unwell', 'region-locked']
    },
    fidelity: [
      'az network traffic-manager endpoint update',
      'az cosmosdb failover-priority-change',
      'az cosmosdb offline-region',
      'az sql failover-group set-primary',
      'az postgres flexible-server replica promote'
    ],
    undo: 'fail back to what stood before; only Microsoft brings back what was taken offline'
  },
  judge: judgeFailover,
  options: failoverOptions,
  plan: planFailover,
  stillFits: ({ basis }, world) => regionStillFits(basis, world),
  planKey(world) {
    const seen = seenRegion(world)
    return seen
      ? seen.profile.endpoints.map(({ id, status, monitorStatus }) => `${id} ${status} ${monitorStatus}`).join(',')
      : ''
  },
  prove: proveRegion
}
