import type { StepId } from '../../../contract/index.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import type { Step } from '../../ports/step.ts'
import { canaryBasis, proofOf, type FreshCanary } from '../canary-frame/index.ts'
import { framePlan, inTurn } from '../plan-frame/index.ts'
import { disarmIn } from './armed-rollback.ts'
import { readAway, type Away } from './away.ts'
import { leverId } from './lever-id.ts'
import { abortPhases, type AbortProof } from './prove.ts'
import { putBack } from './put-back-target.ts'
import { weightsStep } from './steps.ts'

/** How long the proof waits for what is seen after the last step, milliseconds by the clock of the place. */
const provedWithinMs = 120_000

/**
 * What is left of an abort that stopped after Flagger had been told, once Flagger has rolled back: by what is read now, never by what
 * was planned then. The hook is taken out, routes that send to the target still are drained, and the target is put back on the
 * promoted template.
 */
export async function planRest(request: PlanRequest, tools: PlanTools, fresh: FreshCanary): Promise<PlanResult> {
  const { canary } = fresh
  const movesTraffic = canary.strategy === 'weights' || canary.mirrors
  const nothing: Away = { edits: [], targetShare: null, presentShare: null, obstacles: [] }
  const [away, undo] = await Promise.all([
    movesTraffic ? readAway(tools, canary, tools.abort) : nothing,
    putBack(tools, fresh)
  ])
  const disarm = disarmIn(tools, fresh)
  const edits = (away.targetShare ?? 0) > 0 ? away.edits : []
  const makers = [
    ...edits.map(
      (edit, index) =>
        (after: readonly StepId[]): Step =>
          weightsStep(tools, edit, index, after)
    ),
    ...(disarm ? [disarm] : []),
    ...(undo.step ? [undo.step] : [])
  ]
  if (makers.length === 0)
    return {
      kind: 'notNeeded',
      reason: `Nothing is left to send: Flagger has rolled this release back. ${undo.guards.map(({ text }) => text).join('. ')}.`
    }
  const steps = inTurn(makers)
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: { by: disarm ? 'hook' : 'failedChecks' },
    words: {
      title: `Finish aborting the canary ${canary.name}`,
      doing: `Finishing the abort of the canary ${canary.name}`,
      done: 'Aborted'
    },
    order: { atOnce: 1, stopAfterFailures: edits.length },
    changes: [],
    guards: [
      { id: 'flagger', status: 'passed', text: `Flagger has rolled ${canary.name} back already` },
      ...away.obstacles.map((text) => ({ id: 'routes', status: 'warning', text }) as const),
      ...undo.guards,
      { id: 'preview', status: 'passed', text: 'Server accepted the dry runs' }
    ],
    notes: [
      'What an earlier plan has done stays and is not sent again: this is what is left of it by what is read now.'
    ],
    blast: blastOf(edits.length, disarm !== null, undo.step !== null),
    takesEffect: 'at once; no user is on the release',
    takesEffectMs: 2_000,
    expectedMs: 10_000,
    inverse: null,
    withoutYou: {
      text: `${canary.target.name} stays on the failed release`,
      detail: 'Without pods, until its source or somebody changes it.'
    },
    preview: { status: 'accepted', text: 'Server accepted the dry runs' },
    typed: `${canary.name}@${tools.environment.name}`,
    isSure: true
  })
  const proof: AbortProof = {
    ...proofOf(canary, provedWithinMs),
    isNative: true,
    movesTraffic,
    undoes: undo.step !== null
  }
  const phases = abortPhases(2_000)
  const planned = { plan, steps, phases, proof, basis: canaryBasis(canary) }
  return { kind: 'plan', isChosen: request.choice !== null, planned }
}

function blastOf(routes: number, disarms: boolean, undoes: boolean): string {
  const parts = [
    ...(routes > 0 ? [`${routes} ${routes === 1 ? 'route' : 'routes'}`] : []),
    ...(disarms ? ['1 canary'] : []),
    ...(undoes ? ['1 Deployment'] : []),
    '0 primaries'
  ]
  return parts.join(', ')
}
