import { apiAddress } from '../providers/kubernetes/api-address.ts'
import type { ApiPath } from '../ports/kube.ts'

/** What the answer to a path has to be about. */
export interface Expected {
  /** `apps/v1`, `v1`. */
  readonly apiVersion: string
  /** Plural, without a subresource. */
  readonly resource: string
  /** Empty for what is in no namespace, or in any. */
  readonly namespace: string
  /** Empty for a list. */
  readonly name: string
  /** Also as metadata alone, which was asked for. */
  readonly orMetadata: boolean
}

/** @param accept the header of the request; metadata alone is taken where it was asked for */
export function expectedAt(path: ApiPath, accept = ''): Expected {
  const { group, resource, namespace, name } = apiAddress('GET', path)
  const version = path.split('/')[group === '' ? 2 : 3] ?? ''
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    resource: resource.split('/')[0] ?? '',
    // A namespace is in itself for an authorizer, and in none as an object.
    namespace: resource === 'namespaces' ? '' : namespace,
    name,
    orMetadata: accept.includes('as=PartialObjectMetadata')
  }
}

/** Whether a kind is the one of a resource, by its name. */
export function isKindOf({ apiVersion, resource, orMetadata }: Expected, itsVersion: string, kind: string): boolean {
  if (orMetadata && itsVersion === 'meta.k8s.io/v1' && kind === 'PartialObjectMetadata') return true
  return itsVersion === apiVersion && isPluralOf(resource, kind)
}

/** kubernetes/apimachinery pkg/api/meta/restmapper.go UnsafeGuessKindToResource; custom resources also as in English. */
function isPluralOf(resource: string, kind: string): boolean {
  const singular = kind.toLowerCase()
  if (singular === 'endpoints') return resource === singular
  if (singular.endsWith('s')) return resource === `${singular}es`
  if (singular.endsWith('y')) return resource === `${singular.slice(0, -1)}ies`
  return resource === `${singular}s` || (/(x|ch|sh)$/.test(singular) && resource === `${singular}es`)
}
