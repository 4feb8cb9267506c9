import { isJsonObject, stringAt, type JsonObject } from '../lib/json-access.ts'
import type { KubeMeta, KubeObject } from '../ports/kube.ts'
import { NotJsonError } from './http/decode-json.ts'

/** Whether a value has the metadata that every stored Kubernetes object has. */
function hasMetadata(value: JsonObject): boolean {
  return isJsonObject(value['metadata']) && stringAt(value, 'metadata', 'name') !== ''
}

/**
 * A Kubernetes object, untouched. Reviews have no name.
 * @throws NotJsonError when it has no apiVersion, kind or metadata.
 */
export function asKubeObject(value: JsonObject, nameless = false): KubeObject {
  const { apiVersion, kind } = value
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || (!nameless && !hasMetadata(value)))
    throw new NotJsonError('the answer is not a Kubernetes object', true)
  return { ...value, apiVersion, kind, metadata: value['metadata'] as unknown as KubeMeta }
}

export interface ListPage {
  readonly resourceVersion: string
  readonly continue: string
  readonly items: readonly KubeObject[]
}

/**
 * One page of a list. Items of typed lists carry no apiVersion and kind; they get the list's.
 * @throws NotJsonError: a list without items is an error, never an empty list.
 */
export function asKubeList(value: JsonObject): ListPage {
  const { apiVersion, kind, items } = value
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !kind.endsWith('List'))
    throw new NotJsonError('the answer is not a Kubernetes list', true)
  if (!Array.isArray(items)) throw new NotJsonError('the list has no items', false)
  const itemKind = kind.slice(0, -'List'.length)
  return {
    resourceVersion: stringAt(value, 'metadata', 'resourceVersion'),
    continue: stringAt(value, 'metadata', 'continue'),
    items: items.map((item: unknown) => {
      if (!isJsonObject(item)) throw new NotJsonError('the list has an item that is not an object', false)
      return asKubeObject({ apiVersion, kind: itemKind, ...item })
    })
  }
}
