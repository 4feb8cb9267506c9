import * as z from 'zod/mini'
import { failureOf, targetName, type Target } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import { at } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { Action, Conclusion, Look, Mutation, StepOutcome } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { DoStep } from '../../ports/step.ts'
import { fieldChanges, fieldPatchBody, hasFields, mergePatchOf, reversed, strangeFields } from './field-change.ts'
import { lastingManager, managerOf } from './field-manager.ts'
import { fieldWriter, writtenByAt } from './managed-fields.ts'
import { objectFacts } from './object-facts.ts'
import {
  changed,
  concludeObject,
  conflict,
  lookAtObject,
  objectActionFacts,
  objectCommand,
  objectPatch
} from './object-action.ts'
import { targetPath } from './target-path.ts'
import { jsonPatchRequest } from './json-patch-request.ts'

/** What an action that changes a few fields of one object has to know to settle without this process; others extend it. */
export const fieldFacts = z.extend(objectActionFacts, {
  /** As the object spells it, such as `Canary`. */
  kind: z.string(),
  changes: fieldChanges
})

export type FieldFacts = z.infer<typeof fieldFacts>

export interface FieldActionOptions<F extends FieldFacts> {
  readonly id: string
  readonly version: number
  readonly facts: z.ZodMiniType<F>
  readonly debts?: Action<F>['debts']
  readonly settles?: Action<F>['settles']
  /** Whether what a change sets is meant to stay while its proof is watched; none is when left out. */
  readonly lasts?: (mutation: Mutation<F>) => boolean
}

/**
 * An action that changes a few fields of one object and leaves the others alone, whoever writes them meanwhile. The server
 * may drop a field that its schema does not know (kubernetes/apiextensions-apiserver pkg/apiserver/schema/pruning): an
 * answer without it is a failure, not a success.
 */
export function fieldAction<F extends FieldFacts>(options: FieldActionOptions<F>): Action<F> {
  const { id, version, facts, debts, settles, lasts } = options
  return {
    id,
    version,
    facts,
    ...(debts ? { debts } : {}),
    ...(settles ? { settles } : {}),
    ...(lasts ? { undoneIn: (mutation, { object }) => (lasts(mutation) ? undoneFields(mutation, object) : null) } : {}),

    async look(step, { reader }, { abort }): Promise<Look> {
      const seen = await lookAtObject(step.facts.kind, step, reader, abort)
      return 'changed' in seen ? seen.changed : lookAt(step, seen.object)
    },

    read: (mutation, place, abort, logged) => objectPatch(mutation.facts.kind).read(mutation, place, abort, logged),

    conclude: (mutation, seen) =>
      concludeObject(mutation.facts.kind, mutation, seen, (object) => conclusionOf(mutation, object)),

    writtenAt: ({ request }, { object }) =>
      object === null ? null : writtenByAt(object as KubeObject, managerOf(request)),

    outcome(mutation, response, before, place): StepOutcome {
      const { facts: known } = mutation
      const said = objectPatch(known.kind).outcome(mutation, response, before, place)
      const isTaken = said.outcome === 'succeeded' || said.outcome === 'noChange'
      if (!isTaken || hasFields(parsedJson(response.body), known.changes, 'to')) return said
      return { outcome: 'failed', failure: dropped(mutation) }
    },

    factsOf: (body) => objectFacts(parsedJson(body)),

    undo: ({ target, facts: known }) =>
      fieldStep({
        id: `undo-${id}`,
        action: id,
        title: `Put ${known.kind} ${targetName(target)} back`,
        target,
        facts: { ...known, changes: reversed(known.changes) }
      })
  }
}

/** What a step of such an action is planned as. */
export interface FieldStep<F extends FieldFacts> {
  readonly id: string
  /** The action's id. */
  readonly action: string
  readonly title: string
  readonly target: Target
  readonly facts: F
  readonly after?: DoStep['after']
  readonly onFailure?: DoStep['onFailure']
}

