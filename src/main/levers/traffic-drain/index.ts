import { routeWeights } from '../../actions/route-weights/index.ts'
import { suspendCanary } from '../../actions/canary-suspend/index.ts'
import { at } from '../../lib/json-access.ts'
import type { Lever } from '../../ports/lever.ts'
import { drainChoice } from './choice.ts'
import { drainOptions, judgeDrain } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planDrain } from './plan-drain.ts'
import { drainProof, type DrainProof } from './proof.ts'
import { proveDrain } from './prove-drain.ts'
import { situationIn } from './situation.ts'
import { isNotNewer, versionsOf } from './versions.ts'

/** Moves requests from one Deployment to another by the weights of the routes that reach them; no pod is touched. */
export const trafficDrain: Lever<DrainProof> = {
  id: leverId,
  title: 'Drain by weights',
  verb: 'drain it',
  choice: drainChoice,
  proof: drainProof,
  knows: {
    actions: [routeWeights.id, suspendCanary.id],
    scenarios: {
      helps: ['three-destinations', 'delegated-routes', 'flagger-dead', 'ab-test'],
      refused: ['primary-not-ready']
    },
    fidelity: ['kubectl patch virtualservices.networking.istio.io NAME --type=json -p [...]'],
    undo: 'the same lever, with what stays as it was'
  },
  judge: judgeDrain,
  options: drainOptions,
  plan: planDrain,
  stillFits({ basis }, world) {
    const situation = situationIn(world)
    return situation === null || isNotNewer(situation, at(basis, 'versions'))
  },
  planKey(world) {
    const situation = situationIn(world)
    return situation === null ? '' : [...versionsOf(situation)].join(' ')
  },
  prove: proveDrain
}
