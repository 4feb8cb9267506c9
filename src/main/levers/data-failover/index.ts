import { writeRegion } from '../../actions/write-region/index.ts'
import type { Lever, World } from '../../ports/lever.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { moveChoice } from '../../providers/azure/data-move.ts'
import { accountBasis, dataProof, type DataProof } from '../data-frame/index.ts'
import { dataOptions, judgeData } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planData } from './plan.ts'
import { proveData } from './prove.ts'

/**
 * Moves the region that the data is written in: by the planned change where both regions answer, by taking the write region
 * offline where it is down, and not at all where every region writes. It waits for nothing that moves users, and has an
 * approval of its own, because taking a region offline cannot be taken back.
 */
export const dataFailover: Lever<DataProof> = {
  id: leverId,
  title: 'Move the write region',
  verb: 'move the write region',
  choice: moveChoice,
  proof: dataProof,
  knows: {
    actions: [writeRegion.id],
    scenarios: { helps: ['region-down'], refused: ['region-multi-write'] },
    fidelity: ['az cosmosdb failover-priority-change', 'az cosmosdb offline-region'],
    undo: 'the planned change back; only Microsoft brings back what was taken offline'
  },
  judge: judgeData,
  options: dataOptions,
  plan: planData,
  stillFits({ basis }, world) {
    const account = accountOf(world)
    return account === null || accountBasis(account) === basis
  },
  planKey(world) {
    const { state, reason } = judgeData(world)
    return `${state} ${reason}`
  },
  prove: proveData
}

function accountOf(world: World) {
  const data = seenRegion(world)?.data
  return data?.kind === 'account' ? data.account : null
}
