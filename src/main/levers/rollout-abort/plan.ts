import { failureOf, type Guard, type Owner } from '../../../contract/index.ts'
import { abortRollout, abortStep } from '../../actions/rollout-abort/index.ts'
import { deploymentTarget, deploymentUndo, undoStep } from '../../actions/deployment-undo/index.ts'
import { commandLine } from '../../lib/shell-quote.ts'
import type { Action } from '../../ports/action.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import type { DoStep, Step, WaitStep } from '../../ports/step.ts'
import { hasRun, readRollout, replicaSetOf, type Rollout } from '../../providers/kubernetes/argo-rollouts/rollout.ts'
import { undoArgv } from '../../providers/kubernetes/commands.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { jsonPatchRequest } from '../../providers/kubernetes/json-patch-request.ts'
import { ownerText } from '../../providers/kubernetes/owners/refusal.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import { templateDigest } from '../../providers/kubernetes/template-digest.ts'
import { undoBody } from '../../providers/kubernetes/undo.ts'
import { readHistory, rollbackPhases, type RollbackProof } from '../deployment-rollback/index.ts'
import { planHoldFirst, type HoldFirst } from '../held-rollback/index.ts'
import { framePlan, insecure, measuredEffectMs, planOrFailure } from '../plan-frame/index.ts'
import { leverId } from './lever-id.ts'
import { isRouteStuck, stuckText } from './stuck-route.ts'

const expectedMs = 30_000

/**
 * Plans the abort of a run, and then the undo that is pinned to the stable revision: an undo without a number goes to the
 * revision before, which may be the one that failed, and without an undo the next change of anything in the template sends
 * the bad release out again (T17).
 * @throws FailureError `cancelled` only.
 */
export async function planAbort(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const { world, reader, context, abort } = tools
  return planOrFailure(async () => {
    const { deployment, replicaSets } = await readHistory({ reader, ref: world.ref, connection: { context }, abort })
    const rollout = readRollout(deployment)
    if (!hasRun(rollout)) return { kind: 'notNeeded', reason: 'No run is on: there is nothing to abort.' }
    const [stable, bad] = [rollout.stable, rollout.current].map((hash) => replicaSetOf(rollout, hash, replicaSets))
    if (!stable || !bad) {
      const text = `The ReplicaSet of the ${stable ? 'present' : 'stable'} revision of ${rollout.name} is not there.`
      return { kind: 'failed', failure: failureOf('notFound', text, { remedy: 'Deploy the good version by its tag.' }) }
    }
    return planFresh(request, tools, { rollout, stable, bad })
  })
}

type Numbered = NonNullable<ReturnType<typeof replicaSetOf>>

interface Fresh {
  readonly rollout: Rollout
  readonly stable: Numbered
  readonly bad: Numbered
}

