import { failureOf, targetName, type Target, type WireRequest } from '../../../contract/index.ts'
import type { Conclusion, Look, Seen } from '../../ports/action.ts'
import type { KubeObject, KubeReader } from '../../ports/kube.ts'
import type { DoStep } from '../../ports/step.ts'
import { isTarget, objectCommand, type OnObject } from './object-action.ts'
import { objectFacts } from './object-facts.ts'
import { readObject } from './read-object.ts'
import { targetPath } from './target-path.ts'

/**
 * The request that deletes an object, and none that has taken its name (kubernetes/apimachinery pkg/apis/meta/v1/types.go
 * Preconditions).
 * @param options of the deletion beside that, such as what becomes of what it owns
 */
export function deletionRequest(target: Target, options: Readonly<Record<string, string>> = {}): WireRequest {
  const uid = target.api === 'kubernetes' ? target.uid : ''
  return {
    method: 'DELETE',
    path: targetPath(target),
    query: {},
    contentType: 'application/json',
    body: JSON.stringify({ ...options, preconditions: { uid } })
  }
}

/**
 * The last look before a deletion.
 * @param instead what is said where it is not to be sent, by the object that is to go; null of one that is gone or was replaced
 * @throws FailureError when it cannot be read.
 */
export async function lookBeforeDeletion(
  step: OnObject & Pick<DoStep, 'sends'>,
  reader: KubeReader,
  abort: AbortSignal,
  instead: (object: KubeObject | null) => Look | null
): Promise<Look> {
  const { target, sends } = step
  const command = objectCommand(step, 'get', '-o', 'json')
  const found = await readObject(reader, targetPath(target), { abort, command })
  const object = found !== null && isTarget(target, found) ? found : null
  const look = instead(object)
  if (look !== null) return look
  if (object === null || sends.kind !== 'fixed')
    return { kind: 'refused', failure: failureOf('internal', 'A deletion is known when it is planned.') }
  return { kind: 'ready', request: sends.request, before: objectFacts(object) }
}

/** What a fresh reading says of a deletion; `kind` as the object spells it, such as `Canary`. */
export function concludeDeletion(kind: string, target: Target, { object }: Pick<Seen, 'object'>): Conclusion {
  const found = object as KubeObject | null
  const name = `${kind} ${targetName(target)}`
  if (found === null || !isTarget(target, found)) return { kind: 'applied', text: `${name} is gone` }
  if (found.metadata.deletionTimestamp !== undefined) return { kind: 'applied', text: `${name} is being deleted` }
  return { kind: 'asBefore', text: `${name} is as before` }
}
