import { targetName, type Target, type WireRequest } from '../../../contract/index.ts'
import type { Conclusion, Seen } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { isTarget } from './object-action.ts'
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

/** What a fresh reading says of a deletion; `kind` as the object spells it, such as `Canary`. */
export function concludeDeletion(kind: string, target: Target, { object }: Pick<Seen, 'object'>): Conclusion {
  const found = object as KubeObject | null
  const name = `${kind} ${targetName(target)}`
  if (found === null || !isTarget(target, found)) return { kind: 'applied', text: `${name} is gone` }
  if (found.metadata.deletionTimestamp !== undefined) return { kind: 'applied', text: `${name} is being deleted` }
  return { kind: 'asBefore', text: `${name} is as before` }
}
