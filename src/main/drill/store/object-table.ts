import type { WatchEvent } from './api-store.ts'
import type { KubeObject, ResourceKey } from './kube-object.ts'

/** Objects by resource, namespace and name. Versions of one resource share their objects. */
export class ObjectTable {
  readonly #buckets = new Map<string, { readonly key: ResourceKey; readonly objects: Map<string, KubeObject> }>()

  get(key: ResourceKey, namespace: string | null, name: string): KubeObject | undefined {
    return this.#objects(key).get(storageName(namespace, name))
  }

  /** Sorted by namespace and name. */
  list(key: ResourceKey, namespace: string | undefined): readonly KubeObject[] {
    return sorted(this.#objects(key), namespace)
  }

  /** The list as it was before the given changes of the resource, which are the newest ones. */
  listBefore(key: ResourceKey, namespace: string | undefined, changes: readonly WatchEvent[]): readonly KubeObject[] {
    const objects = new Map(this.#objects(key))
    for (const { object, previous } of changes.toReversed()) {
      const name = storageName(object.metadata.namespace ?? null, object.metadata.name ?? '')
      if (previous === undefined) objects.delete(name)
      else objects.set(name, previous)
    }
    return sorted(objects, namespace)
  }

  set(key: ResourceKey, namespace: string | null, name: string, object: KubeObject): void {
    this.#objects(key).set(storageName(namespace, name), object)
  }

  delete(key: ResourceKey, namespace: string | null, name: string): void {
    this.#objects(key).delete(storageName(namespace, name))
  }

  /** Everything stored at the time of the call, with its key. */
  all(): readonly (readonly [ResourceKey, KubeObject])[] {
    return [...this.#buckets.values()].flatMap(({ key, objects }) =>
      [...objects.values()].map((object) => [key, object] as const)
    )
  }

  #objects({ group, version, resource }: ResourceKey): Map<string, KubeObject> {
    const name = bucketName({ group, resource })
    const found = this.#buckets.get(name)
    if (found !== undefined) return found.objects
    const objects = new Map<string, KubeObject>()
    this.#buckets.set(name, { key: { group, version, resource }, objects })
    return objects
  }
}

function sorted(objects: ReadonlyMap<string, KubeObject>, namespace: string | undefined): readonly KubeObject[] {
  const prefix = namespace === undefined ? '' : `${namespace}/`
  const entries = [...objects].filter(([name]) => name.startsWith(prefix))
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
}

/** One name for all versions of a resource. */
export function bucketName(key: { readonly group: string; readonly resource: string }): string {
  return `${key.resource}.${key.group}`
}

function storageName(namespace: string | null, name: string): string {
  return namespace === null ? name : `${namespace}/${name}`
}
