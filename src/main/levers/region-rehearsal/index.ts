import type { Lever } from '../../ports/lever.ts'
import { differences, type ExpectedProfile } from '../../providers/azure/fingerprint.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { proveRegion, regionActions, regionProof, type RegionProof } from '../region-frame/index.ts'
import { judgeRehearsal, rehearsalOptions } from './judge.ts'
import { planRehearsal, rehearsalChoice } from './plan.ts'

/**
 * Enables the endpoint that would be failed over to, while a better priority is answered, proves it well, and disables it
 * again: what a failover begins with is tried, and nobody is led there.
 */
export const regionRehearsal: Lever<RegionProof> = {
  id: 'regionRehearsal',
  title: 'Rehearse the failover',
  verb: 'rehearse',
  choice: rehearsalChoice,
  proof: regionProof,
  knows: {
    actions: regionActions,
    scenarios: { helps: ['region-switch'], refused: ['region-geographic', 'bad-deploy'] },
    fidelity: ['az network traffic-manager endpoint update'],
    undo: 'it ends as it began'
  },
  judge: judgeRehearsal,
  options: rehearsalOptions,
  plan: planRehearsal,
  stillFits({ basis }, world) {
    const seen = seenRegion(world)
    return seen === null || differences(seen.profile, basis as ExpectedProfile).length === 0
  },
  planKey: (world) =>
    JSON.stringify(
      seenRegion(world)?.profile.endpoints.map(({ id, status, monitorStatus }) => [id, status, monitorStatus]) ?? []
    ),
  prove: proveRegion
}
