import type { StepId } from '../../../contract/index.ts'
import { routeWeightsStep } from '../../actions/route-weights/index.ts'
import { suspendStep } from '../../actions/canary-suspend/index.ts'
import type { RouteEdit } from '../../ports/route-edit.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { DoStep, KeepStep, Step, WaitStep } from '../../ports/step.ts'
import { canaryResource } from '../../providers/flagger/canary-object.ts'
import { phaseLine, type FreshCanary } from '../canary-frame/index.ts'
import { inTurn } from '../plan-frame/index.ts'
import type { AbortShape } from './abort-shape.ts'
import type { Armed } from './armed-rollback.ts'

type Going = Extract<AbortShape, { readonly kind: 'abort' }>

/** What the steps are made of; `undo` is null where the target is to be left as it is. */
export interface AbortParts {
  readonly shape: Going
  readonly armed: Armed
  readonly edits: readonly RouteEdit[]
  readonly undo: ((after: readonly StepId[]) => DoStep) | null
}

/** A check needs time for itself: hooks of up to 10 s, queries, and writing what it found. */
const checkMs = 60_000

/** The steps of an abort, in the order that its shape asks for; each begins when the one before it is done. */
export function abortSteps(tools: PlanTools, fresh: FreshCanary, parts: AbortParts): readonly Step[] {
  const { shape, armed, edits, undo } = parts
  const isNative = shape.order !== 'trafficOnly'
  const weights = edits.map(
    (edit, index) =>
      (after: readonly StepId[]): Step =>
        weightsStep(tools, edit, index, after)
  )
  const resume = shape.resumes ? [(after: readonly StepId[]): Step => resumeStep(tools, fresh, after)] : []
  const put = undo ? [undo] : []
  const arm = (after: readonly StepId[]): Step => armed.step(after)
  const again = (after: readonly StepId[]): Step => armed.step(after, true)
  const wait = (after: readonly StepId[]): Step => waitStep(tools, fresh, after)
  const disarm = armed.disarm ? [armed.disarm] : []
  const makers = {
    armFirst: [arm, ...weights, ...resume, ...(armed.by === 'failedChecks' ? [again] : []), wait, ...disarm, ...put],
    trafficFirst: [...weights, ...put, arm, ...resume, wait, ...disarm],
    trafficOnly: [...weights, ...put]
  }[shape.order]
  return inTurn(makers, [keepStep(fresh, isNative)])
}

/** All of one route to the primary. */
export function weightsStep(tools: PlanTools, edit: RouteEdit, index: number, after: readonly StepId[]): DoStep {
  const { name } = edit.object.metadata
  return routeWeightsStep(tools, edit, {
    id: `weights-${index + 1}`,
    title: `All traffic of ${name} to the primary, found by destination`,
    // Flagger may advance a step until then: whatever the weights are, all of it goes to the primary.
    weights: 'whatever',
    // Flagger moves them itself when it rolls back.
    onFailure: 'goOn',
    after
  })
}

function resumeStep({ context }: PlanTools, { canaryTarget }: FreshCanary, after: readonly StepId[]): DoStep {
  return suspendStep({ id: 'resume', target: canaryTarget, context, from: true, to: false, after })
}

function waitStep({ context }: PlanTools, { canary, canaryTarget }: FreshCanary, after: readonly StepId[]): WaitStep {
  const atMostMs = 2 * canary.intervalMs + checkMs
  return {
    kind: 'wait',
    id: 'failed',
    title: 'Flagger rolls back at its check: Failed, and the target without pods',
    gate: { kind: 'check', check: 'canary failed', target: canaryTarget, forMs: 0 },
    waitsBy: phaseLine(context, canary, 'Failed', atMostMs),
    atMostMs,
    onTime: 'stop',
    after
  }
}

/** What the rollback destroys: the status counts anew, and the pods of the target are gone. */
function keepStep({ canary }: FreshCanary, isNative: boolean): KeepStep {
  const { namespace, name, target, primary } = canary
  const deployment = (of: string) => ({ group: 'apps', version: 'v1', resource: 'deployments', namespace, name: of })
  return {
    kind: 'keep',
    id: 'evidence',
    title: isNative ? 'Keep how the run stood, before it is counted anew' : 'Keep how the run stood',
    what: { objects: [{ ...canaryResource, namespace, name }, deployment(target.name), deployment(primary)] },
    deadlineMs: 3_000,
    after: []
  }
}
