import type { Target } from '../../../contract/index.ts'
import { FailureError, failureOf } from '../../../contract/index.ts'
import type { ApiPath, KubeObject } from '../../ports/kube.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { ApiResource } from './api-resource.ts'
import { kubePath } from './kube-path.ts'

/** An object that was read, as a target. */
export function objectTarget(
  { identity }: Pick<ReadPlace, 'identity'>,
  { group, version, resource }: ApiResource,
  { metadata }: KubeObject
): Target {
  const { namespace = '', name, uid } = metadata
  return { api: 'kubernetes', cluster: identity, group, version, resource, namespace, name, uid }
}

/**
 * The API path of a target.
 * @throws FailureError `internal` for a target of another API, `badInput` as `kubePath` does.
 */
export function targetPath(target: Target): ApiPath {
  if (target.api !== 'kubernetes') throw new FailureError(failureOf('internal', `${target.id} is not in Kubernetes.`))
  const { group, version, resource, subresource, namespace, name } = target
  const place = namespace === '' ? {} : { namespace }
  return kubePath({ group, version, resource, name, ...place, ...(subresource === undefined ? {} : { subresource }) })
}
