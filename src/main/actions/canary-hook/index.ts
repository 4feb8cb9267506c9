import * as z from 'zod/mini'
import { targetName, type StepId, type Target, type WireRequest } from '../../../contract/index.ts'
import { arrayAt, at, stringAt } from '../../lib/json-access.ts'
import type { Action, Conclusion, Look, Mutation } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { DoStep } from '../../ports/step.ts'
import {
  changed,
  objectCommand,
  objectActionFacts,
  objectPatch,
  concludeObject,
  lookAtObject
} from '../../providers/kubernetes/object-action.ts'
import { goJson } from '../../providers/kubernetes/go-json.ts'
import { objectFacts } from '../../providers/kubernetes/object-facts.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import { lastingManager } from '../../providers/kubernetes/field-manager.ts'
import { jsonPatchRequest } from '../../providers/kubernetes/json-patch-request.ts'

const id = 'canary-hook'
const kind = 'Canary'

const facts = z.extend(objectActionFacts, {
  /** Where the Canary has its analysis: an old one has it in `canaryAnalysis`. */
  field: z.enum(['analysis', 'canaryAnalysis']),
  /** A hook is known by its name. */
  name: z.string(),
  url: z.string(),
  /** Whether the hook is put in, or taken out. */
  present: z.boolean()
})
export type HookFacts = z.infer<typeof facts>

/**
 * Puts a rollback hook into a Canary for the moment, or takes it out again: one that answers with 200 has Flagger roll back
 * at its next check (fluxcd/flagger pkg/controller/scheduler_hooks.go runRollbackHooks). Left in, it rolls back every
 * release, so it is owed to be taken out.
 */
export const canaryHook: Action<HookFacts> = {
  ...objectPatch(kind),
  id,
  version: 1,
  facts,

  async look(step, { reader }, { abort }): Promise<Look> {
    const { target, facts: known } = step
    const seen = await lookAtObject(kind, step, reader, abort)
    if ('changed' in seen) return seen.changed
    const { object } = seen
    const name = `${kind} ${targetName(step.target)}`
    if (isSo(known, object)) return { kind: 'already', since: null, text: `Nothing to send: ${name} is so already` }
    if (at(object, 'spec', known.field) === undefined)
      return changed(`${name} has no analysis any more`, [`/spec/${known.field}`])
    return { kind: 'ready', request: requestFor(target, known, object), before: objectFacts(object) }
  },

  conclude: (mutation, seen) => concludeObject(kind, mutation, seen, (canary) => conclusionOf(mutation, canary)),
  undo: ({ target, facts: known }) =>
    hookStep({ id: `undo-${id}`, target, facts: { ...known, present: !known.present } }),

  debts: ({ target, facts: known }) =>
    known.present
      ? [
          {
            id: debtOf(target, known),
            text: `Take the hook ${known.name} out of Canary ${targetName(target)}: it rolls back every release`,
            command: editCommand(target, known)
          }
        ]
      : [],
  settles: ({ target, facts: known }) => (known.present ? [] : [debtOf(target, known)])
}

/** What a step that puts a hook in or takes it out is planned as. */
export interface HookStep {
  readonly id: StepId
  readonly target: Target
  readonly facts: HookFacts
  readonly after?: DoStep['after']
}

/** A step of a plan. Where the hook stands in the list is only known at its turn. */
export function hookStep({ id: stepId, target, facts: known, after = [] }: HookStep): DoStep<HookFacts> {
  const { name, url, present, field } = known
  return {
    kind: 'do',
    id: stepId,
    title: present ? `Put the rollback hook ${name} into the Canary` : `Take the rollback hook ${name} out again`,
    action: id,
    target,
    facts: known,
    sends: {
      kind: 'family',
      says: present
        ? `Adds one rollback hook, ${name}, and changes nothing else`
        : `Removes the one hook ${name}, wherever it stands in the list by then`,
      bounds: { field, name, url, present }
    },
    command: present ? addCommand(target, known) : editCommand(target, known),
    fidelity: 'sameIntent',
    expectedMs: 500,
    reversible: 'yes',
    after,
    onFailure: 'stop'
  }
}

/** Beside the whole list where there is none yet: `-` needs one (RFC 6902 4.1). */
function requestFor(target: Target, known: HookFacts, object: KubeObject): WireRequest {
  const uid = { op: 'test', path: '/metadata/uid', value: object.metadata.uid }
  const list = `/spec/${known.field}/webhooks`
  const place = indexIn(known, object)
  const operations = known.present
    ? [
        uid,
        {
          op: 'add',
          ...(at(object, 'spec', known.field, 'webhooks') === undefined
            ? { path: list, value: [hookOf(known)] }
            : { path: `${list}/-`, value: hookOf(known) })
        }
      ]
    : [
        uid,
        { op: 'test', path: `${list}/${place}/name`, value: known.name },
        { op: 'remove', path: `${list}/${place}` }
      ]
  return jsonPatchRequest(targetPath(target), goJson(operations), lastingManager)
}

function hookOf({ name, url }: HookFacts) {
  return { name, type: 'rollback', url }
}

function isSo(known: HookFacts, object: KubeObject): boolean {
  return known.present === indexIn(known, object) >= 0
}

function indexIn({ field, name }: HookFacts, object: KubeObject): number {
  return arrayAt(object, 'spec', field, 'webhooks').findIndex((hook) => stringAt(hook, 'name') === name)
}

function conclusionOf(mutation: Mutation<HookFacts>, object: KubeObject): Conclusion {
  if (isSo(mutation.facts, object))
    return { kind: 'applied', text: `${kind} ${targetName(mutation.target)} is as asked for` }
  return { kind: 'asBefore', text: `${kind} ${targetName(mutation.target)} is as before` }
}

/** One debt a Canary and hook, whoever put it in. */
function debtOf(target: Target, { name }: HookFacts): string {
  return `canary hook ${name} ${target.api === 'kubernetes' ? target.uid : targetName(target)}`
}

function addCommand(target: Target, known: HookFacts): string {
  const patch = JSON.stringify([{ op: 'add', path: `/spec/${known.field}/webhooks/-`, value: hookOf(known) }])
  return objectCommand({ target, facts: known }, 'patch', '--type=json', '-p', patch)
}

/** Which index it has only the object says, and another one would take another hook out. */
function editCommand(target: Target, known: HookFacts): string {
  return objectCommand({ target, facts: known }, 'edit')
}
