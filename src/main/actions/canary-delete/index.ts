import { failureOf, targetName, type StepId, type Target } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, StepOutcome } from '../../ports/action.ts'
import type { DoStep } from '../../ports/step.ts'
import {
  objectCommand,
  objectActionFacts,
  objectPatch,
  type ObjectActionFacts
} from '../../providers/kubernetes/object-action.ts'
import { concludeDeletion, deletionRequest, lookBeforeDeletion } from '../../providers/kubernetes/object-deletion.ts'
import { patchOutcome } from '../../providers/kubernetes/patch-outcome.ts'

const id = 'canary-delete'
const kind = 'Canary'
const facts = objectActionFacts
export type DeleteFacts = ObjectActionFacts

/**
 * Deletes a Canary and leaves what it owns: primary, Services, routes. Any other way of deleting it takes them along
 * (kubernetes pkg/controller/garbagecollector; docs/evidence, T2).
 */
export const deleteCanary: Action<DeleteFacts> = {
  ...objectPatch(kind),
  id,
  version: 1,
  facts,

  look: (step, { reader }, { abort }) =>
    lookBeforeDeletion(step, reader, abort, (object) => {
      const name = `${kind} ${targetName(step.target)}`
      if (object === null) return { kind: 'already', since: null, text: `Nothing to send: ${name} is gone` }
      if (object.metadata.deletionTimestamp === undefined) return null
      return { kind: 'refused', failure: failureOf('refused', `${name} is being deleted already, by somebody else.`) }
    }),

  conclude: ({ target }, seen) => concludeDeletion(kind, target, seen),

  /** The answer is the object with its finalizer, or a Status where it is gone at once (docs/upstream-facts.md). */
  outcome({ target, request }, response, _before, place): StepOutcome {
    const answer = parsedJson(response.body)
    if (response.status < 300 && stringAt(answer, 'kind') === 'Status' && stringAt(answer, 'status') === 'Success')
      return { outcome: 'succeeded' }
    if (response.status === 404 && stringAt(answer, 'kind') === 'Status') return { outcome: 'noChange' }
    return patchOutcome(response, { target, kind: 'Canary', path: request.path, method: 'DELETE' }, null, place)
  },

  undo: () => ({
    none: 'A deleted Canary is made again from its source: it takes the present template of its target for the promoted one.'
  })
}

/** What the step of a deletion is planned as. */
export interface DeleteStep {
  readonly id: StepId
  readonly target: Target
  readonly context: string
  readonly after?: DoStep['after']
}

/** A step of a plan. */
export function deleteStep({ id: stepId, target, context, after = [] }: DeleteStep): DoStep<DeleteFacts> {
  return {
    kind: 'do',
    id: stepId,
    title: `Delete Canary ${targetName(target)}, and leave what it owns`,
    action: id,
    target,
    facts: { context },
    sends: {
      kind: 'fixed',
      request: deletionRequest(target, { propagationPolicy: 'Orphan' })
    },
    command: objectCommand({ target, facts: { context } }, 'delete', '--cascade=orphan'),
    fidelity: 'stronger',
    expectedMs: 2_000,
    reversible: 'no',
    after,
    onFailure: 'stop'
  }
}
