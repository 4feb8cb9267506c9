import * as z from 'zod/mini'
import { FailureError, failureOf, targetName, type StepId, type Target } from '../../../contract/index.ts'
import { numberAt, stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Conclusion, Look, Mutation, Seen } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { DoStep } from '../../ports/step.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { fieldManager } from '../../providers/kubernetes/field-manager.ts'
import { objectFacts } from '../../providers/kubernetes/object-facts.ts'
import { patchOutcome } from '../../providers/kubernetes/patch-outcome.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import { jsonPatchType } from '../../providers/kubernetes/undo.ts'

const id = 'canary-failed-checks'

const facts = z.strictObject({
  /** Of the kubeconfig, for command lines. */
  context: z.string(),
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
  id,
  version: 1,
  facts,

  async look(step, { reader }, { abort }): Promise<Look> {
    const command = kubectlLine(
      placeOf(step.target, step.facts),
      'get',
      'canaries.flagger.app',
      targetName(step.target),
      '-o',
      'json'
    )
    const object = await readObject(reader, objectPath(step.target), { abort, command })
    const name = `Canary ${targetName(step.target)}`
    if (object === null || !isTarget(step.target, object))
      return changed(`${name} was deleted or replaced after the plan was made`, ['/metadata/uid'])
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

  async read({ target, facts: known }, { reader }, abort, logged): Promise<Seen> {
    const command = kubectlLine(placeOf(target, known), 'get', 'canaries.flagger.app', targetName(target), '-o', 'json')
    const object = await readObject(reader, objectPath(target), { abort, ...(logged ? { command } : {}) })
    return { object, facts: object && objectFacts(object) }
  },

  conclude: (mutation, { object }) => conclude(mutation, object as KubeObject | null),
  writtenAt: () => null,

  outcome({ target, request }, response, before, place) {
    const version = stringAt(before, 'resourceVersion') || null
    return patchOutcome(response, { target, kind: 'Canary', path: request.path }, version, place)
  },

  factsOf: (body) => objectFacts(parsedJson(body)),

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
      request: {
        method: 'PATCH',
        path: targetPath(target),
        query: { fieldManager },
        contentType: jsonPatchType,
        body: JSON.stringify(body)
      }
    },
    command: kubectlLine(
      placeOf(target, known),
      'patch',
      'canaries.flagger.app',
      targetName(target),
      '--subresource=status',
      '--type=merge',
      '-p',
      patch
    ),
    fidelity: 'stronger',
    expectedMs: 500,
    reversible: 'no',
    after,
    onFailure: 'stop'
  }
}

/** fluxcd/flagger pkg/controller/scheduler.go advanceCanary: in these phases the count is looked at. */
const onTrial: ReadonlySet<string> = new Set(['Progressing', 'WaitingPromotion'])

function conclude(
  { target, facts: { threshold } }: Mutation<FailedChecksFacts>,
  object: KubeObject | null
): Conclusion {
  const name = `Canary ${targetName(target)}`
  if (object === null || !isTarget(target, object)) return conflict('gone', `${name} was deleted or replaced meanwhile`)
  if (countOf(object) >= threshold)
    return { kind: 'applied', text: `${countOf(object)} failed checks of ${name} are counted` }
  const phase = stringAt(object, 'status', 'phase')
  // Flagger forgets the count when it rolls back: what was asked for is so, by whose count cannot be told.
  if (phase === 'Failed') return { kind: 'applied', text: `Flagger has rolled ${name} back` }
  if (!onTrial.has(phase)) return conflict('overtaken', `${name} is in the phase ${phase || 'none'} meanwhile`)
  return { kind: 'asBefore', text: `${name} is as before` }
}

function conflict(kind: 'overtaken' | 'gone', text: string): Conclusion {
  return {
    kind,
    text,
    failure: failureOf('conflict', `${text}.`, { remedy: 'Look at what is there now, and plan again.' })
  }
}

function changed(text: string, unmet: readonly string[]): Look {
  const remedy = 'Plan again: what is there now decides.'
  return { kind: 'changed', unmet, failure: failureOf('preconditionFailed', `${text}; nothing was sent.`, { remedy }) }
}

function countOf(object: KubeObject): number {
  return numberAt(object, 'status', 'failedChecks') ?? 0
}

function isTarget(target: Target, { metadata }: KubeObject): boolean {
  return target.api === 'kubernetes' && metadata.uid === target.uid
}

/** It is read as a whole: who may read Canaries need not be allowed to read their status by itself. */
function objectPath(target: Target) {
  if (target.api !== 'kubernetes') return targetPath(target)
  const { subresource: _, ...whole } = target
  return targetPath(whole)
}

function placeOf(target: Target, { context }: FailedChecksFacts) {
  return { context, ref: { namespace: target.api === 'kubernetes' ? target.namespace : '', name: targetName(target) } }
}
