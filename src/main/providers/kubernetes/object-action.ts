import * as z from 'zod/mini'
import { failureOf, targetName, type Target } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Conclusion, Look, Seen } from '../../ports/action.ts'
import type { ApiPath, KubeObject, KubeReader } from '../../ports/kube.ts'
import { kubectlLine } from './commands.ts'
import { objectFacts } from './object-facts.ts'
import { patchOutcome } from './patch-outcome.ts'
import { readObject } from './read-object.ts'
import { targetPath } from './target-path.ts'

/** What every action on one object has to know to settle without this process; others extend it. */
export const objectActionFacts = z.strictObject({
  /** Of the kubeconfig, for command lines. */
  context: z.string()
})
export type ObjectActionFacts = z.infer<typeof objectActionFacts>

/** A mutation of an object, or a step of one. */
export interface OnObject {
  readonly target: Target
  readonly facts: ObjectActionFacts
}

/**
 * What the actions that patch one object have in common: how it is read, what an answer means, what is kept of it.
 * @param kind as the object spells it, such as `Canary`
 */
export function objectPatch(
  kind: string
): Pick<Action<ObjectActionFacts>, 'read' | 'outcome' | 'factsOf' | 'writtenAt'> {
  return {
    async read(mutation, { reader }, abort, logged) {
      const command = logged ? { command: objectCommand(mutation, 'get', '-o', 'json') } : {}
      const object = await readObject(reader, wholePath(mutation.target), { abort, ...command })
      return { object, facts: object && objectFacts(object) }
    },
    outcome({ target, request }, response, before, place) {
      const version = stringAt(before, 'resourceVersion') || null
      return patchOutcome(response, { target, kind, path: request.path }, version, place)
    },
    factsOf: (body) => objectFacts(parsedJson(body)),
    writtenAt: () => null
  }
}

/**
 * The object of a step, read for its last look; how it changed when it is not there any more.
 * @throws FailureError when it cannot be read.
 */
export async function lookAtObject(
  kind: string,
  step: OnObject,
  reader: KubeReader,
  abort: AbortSignal
): Promise<{ readonly object: KubeObject } | { readonly changed: Look }> {
  const command = objectCommand(step, 'get', '-o', 'json')
  const object = await readObject(reader, wholePath(step.target), { abort, command })
  if (object !== null && isTarget(step.target, object)) return { object }
  const text = `${kind} ${targetName(step.target)} was deleted or replaced after the plan was made`
  return { changed: changed(text, ['/metadata/uid']) }
}

/** What a fresh reading says: `of` is asked about the object that was written to, and nobody about another one. */
export function concludeObject(
  kind: string,
  { target }: OnObject,
  { object }: Seen,
  of: (object: KubeObject) => Conclusion
): Conclusion {
  const found = object as KubeObject | null
  if (found !== null && isTarget(target, found)) return of(found)
  return conflict('gone', `${kind} ${targetName(target)} was deleted or replaced meanwhile`)
}

/** The end of a last look that found something else than was planned for; `unmet` are the paths of what differs. */
export function changed(text: string, unmet: readonly string[]): Look {
  const remedy = 'Plan again: what is there now decides.'
  return { kind: 'changed', unmet, failure: failureOf('preconditionFailed', `${text}; nothing was sent.`, { remedy }) }
}

/** Somebody else decided what became of it. */
export function conflict(kind: 'overtaken' | 'gone', text: string): Conclusion {
  const remedy = 'Look at what is there now, and plan again.'
  return { kind, text, failure: failureOf('conflict', `${text}.`, { remedy }) }
}

/** A command of kubectl about one object, with its group, so that kubectl takes no other kind of that name. */
export function objectCommand({ target, facts }: OnObject, verb: string, ...rest: readonly string[]): string {
  const namespace = target.api === 'kubernetes' ? target.namespace : ''
  const place = { context: facts.context, ref: { namespace, name: targetName(target) } }
  return kubectlLine(place, verb, typeOf(target), targetName(target), ...rest)
}

/** Whether an object is the one that was planned for, and none that took its name. */
export function isTarget(target: Target, { metadata }: KubeObject): boolean {
  return target.api === 'kubernetes' && metadata.uid === target.uid
}

/** A status is read with its object: its own path needs a permission of its own. */
function wholePath(target: Target): ApiPath {
  if (target.api !== 'kubernetes') return targetPath(target)
  const { subresource: _part, ...whole } = target
  return targetPath(whole)
}

function typeOf(target: Target): string {
  if (target.api !== 'kubernetes') return ''
  return target.group === '' ? target.resource : `${target.resource}.${target.group}`
}