async function planFresh(request: PlanRequest, tools: PlanTools, fresh: Fresh): Promise<PlanResult> {
  const { rollout, stable, bad } = fresh
  const { name } = rollout
  const held = await planHoldFirst(request, tools)
  if ('failure' in held) return held
  const own = stepsOf(tools, fresh, held)
  const steps = [...held.steps, ...own]
  const sent = own.filter((step): step is DoStep => step.kind === 'do')
  const { preview, guard } = await previewPatches(
    sent,
    tools,
    (step, response) => {
      const action: Action = step.action === abortRollout.id ? abortRollout : deploymentUndo
      if (step.sends.kind !== 'fixed') return { outcome: 'succeeded' }
      return action.outcome({ ...step, request: step.sends.request }, response, null, tools)
    },
    tools.abort
  )
  const blocked = insecure(tools) ?? preview.failure
  const isStuck = isRouteStuck(rollout, tools.world)
  const { ownership } = tools.world.service
  const owners = ownership.state === 'value' ? ownership.value.owners : []
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: {},
    words: { title: `Abort the run of ${name}`, doing: `Aborting the run of ${name}`, done: 'Aborted' },
    changes: [
      {
        kind: 'value',
        title: 'Template',
        before: `revision ${bad.revision}`,
        after: `revision ${stable.revision}, stable`
      }
    ],
    guards: [
      ...(isStuck ? [{ id: 'istiod', status: 'warning' as const, text: stuckText }] : []),
      guard,
      ...held.guards,
      ...owners.filter((owner) => held.steps.length === 0 || owner.role !== 'gitops').map(ownerGuard)
    ],
    notes: [
      'Take the bad release out of its source afterwards: the next deploy of the same pipeline begins a run again.',
      'Without the undo any later change of the template would clear the abort, and the release would go out again in steps.',
      `Way back: ${commandLine(undoArgv({ context: tools.context, ref: tools.world.ref }, bad.revision))}, which begins a canary run of it.`
    ],
    blast: ['the pods of the release on trial', ...held.blast].join(', '),
    leaves: held.leaves,
    takesEffect: isStuck ? 'once istiod is back' : 'in seconds',
    takesEffectMs: measuredEffectMs.byRollout,
    expectedMs,
    inverse: null,
    withoutYou: {
      text: rollout.phase === 'Paused' ? 'stays paused, with its share' : 'goes on by its steps',
      detail: 'A Rollout without an analysis aborts nothing by itself.'
    },
    preview,
    typed: `${name}@${tools.environment.name}`,
    isSure: ownership.state === 'value' && ownership.value.state === 'known',
    ...(blocked ? { blocked } : {})
  })
  const proof: RollbackProof = { expectedMs, lastServedAt: null, drifted: [] }
  const basis = { current: rollout.current, stable: rollout.stable, isAborted: rollout.isAborted }
  return { kind: 'plan', isChosen: false, planned: { plan, steps, phases: rollbackPhases(expectedMs), proof, basis } }
}

function stepsOf(tools: PlanTools, { rollout, stable, bad }: Fresh, held: HoldFirst): readonly Step[] {
  const { object, name, isAborted } = rollout
  const { identity, context, world } = tools
  const before: Step[] = []
  if (!isAborted) {
    const abort: DoStep = {
      ...abortStep(tools, { id: 'abort', title: `Abort the run of ${name}`, rollout: object }),
      after: held.steps.slice(-1).map(({ id }) => id)
    }
    const wait: WaitStep = {
      kind: 'wait',
      id: 'aborted',
      title: 'The controller has taken it up',
      gate: { kind: 'check', check: 'rollout aborted', target: abort.target, forMs: 0 },
      atMostMs: 120_000,
      onTime: 'ask',
      after: [abort.id]
    }
    before.push(abort, wait)
  }
  const target = deploymentTarget({ identity }, object)
  const undo = undoStep(
    {
      title: `Undo to stable revision ${stable.revision}`,
      target,
      facts: {
        ref: world.ref,
        context,
        fromRevision: bad.revision,
        toRevision: stable.revision,
        toReplicaSet: stable.replicaSet.metadata.name,
        toTemplate: templateDigest(templateOf(stable.replicaSet)),
        fromTemplate: templateDigest(templateOf(object)),
        fromReplicaSet: bad.replicaSet.metadata.name
      },
      request: jsonPatchRequest(targetPath(target), undoBody(object, stable.replicaSet)),
      command: commandLine(undoArgv({ context, ref: world.ref }, stable.revision))
    },
    [...held.steps, ...before].slice(-1).map(({ id }) => id)
  )
  return [...before, undo]
}

function ownerGuard(owner: Owner): Guard {
  // What sets the number of pods leaves the template alone.
  if (owner.role === 'scaler') return { id: 'scaler', status: 'passed', text: `${owner.name}: ${owner.effect}` }
  return { id: 'owners', status: 'warning', text: `${ownerText(owner)}: the undo is put back, and a new run begins` }
}
