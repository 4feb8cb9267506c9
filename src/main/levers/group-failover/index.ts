import { failoverGroup } from '../../actions/failover-group/index.ts'
import type { Lever } from '../../ports/lever.ts'
import { groupBasis } from '../../providers/azure/group-part.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { groupProof, type GroupProof } from '../sql-frame/index.ts'
import { groupChoice } from './choice.ts'
import { groupOptions, judgeGroup } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planGroup } from './plan.ts'
import { proveGroup } from './prove.ts'

/**
 * Fails a failover group of Azure SQL over by itself: for one that was left out of a failover, or that alone is to be moved. Planned
 * where both servers answer, forced where the primary is down.
 */
export const groupFailover: Lever<GroupProof> = {
  id: leverId,
  title: 'Fail over Azure SQL',
  verb: 'fail over Azure SQL',
  choice: groupChoice,
  proof: groupProof,
  knows: {
    actions: [failoverGroup.id],
    scenarios: { helps: ['region-sql'], refused: ['region-down'] },
    fidelity: ['az sql failover-group set-primary'],
    undo: 'the planned failover back; what a forced one lost stays lost'
  },
  judge: judgeGroup,
  options: groupOptions,
  plan: planGroup,
  stillFits({ basis }, world) {
    const sql = seenRegion(world)?.sql
    return sql?.kind !== 'group' || groupBasis(sql.group) === basis
  },
  planKey(world) {
    const { state, reason } = judgeGroup(world)
    return `${state} ${reason}`
  },
  prove: proveGroup
}
