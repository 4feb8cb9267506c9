import type { Lever } from '../../ports/lever.ts'
import { workloadSight, type CanarySight } from '../../providers/flagger/canary-sight.ts'
import { canaryFits, canaryKey, judgeCanary, planOfCanary, type CanaryStand } from '../canary-frame/index.ts'
import { abortShape } from './abort-shape.ts'
import { abortChoice, abortOptions, optionsTitle } from './choice.ts'
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
  judge: (world) => judgeCanary(world, standOf, optionsTitle),
  options: (world) => (judgeCanary(world, standOf).state === 'fits' ? abortOptions : []),
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
      const trap = { id: leverId, severity: 'refused', lead: 'Refused:', text: shape.reason, source, command } as const
      return { kind: 'refused', reason: shape.reason, source, trap }
    }),
  stillFits: canaryFits,
  planKey: canaryKey,
  prove: proveAbort
}

const source = 'fluxcd/flagger pkg/controller/scheduler.go advanceCanary'

function standOf(sight: CanarySight): CanaryStand {
  const shape = abortShape(sight)
  if (shape.kind === 'not')
    return { state: shape.state, reason: shape.reason, ...(shape.state === 'refused' ? { source } : {}) }
  const { canary, hung } = sight
  const at = `${canary.name} is on trial with ${canary.failedChecks} of ${canary.threshold} checks failed`
  const leaves = ['The release in its source']
  if (!shape.movesTraffic)
    return {
      state: 'fits',
      reason: `${at}; Flagger takes its users off it at the next check.`,
      takesEffectMs: canary.intervalMs,
      leaves
    }
  if (shape.order === 'trafficOnly')
    return {
      state: 'fits',
      reason:
        hung === null
          ? `${at}, and Flagger does not react: its traffic is moved, and it is put back.`
          : `${hung.text} It is done without Flagger: its traffic is moved, and it is put back.`,
      takesEffectMs: 2_000,
      leaves: [
        ...leaves,
        hung === null
          ? 'Flagger, which may go on once it is back'
          : 'Flagger, which rolls back itself once its write is taken'
      ]
    }
  return {
    state: 'fits',
    reason: `${at}: all traffic to the primary at once, and rolled back at the next check.`,
    takesEffectMs: 2_000,
    leaves
  }
}
