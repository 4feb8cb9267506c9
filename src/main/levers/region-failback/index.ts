import type { Lever } from '../../ports/lever.ts'
import { differences, type ExpectedProfile } from '../../providers/azure/fingerprint.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { proveRegion, regionActions, regionProof, type RegionProof } from '../region-frame/index.ts'
import { judgeFailback } from './judge.ts'
import { planFailback } from './plan.ts'
import { failbackChoice, regionFailbackId } from './snapshot.ts'

export { regionFailbackId, snapshotOf } from './snapshot.ts'

/** Leads users back as they were led before a failover: to the statuses that were recorded, and not to a guess. */
export const regionFailback: Lever<RegionProof> = {
  id: regionFailbackId,
  title: 'Fail back the region',
  verb: 'fail back',
  choice: failbackChoice,
  proof: regionProof,
  knows: {
    actions: regionActions,
    scenarios: { helps: ['region-down'], refused: ['bad-deploy'] },
    fidelity: ['az network traffic-manager endpoint update'],
    undo: 'the statuses that stood before it'
  },
  judge: judgeFailback,
  // What stood before is in the run that failed over, whose way back chooses it.
  options: () => [],
  plan: planFailback,
  stillFits({ basis }, world) {
    const seen = seenRegion(world)
    return seen === null || differences(seen.profile, basis as ExpectedProfile).length === 0
  },
  planKey: (world) => JSON.stringify(seenRegion(world)?.profile.endpoints.map(({ id, status }) => [id, status]) ?? []),
  prove: proveRegion
}
