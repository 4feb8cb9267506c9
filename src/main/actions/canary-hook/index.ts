import * as z from 'zod/mini'
import { failureOf, targetName, type StepId, type Target, type WireRequest } from '../../../contract/index.ts'
import { arrayAt, at, stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Conclusion, Look, Mutation, Seen } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { DoStep } from '../../ports/step.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { fieldManager } from '../../providers/kubernetes/field-manager.ts'
import { goJson } from '../../providers/kubernetes/go-json.ts'
import { objectFacts } from '../../providers/kubernetes/object-facts.ts'
import { patchOutcome } from '../../providers/kubernetes/patch-outcome.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import { jsonPatchType } from '../../providers/kubernetes/undo.ts'

const id = 'canary-hook'

const facts = z.strictObject({
  context: z.string(),
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
  id,
  version: 1,
  facts,

  async look({ target, facts: known }, { reader }, { abort }): Promise<Look> {
    const object = await readObject(reader, targetPath(target), { abort, command: getCommand(target, known) })
    const name = `Canary ${targetName(target)}`
    if (object === null || !isTarget(target, object))
      return changed(`${name} was deleted or replaced after the plan was made`, '/metadata/uid')
    if (isSo(known, object)) return { kind: 'already', since: null, text: `Nothing to send: ${name} is so already` }
    if (at(object, 'spec', known.field) === undefined)
      return changed(`${name} has no analysis any more`, `/spec/${known.field}`)
    return { kind: 'ready', request: requestFor(target, known, object), before: objectFacts(object) }
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

  outcome({ target, request }, response, before, place) {
    const version = stringAt(before, 'resourceVersion') || null
    return patchOutcome(response, { target, kind: 'Canary', path: request.path }, version, place)
  },

  factsOf: (body) => objectFacts(parsedJson(body)),
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
  return {
    method: 'PATCH',
    path: targetPath(target),
    query: { fieldManager },
    contentType: jsonPatchType,
    body: goJson(operations)
  }
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

function conclude({ target, facts: known }: Mutation<HookFacts>, object: KubeObject | null): Conclusion {
  const name = `Canary ${targetName(target)}`
  if (object === null || !isTarget(target, object)) {
    const text = `${name} was deleted or replaced meanwhile`
    return {
      kind: 'gone',
      text,
      failure: failureOf('conflict', `${text}.`, { remedy: 'Look at what is there now, and plan again.' })
    }
  }
  if (isSo(known, object)) return { kind: 'applied', text: `${name} is as asked for` }
  return { kind: 'asBefore', text: `${name} is as before` }
}

function changed(text: string, path: string): Look {
  const remedy = 'Plan again: what is there now decides.'
  return {
    kind: 'changed',
    unmet: [path],
    failure: failureOf('preconditionFailed', `${text}; nothing was sent.`, { remedy })
  }
}

function isTarget(target: Target, { metadata }: KubeObject): boolean {
  return target.api === 'kubernetes' && metadata.uid === target.uid
}

/** One debt a Canary and hook, whoever put it in. */
function debtOf(target: Target, { name }: HookFacts): string {
  return `canary hook ${name} ${target.api === 'kubernetes' ? target.uid : targetName(target)}`
}

function addCommand(target: Target, known: HookFacts): string {
  const patch = JSON.stringify([{ op: 'add', path: `/spec/${known.field}/webhooks/-`, value: hookOf(known) }])
  return kubectlLine(
    placeOf(target, known),
    'patch',
    'canaries.flagger.app',
    targetName(target),
    '--type=json',
    '-p',
    patch
  )
}

/** Which index it has only the object says, and another one would take another hook out. */
function editCommand(target: Target, known: HookFacts): string {
  return kubectlLine(placeOf(target, known), 'edit', 'canaries.flagger.app', targetName(target))
}

function getCommand(target: Target, known: HookFacts): string {
  return kubectlLine(placeOf(target, known), 'get', 'canaries.flagger.app', targetName(target), '-o', 'json')
}

function placeOf(target: Target, { context }: HookFacts) {
  return { context, ref: { namespace: target.api === 'kubernetes' ? target.namespace : '', name: targetName(target) } }
}
