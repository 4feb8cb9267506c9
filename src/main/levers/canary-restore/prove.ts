import * as z from 'zod/mini'
import type { Check } from '../../../contract/index.ts'
import { numberAt } from '../../lib/json-access.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import { workloadReady } from '../../providers/flagger/workload-ready.ts'
import { asksForTarget, undoFacts } from '../../providers/kubernetes/undo-target.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { templateDigest } from '../../providers/kubernetes/template-digest.ts'
import { heldChecks } from '../held-rollback/index.ts'
import { canaryProof, proveCanary, proveUsers, type CanaryCondition } from '../canary-frame/index.ts'

export const restoreProof = z.extend(canaryProof, {
  /** Digest of the release that is on the primary already, where an earlier plan brought it back; left out where this one does. */
  release: z.optional(z.string())
})
export type RestoreProof = z.infer<typeof restoreProof>

const watchMs = 30 * 60_000

/** Phases of the proof as lines of the run. */
export function restorePhases(expectedMs: number) {
  return [
    { id: 'primary', title: 'Prove it: the primary has the release, and is ready', expectedMs },
    { id: 'errorRatio', title: 'Prove it: errors and latency of the primary', expectedMs: 120_000 }
  ]
}

/** @throws the abort reason. */
export async function proveRestore(proving: Proving<RestoreProof>): Promise<Proven> {
  const { proof } = proving
  const checks = await proveCanary(proving, 'primary', [releaseCondition(proving), readyCondition])
  const isThere = checks.every(({ blocks }) => !blocks)
  const users = await proveUsers(
    proving,
    { namespace: proof.namespace, name: proof.primary },
    { phase: 'primary', checks, isThere }
  )
  const all = [...checks, ...users, ...(await heldChecks(proving))]
  return { checks: all, proved: all.every(({ blocks }) => !blocks), seen: null, watchMs }
}

function releaseCondition({ mutations, proof }: Proving<RestoreProof>): CanaryCondition {
  const undo = mutations.find(
    ({ target, facts }) =>
      target.api === 'kubernetes' && target.name === proof.primary && undoFacts.safeParse(facts).success
  )
  const facts = undoFacts.safeParse(undo?.facts)
  return {
    name: 'release',
    title: 'The primary has the release that was brought back',
    needed: true,
    covers: ['outcome'],
    look({ primary }) {
      if (primary !== null && proof.release !== undefined)
        return asks(templateDigest(templateOf(primary)) === proof.release, 'the release that was brought back')
      if (primary === null || !undo || !facts.success)
        return { status: 'Unknown', evidence: 'The record does not say what was sent' }
      const isThere = asksForTarget({ facts: facts.data, request: undo.request }, primary)
      return asks(isThere, `the template of revision ${facts.data.toRevision}`)
    }
  }
}

function asks(isThere: boolean, what: string): Pick<Check, 'status' | 'evidence'> {
  return isThere
    ? { status: 'True', evidence: `It asks for ${what}` }
    : { status: 'False', evidence: `It does not ask for ${what}` }
}

const readyCondition: CanaryCondition = {
  name: 'primary',
  title: 'The primary is ready',
  needed: true,
  covers: ['rollout', 'pods'],
  look({ canary, primary, place }) {
    if (primary === null) return { status: 'False', evidence: `${canary.primary} is not there` }
    const seen = workloadReady(primary, { deadlineMs: canary.progressDeadlineMs, now: place.clock.now() })
    const ready = numberAt(primary, 'status', 'readyReplicas') ?? 0
    const evidence = `${ready} of ${numberAt(primary, 'spec', 'replicas') ?? 1} pods ready${seen.ready ? '' : `, ${seen.reason}`}`
    return { status: seen.ready && ready > 0 ? 'True' : 'False', evidence }
  }
}
