import * as z from 'zod/mini'
import { numberAt } from '../../lib/json-access.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import { workloadReady } from '../../providers/flagger/workload-ready.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { canaryProof, isPromoted, proveCanary, proveUsers, type CanaryCondition } from '../canary-frame/index.ts'
import { readAway } from './away.ts'

export const abortProof = z.extend(canaryProof, {
  /** Whether Flagger was there to roll back. */
  isNative: z.boolean(),
  movesTraffic: z.boolean(),
  /** Whether the target was put back on the promoted template. */
  undoes: z.boolean()
})
export type AbortProof = z.infer<typeof abortProof>

const watchMs = 30 * 60_000

/** Phases of the proof as lines of the run. */
export function abortPhases(checkMs: number) {
  return [
    { id: 'traffic', title: 'Prove it: phase, weights, target, primary', expectedMs: checkMs },
    { id: 'errorRatio', title: 'Prove it: errors and latency of the primary', expectedMs: 120_000 }
  ]
}

/** @throws the abort reason. */
export async function proveAbort(proving: Proving<AbortProof>): Promise<Proven> {
  const { proof } = proving
  const checks = await proveCanary(proving, 'traffic', conditions(proof))
  const isThere = checks.every(({ blocks }) => !blocks)
  const users = await proveUsers(
    proving,
    { name: proof.primary, namespace: proof.namespace },
    { phase: 'traffic', checks, isThere }
  )
  const all = [...checks, ...users]
  return { checks: all, proved: all.every(({ blocks }) => !blocks), seen: null, watchMs }
}

function conditions({ isNative, movesTraffic, undoes }: AbortProof): readonly CanaryCondition[] {
  return [
    {
      name: 'phase',
      title: 'Flagger has rolled back',
      needed: isNative,
      covers: isNative ? ['outcome', 'rollout'] : [],
      look: ({ canary }) => ({
        status: canary.failed === 'analysis' ? 'True' : isNative ? 'Unknown' : 'False',
        evidence: `Its phase is ${canary.phaseText || 'Initializing'}, ${canary.failedChecks} of ${canary.threshold} checks failed`
      })
    },
    {
      name: 'traffic',
      title: 'No route sends anything to the target',
      needed: movesTraffic,
      covers: movesTraffic && !isNative ? ['outcome', 'rollout'] : [],
      async look({ canary, place, abort }) {
        const { targetShare, obstacles } = await readAway(place, canary, abort)
        if (targetShare === null)
          return { status: 'Unknown', evidence: obstacles[0] ?? 'No route was found that reaches it' }
        const evidence = `${Math.round(targetShare * 100)} % is configured for ${canary.target.name}`
        return { status: targetShare === 0 ? 'True' : 'False', evidence }
      }
    },
    {
      name: 'target',
      title: 'The target is off the failed release',
      needed: undoes,
      look({ canary, target, primary }) {
        if (target === null || primary === null) return { status: 'Unknown', evidence: 'Its workloads were not found' }
        const isBack = isPromoted(primary, target, templateOf(target))
        const pods = numberAt(target, 'spec', 'replicas') ?? 1
        const evidence = `${canary.target.name} asks for ${pods} pods of ${isBack ? 'the promoted template' : 'another template than the promoted one'}`
        return { status: isBack ? 'True' : 'False', evidence }
      }
    },
    {
      name: 'primary',
      title: 'The primary is ready',
      needed: true,
      covers: ['pods'],
      look({ canary, primary, place }) {
        if (primary === null) return { status: 'False', evidence: `${canary.primary} is not there` }
        const seen = workloadReady(primary, { deadlineMs: canary.progressDeadlineMs, now: place.clock.now() })
        const ready = numberAt(primary, 'status', 'readyReplicas') ?? 0
        const isWell = seen.ready && ready > 0
        const evidence = `${ready} of ${numberAt(primary, 'spec', 'replicas') ?? 1} pods ready${seen.ready ? '' : `, ${seen.reason}`}`
        return { status: isWell ? 'True' : 'False', evidence }
      }
    }
  ]
}
