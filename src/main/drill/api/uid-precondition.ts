import type { KubeObject, ResourceKey } from '../store/kube-object.ts'
import { conflict } from '../store/status-error.ts'
import type { ResourceExchange } from './exchange.ts'

/** Resources that etcd knows by another name (kubernetes pkg/kubeapiserver SpecialDefaultResourcePrefixes). */
const PREFIXES: Readonly<Record<string, string>> = {
  endpoints: 'services/endpoints',
  nodes: 'minions',
  services: 'services/specs'
}

/**
 * A PUT whose body names a uid is meant for that object only. Throws StatusError 409 for another one, in the words of
 * the storage layer (kubernetes/apiserver pkg/storage/interfaces.go Preconditions.Check).
 */
export function requireUid(exchange: ResourceExchange, current: KubeObject, uid: unknown): void {
  if (typeof uid !== 'string' || uid === '' || uid === current.metadata.uid) return
  const { namespace, name = '', uid: found = '' } = current.metadata
  const place = [prefixOf(exchange.key, exchange.kind.custom), ...(namespace === undefined ? [] : [namespace]), name]
  const difference = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${found}`
  throw conflict(
    exchange.key,
    name,
    `StorageError: invalid object, Code: 4, Key: /registry/${place.join('/')}, ResourceVersion: 0, AdditionalErrorMsg: ${difference}`
  )
}

function prefixOf({ group, resource }: ResourceKey, custom: boolean): string {
  if (custom || group === 'apiextensions.k8s.io') return `${group}/${resource}`
  return (group === '' ? PREFIXES[resource] : undefined) ?? resource
}
