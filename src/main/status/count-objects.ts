import { arrayAt, numberAt, stringAt } from '../lib/json-access.ts'
import { parsedJson } from '../lib/parsed-json.ts'
import type { ApiPath, KubeReader } from '../ports/kube.ts'

/**
 * How many objects a list would have, from one that is cut after the first: what is left is said beside it
 * (kubernetes/apimachinery pkg/apis/meta/v1/types.go ListMeta.RemainingItemCount). Null when the server does not say.
 * @throws FailureError when it may not be listed, or cannot be.
 */
export async function countObjects(
  reader: Pick<KubeReader, 'raw'>,
  path: ApiPath,
  abort: AbortSignal
): Promise<number | null> {
  const { body } = await reader.raw(path, { query: { limit: '1' }, tries: 1, abort })
  const list = parsedJson(body)
  const items = arrayAt(list, 'items').length
  if (stringAt(list, 'metadata', 'continue') === '') return items
  const left = numberAt(list, 'metadata', 'remainingItemCount')
  return left === undefined ? null : items + left
}
