import { numberAt } from '../../lib/json-access.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import { workloadReady } from '../../providers/flagger/workload-ready.ts'
import { asksForTarget, undoFacts } from '../../providers/kubernetes/undo-target.ts'
import { heldChecks } from '../held-rollback/index.ts'
import { proveCanary, proveUsers, type CanaryCondition, type CanaryProof } from '../canary-frame/index.ts'

const watchMs = 30 * 60_000

/** Phases of the proof as lines of the run. */
export function restorePhases(expectedMs: number) {
  return [
    { id: 'primary', title: 'Prove it: the primary has the release, and is ready', expectedMs },
    { id: 'errorRatio', title: 'Prove it: errors and latency of the primary', expectedMs: 120_000 }
  ]
}

/** @throws the abort reason. */
export async function proveRestore(proving: Proving<CanaryProof>): Promise<Proven> {
  const { proof } = proving
  const checks = await proveCanary(proving, 'primary', [releaseCondition(proving), readyCondition])
  const isThere = checks.every(({ blocks }) => !blocks)
  const users = await proveUsers(proving, { namespace: proof.namespace, name: proof.primary }, checks, isThere)
  const all = [...checks, ...users, ...(await heldChecks(proving))]
  return { checks: all, proved: all.every(({ blocks }) => !blocks), seen: null, watchMs }
}

function releaseCondition({ mutations, proof }: Proving<CanaryProof>): CanaryCondition {
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
      if (primary === null || !undo || !facts.success)
        return { status: 'Unknown', evidence: 'The record does not say what was sent' }
      const isThere = asksForTarget({ facts: facts.data, request: undo.request }, primary)
      const text = `revision ${facts.data.toRevision}`
      return {
        status: isThere ? 'True' : 'False',
        evidence: isThere ? `It asks for the template of ${text}` : `It does not ask for the template of ${text}`
      }
    }
  }
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
