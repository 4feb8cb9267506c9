import * as z from 'zod/mini'
import { suspendCanary as action, suspendStep } from '../../actions/canary-suspend/index.ts'
import { at } from '../../lib/json-access.ts'
import type { Lever } from '../../ports/lever.ts'
import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { canaryFits, canaryKey } from './basis.ts'
import { planOfCanary } from './fresh.ts'
import { judgeCanary, type CanaryStand } from './judge.ts'
import { canaryProof, proveCanary, type CanaryProof } from './prove.ts'
import { planSuspension, suspensionChecks } from './suspension.ts'

/** What differs between suspending a Canary and resuming it. */
export interface SuspensionLever extends Pick<Lever, 'id' | 'title' | 'verb'> {
  /** Whether it is suspended afterwards. */
  readonly to: boolean
  /** The lever that takes it back. */
  readonly inverse: string
  /** Of its step. */
  readonly stepId: string
  readonly scenarios: Lever['knows']['scenarios']
  /** Where it is so already. */
  readonly notNeeded: string
  readonly standOf: (sight: CanarySight) => CanaryStand
}

/** A lever that writes `spec.suspend` of a Canary, and nothing else. */
export function suspensionLever(lever: SuspensionLever): Lever<CanaryProof> {
  const { id, title, verb, to, inverse, stepId, scenarios, notNeeded, standOf } = lever
  return {
    id,
    title,
    verb,
    choice: z.strictObject({}),
    proof: canaryProof,
    knows: {
      actions: [action.id],
      scenarios,
      fidelity: [`kubectl patch canaries.flagger.app NAME --type=merge -p {"spec":{"suspend":${to}}}`],
      undo: inverse
    },
    judge: (world) => judgeCanary(world, standOf),
    options: () => [],
    plan: (request, tools) =>
      planOfCanary(tools, async (fresh) => {
        if (fresh.canary.suspended === to) return { kind: 'notNeeded', reason: notNeeded }
        const step = suspendStep({
          id: stepId,
          target: fresh.canaryTarget,
          context: tools.context,
          from: at(fresh.object, 'spec', 'suspend'),
          to
        })
        return planSuspension({ lever: id, inverse, fresh, step, request, tools })
      }),
    stillFits: canaryFits,
    planKey: canaryKey,
    async prove(proving) {
      const checks = await proveCanary(proving, 'suspension', suspensionChecks(to))
      return { checks, proved: checks.every(({ blocks }) => !blocks), seen: null, watchMs: 0 }
    }
  }
}
