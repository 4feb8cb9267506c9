import * as z from 'zod/mini'
import { failureOf, targetName, type Target } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Conclusion, Look, Seen } from '../../ports/action.ts'
import type { ApiPath, KubeObject, KubeReader } from '../../ports/kube.ts'
import { kubectlLine } from '../kubernetes/commands.ts'
import { objectFacts } from '../kubernetes/object-facts.ts'
import { patchOutcome } from '../kubernetes/patch-outcome.ts'
import { readObject } from '../kubernetes/read-object.ts'
import { targetPath } from '../kubernetes/target-path.ts'

/** What every action on a Canary has to know; others extend it. */
export const canaryFacts = z.strictObject({
  /** Of the kubeconfig, for command lines. */
  context: z.string()
})
export type CanaryFacts = z.infer<typeof canaryFacts>

/** A mutation of a Canary, or a step of one. */
interface OnCanary {
  readonly target: Target
  readonly facts: CanaryFacts
}

/** What the actions that patch a Canary have in common: how it is read, what an answer means, what is kept of it. */
export const canaryPatch: Pick<Action<CanaryFacts>, 'read' | 'outcome' | 'factsOf' | 'writtenAt'> = {
  async read(mutation, { reader }, abort, logged) {
    const command = logged ? { command: canaryCommand(mutation, 'get', '-o', 'json') } : {}
    const object = await readObject(reader, wholePath(mutation.target), { abort, ...command })
    return { object, facts: object && objectFacts(object) }
  },
  outcome({ target, request }, response, before, place) {
    const version = stringAt(before, 'resourceVersion') || null
    return patchOutcome(response, { target, kind: 'Canary', path: request.path }, version, place)
  },
  factsOf: (body) => objectFacts(parsedJson(body)),
  writtenAt: () => null
}

/**
 * The Canary of a step, read for its last look; how it changed when it is not there any more.
 * @throws FailureError when it cannot be read.
 */
export async function lookAtCanary(
  step: OnCanary,
  reader: KubeReader,
  abort: AbortSignal
): Promise<{ readonly object: KubeObject } | { readonly changed: Look }> {
  const command = canaryCommand(step, 'get', '-o', 'json')
  const object = await readObject(reader, wholePath(step.target), { abort, command })
  if (object === null || !isCanary(step.target, object))
    return {
      changed: canaryChanged(`${nameOf(step)} was deleted or replaced after the plan was made`, 'metadata', 'uid')
    }
  return { object }
}

/** What a fresh reading says: `of` is asked about the Canary that was written to, and nobody about another one. */
export function concludeCanary(
  mutation: OnCanary,
  { object }: Seen,
  of: (canary: KubeObject) => Conclusion
): Conclusion {
  const canary = object as KubeObject | null
  if (canary !== null && isCanary(mutation.target, canary)) return of(canary)
  return canaryConflict('gone', `${nameOf(mutation)} was deleted or replaced meanwhile`)
}

/** The end of a last look that found something else than was planned for, at the path of what differs. */
export function canaryChanged(text: string, ...path: readonly string[]): Look {
  const remedy = 'Plan again: what is there now decides.'
  const failure = failureOf('preconditionFailed', `${text}; nothing was sent.`, { remedy })
  return { kind: 'changed', unmet: [`/${path.join('/')}`], failure }
}

/** Somebody else decided what became of it. */
export function canaryConflict(kind: 'overtaken' | 'gone', text: string): Conclusion {
  const remedy = 'Look at what is there now, and plan again.'
  return { kind, text, failure: failureOf('conflict', `${text}.`, { remedy }) }
}

/** `Canary cart` */
export function nameOf({ target }: Pick<OnCanary, 'target'>): string {
  return `Canary ${targetName(target)}`
}

/** A command of kubectl about one Canary, with its group, so that kubectl takes no other kind of that name. */
export function canaryCommand({ target, facts }: OnCanary, verb: string, ...rest: readonly string[]): string {
  const namespace = target.api === 'kubernetes' ? target.namespace : ''
  const place = { context: facts.context, ref: { namespace, name: targetName(target) } }
  return kubectlLine(place, verb, 'canaries.flagger.app', targetName(target), ...rest)
}

/** Whether an object is the one that was planned for, and none that took its name. */
export function isCanary(target: Target, { metadata }: KubeObject): boolean {
  return target.api === 'kubernetes' && metadata.uid === target.uid
}

/** It is read as a whole: who may read Canaries need not be allowed to read their status by itself. */
function wholePath(target: Target): ApiPath {
  if (target.api !== 'kubernetes') return targetPath(target)
  const { subresource: _, ...whole } = target
  return targetPath(whole)
}
