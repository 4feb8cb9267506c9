import * as z from 'zod/mini'
import { failureOf, targetName, type StepId, type Target } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Conclusion, Look, Mutation, Seen, StepOutcome } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { DoStep } from '../../ports/step.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { objectFacts } from '../../providers/kubernetes/object-facts.ts'
import { patchOutcome } from '../../providers/kubernetes/patch-outcome.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'

const id = 'canary-delete'
const facts = z.strictObject({ context: z.string() })
export type DeleteFacts = z.infer<typeof facts>

/**
 * Deletes a Canary and leaves what it owns: primary, Services, routes. Any other way of deleting it takes them along
 * (kubernetes pkg/controller/garbagecollector; docs/evidence, T2).
 */
export const deleteCanary: Action<DeleteFacts> = {
  id,
  version: 1,
  facts,

  async look({ target, facts: known, sends }, { reader }, { abort }): Promise<Look> {
    const object = await readObject(reader, targetPath(target), { abort, command: getCommand(target, known) })
    if (object === null || !isTarget(target, object))
      return { kind: 'already', since: null, text: `Nothing to send: Canary ${targetName(target)} is gone` }
    if (object.metadata.deletionTimestamp !== undefined)
      return {
        kind: 'refused',
        failure: failureOf('refused', `Canary ${targetName(target)} is being deleted already, by somebody else.`)
      }
    if (sends.kind !== 'fixed')
      return { kind: 'refused', failure: failureOf('internal', 'A deletion is known when it is planned.') }
    return { kind: 'ready', request: sends.request, before: objectFacts(object) }
  },

  async read({ target, facts: known }, { reader }, abort, logged): Promise<Seen> {
    const object = await readObject(reader, targetPath(target), {
      abort,
      ...(logged ? { command: getCommand(target, known) } : {})
    })
    return { object, facts: object && objectFacts(object) }
  },

  conclude: (mutation, { object }) => conclude(mutation, object as KubeObject | null),
  writtenAt: () => null,

  /** The answer is the object with its finalizer, or a Status where it is gone at once (docs/upstream-facts.md). */
  outcome({ target, request }, response, _before, place): StepOutcome {
    const answer = parsedJson(response.body)
    if (response.status < 300 && stringAt(answer, 'kind') === 'Status' && stringAt(answer, 'status') === 'Success')
      return { outcome: 'succeeded' }
    if (response.status === 404 && stringAt(answer, 'kind') === 'Status') return { outcome: 'noChange' }
    return patchOutcome(response, { target, kind: 'Canary', path: request.path }, null, place)
  },

  factsOf: (body) => objectFacts(parsedJson(body)),
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
  const uid = target.api === 'kubernetes' ? target.uid : ''
  return {
    kind: 'do',
    id: stepId,
    title: `Delete Canary ${targetName(target)}, and leave what it owns`,
    action: id,
    target,
    facts: { context },
    sends: {
      kind: 'fixed',
      request: {
        method: 'DELETE',
        path: targetPath(target),
        query: {},
        contentType: 'application/json',
        body: JSON.stringify({ propagationPolicy: 'Orphan', preconditions: { uid } })
      }
    },
    command: kubectlLine(
      placeOf(target, context),
      'delete',
      'canaries.flagger.app',
      targetName(target),
      '--cascade=orphan'
    ),
    fidelity: 'stronger',
    expectedMs: 2_000,
    reversible: 'no',
    after,
    onFailure: 'stop'
  }
}

function conclude({ target }: Mutation<DeleteFacts>, object: KubeObject | null): Conclusion {
  const name = `Canary ${targetName(target)}`
  if (object === null || !isTarget(target, object)) return { kind: 'applied', text: `${name} is gone` }
  if (object.metadata.deletionTimestamp !== undefined) return { kind: 'applied', text: `${name} is being deleted` }
  return { kind: 'asBefore', text: `${name} is as before` }
}

function isTarget(target: Target, { metadata }: KubeObject): boolean {
  return target.api === 'kubernetes' && metadata.uid === target.uid
}

function getCommand(target: Target, { context }: DeleteFacts): string {
  return kubectlLine(placeOf(target, context), 'get', 'canaries.flagger.app', targetName(target), '-o', 'json')
}

function placeOf(target: Target, context: string) {
  return { context, ref: { namespace: target.api === 'kubernetes' ? target.namespace : '', name: targetName(target) } }
}