/** A step of a plan that changes a few fields of one object: switches, which last until they are taken back. */
export function fieldStep<F extends FieldFacts>({ after = [], onFailure = 'stop', ...step }: FieldStep<F>): DoStep<F> {
  const { target, facts } = step
  const uid = target.api === 'kubernetes' ? target.uid : ''
  return {
    ...step,
    kind: 'do',
    sends: {
      kind: 'fixed',
      request: jsonPatchRequest(targetPath(target), fieldPatchBody(uid, facts.changes), lastingManager)
    },
    command: patchCommand(target, facts),
    fidelity: 'stronger',
    expectedMs: 500,
    reversible: 'yes',
    after,
    onFailure
  }
}

/** The merge patch that a person would type for it. */
export function patchCommand(target: Target, { context, changes }: FieldFacts): string {
  const patch = mergePatchOf(changes)
  return objectCommand({ target, facts: { context } }, 'patch', ...statusFlag(target), '--type=merge', '-p', patch)
}

/** kubectl 1.24 and later patch a part of an object. */
function statusFlag(target: Target): readonly string[] {
  return target.api === 'kubernetes' && target.subresource !== undefined ? [`--subresource=${target.subresource}`] : []
}

function lookAt({ target, facts, sends }: DoStep<FieldFacts>, object: KubeObject): Look {
  const name = `${facts.kind} ${targetName(target)}`
  if (hasFields(object, facts.changes, 'to')) {
    return { kind: 'already', since: null, text: `Nothing to send: ${name} is so already` }
  }
  if (at(object, 'metadata', 'deletionTimestamp') !== undefined) {
    return changed(`${name} is being deleted`, ['/metadata/deletionTimestamp'])
  }
  if (!hasFields(object, facts.changes, 'from')) {
    const unmet = strangeFields(object, facts.changes)
    return changed(`${name} changed after the plan was made${unmet.length > 0 ? ` (${unmet.join(', ')})` : ''}`, unmet)
  }
  if (sends.kind !== 'fixed') {
    const failure = failureOf('internal', `What is sent to ${name} is known when it is planned.`)
    return { kind: 'refused', failure }
  }
  return { kind: 'ready', request: sends.request, before: objectFacts(object) }
}

function conclusionOf({ target, facts }: Mutation<FieldFacts>, object: KubeObject): Conclusion {
  const name = `${facts.kind} ${targetName(target)}`
  if (hasFields(object, facts.changes, 'to')) return { kind: 'applied', text: `${name} is as asked for` }
  if (hasFields(object, facts.changes, 'from')) return { kind: 'asBefore', text: `${name} is as before` }
  return conflict('overtaken', `Someone else changed ${name} meanwhile`)
}

/** Only `read` makes what is looked at; null stands for 404. */
function undoneFields({ target, facts }: Mutation<FieldFacts>, seen: unknown): string | null {
  const name = `${facts.kind} ${targetName(target)}`
  if (seen === null) return `${name} was deleted.`
  const object = seen as KubeObject
  const [first] = facts.changes.filter((change) => !hasFields(object, [change], 'to'))
  if (first === undefined) return null
  const by = fieldWriter(object, ...first.path.map((part) => `f:${part}`))
  const who =
    by === null || by.manager === '' ? '' : `, last written by ${visibleText(by.manager, 128)} at ${utcDated(by.at)}`
  return `${name} is not any more as it was proved: ${first.path.join('.')} was changed${who}.`
}

function dropped({ target, facts }: Mutation<FieldFacts>) {
  const fields = facts.changes.map(({ path }) => path.join('.')).join(', ')
  const text = `The server took the change of ${facts.kind} ${targetName(target)} and dropped ${fields}: its schema does not know it.`
  return failureOf('invalid', text, { remedy: 'Update the CustomResourceDefinition, or choose another lever.' })
}
