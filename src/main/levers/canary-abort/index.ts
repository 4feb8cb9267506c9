import type { Lever } from '../../ports/lever.ts'
import { workloadSight } from '../../providers/flagger/canary-sight.ts'
import { canaryFits, canaryKey, planOfCanary } from '../canary-frame/index.ts'
import { abortShape } from './abort-shape.ts'
import { abortChoice, abortOptions } from './choice.ts'
import { judgeCanaryAbort, notAbortedBy } from './judge.ts'
import { leverId } from './lever-id.ts'
import { planAbort } from './plan.ts'
import { planRest } from './plan-rest.ts'
import { abortPhases, abortProof, proveAbort, type AbortProof } from './prove.ts'

export { readAway } from './away.ts'
export { abortPhases, abortProof, proveAbort, type AbortProof }

/** Takes a release on trial off all users at once, and has Flagger roll it back at its next check. */
export const canaryAbort: Lever<AbortProof> = {
  id: leverId,
  title: 'Abort the canary',
  verb: 'abort the canary',
  choice: abortChoice,
  proof: abortProof,
  knows: {
    actions: ['canary-failed-checks', 'canary-hook', 'canary-suspend', 'route-weights', 'deployment-undo'],
    scenarios: {
      helps: [
        'flagger-owned',
        'canary-failing-10',
        'canary-failing-30',
        'canary-failing-50',
        'canary-crash-loop',
        'gate-waiting',
        'suspended-and-forgotten',
        'ab-test',
        'flagger-dead',
        'sticky-users'
      ],
      refused: ['primary-not-ready', 'bad-promotion']
    },
    fidelity: [
      'kubectl patch canaries.flagger.app NAME --subresource=status --type=merge -p {"status":{"failedChecks":N}}'
    ],
    undo: 'release it again: what it shows is tried from the first step'
  },
  judge: judgeCanaryAbort,
  options: (world) => (judgeCanaryAbort(world).state === 'fits' ? abortOptions : []),
  plan: (request, tools) =>
    planOfCanary(tools, async (fresh) => {
      const { canary, target, primary, sight } = fresh
      const now = tools.world.now
      const shape = abortShape({
        canary,
        target: workloadSight(target ?? undefined, canary, now),
        primary: workloadSight(primary ?? undefined, canary, now),
        liveness: sight.liveness,
        hung: sight.hung
      })
      if (shape.kind === 'abort') return planAbort(request, tools, fresh, shape)
      if (request.continues?.how === 'goOn' && canary.failed === 'analysis') return planRest(request, tools, fresh)
      if (shape.state === 'notNeeded') return { kind: 'notNeeded', reason: shape.reason }
      const command = `kubectl get canaries.flagger.app ${canary.name}`
      const [text, source] = [shape.reason, notAbortedBy]
      const trap = { id: leverId, severity: 'refused', lead: 'Refused:', text, source, command } as const
      return { kind: 'refused', reason: text, source, trap }
    }),
  stillFits: canaryFits,
  planKey: canaryKey,
  prove: proveAbort
}
