import * as z from 'zod/mini'
import { FailureError, failureOf, targetName, type StepId, type Target } from '../../../contract/index.ts'
import { numberAt, stringAt } from '../../lib/json-access.ts'
import type { Action, Conclusion, Look, Mutation } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { DoStep } from '../../ports/step.ts'
import {
  changed,
  objectCommand,
  conflict,
  objectActionFacts,
  objectPatch,
  concludeObject,
  lookAtObject
} from '../../providers/kubernetes/object-action.ts'
import { objectFacts } from '../../providers/kubernetes/object-facts.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import { jsonPatchRequest } from '../../providers/kubernetes/json-patch-request.ts'

const id = 'canary-failed-checks'
const kind = 'Canary'

const facts = z.extend(objectActionFacts, {
  /** What is written: the threshold of the analysis. */
  threshold: z.number()
})
export type FailedChecksFacts = z.infer<typeof facts>

/**
 * Raises `status.failedChecks` to the threshold: Flagger rolls back at its next check, as it would have in the end
 * (fluxcd/flagger pkg/controller/scheduler.go advanceCanary). Flagger counts on meanwhile, so whatever the count is at its
 * turn is written over; a check that fails at the same moment may write its own count once more, which a second step sees.
 */
export const canaryFailedChecks: Action<FailedChecksFacts> = {
  ...objectPatch(kind),
  id,
  version: 1,
  facts,

  async look(step, { reader }, { abort }): Promise<Look> {
    const seen = await lookAtObject(kind, step, reader, abort)
    if ('changed' in seen) return seen.changed
    const { object } = seen
    const name = `${kind} ${targetName(step.target)}`
    const phase = stringAt(object, 'status', 'phase')
    if (phase === 'Failed')
      return { kind: 'already', since: null, text: `Nothing to send: Flagger has rolled ${name} back already` }
    if (!onTrial.has(phase))
      return changed(`${name} is not on trial any more: its phase is ${phase || 'none'}`, ['/status/phase'])
    if (countOf(object) >= step.facts.threshold)
      return {
        kind: 'already',
        since: null,
        text: `Nothing to send: ${countOf(object)} failed checks of ${name} are counted`
      }
    if (step.sends.kind !== 'fixed')
      throw new FailureError(failureOf('internal', 'The count is known when it is planned.'))
    return {
      kind: 'ready',
      request: step.sends.request,
      before: { ...objectFacts(object), failedChecks: countOf(object) }
    }
  },

  conclude: (mutation, seen) => concludeObject(kind, mutation, seen, (canary) => conclusionOf(mutation, canary)),

  undo: () => ({ none: 'Flagger begins to count anew when it rolls back; before that, its next check counts on.' })
}

/** What a step that arms the rollback is planned as. */
export interface ArmStep {
  readonly id: StepId
  readonly title: string
  /** The status of the Canary. */
  readonly target: Target
  readonly context: string
  readonly threshold: number
  readonly after?: DoStep['after']
}

/** A step of a plan. */
export function failedChecksStep({
  id: stepId,
  title,
  target,
  context,
  threshold,
  after = []
}: ArmStep): DoStep<FailedChecksFacts> {
  const known = { context, threshold }
  const uid = target.api === 'kubernetes' ? target.uid : ''
  const body = [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'add', path: '/status/failedChecks', value: threshold }
  ]
  const patch = JSON.stringify({ status: { failedChecks: threshold } })
  return {
    kind: 'do',
    id: stepId,
    title,
    action: id,
    target,
    facts: known,
    sends: {
      kind: 'fixed',
      request: jsonPatchRequest(targetPath(target), JSON.stringify(body))
    },
    command: objectCommand({ target, facts: known }, 'patch', '--subresource=status', '--type=merge', '-p', patch),
    fidelity: 'stronger',
    expectedMs: 500,
    reversible: 'no',
    after,
    onFailure: 'stop'
  }
}

/** fluxcd/flagger pkg/controller/scheduler.go advanceCanary: in these phases the count is looked at. */
const onTrial: ReadonlySet<string> = new Set(['Progressing', 'WaitingPromotion'])

function conclusionOf(mutation: Mutation<FailedChecksFacts>, object: KubeObject): Conclusion {
  const name = `${kind} ${targetName(mutation.target)}`
  if (countOf(object) >= mutation.facts.threshold)
    return { kind: 'applied', text: `${countOf(object)} failed checks of ${name} are counted` }
  const phase = stringAt(object, 'status', 'phase')
  // Flagger forgets the count when it rolls back: what was asked for is so, by whose count cannot be told.
  if (phase === 'Failed') return { kind: 'applied', text: `Flagger has rolled ${name} back` }
  if (!onTrial.has(phase)) return conflict('overtaken', `${name} is in the phase ${phase || 'none'} meanwhile`)
  return { kind: 'asBefore', text: `${name} is as before` }
}

function countOf(object: KubeObject): number {
  return numberAt(object, 'status', 'failedChecks') ?? 0
}
