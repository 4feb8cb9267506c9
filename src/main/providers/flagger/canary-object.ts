import type { Target } from '../../../contract/index.ts'
import type { ApiPath, KubeObject } from '../../ports/kube.ts'
import { kubePath } from '../kubernetes/kube-path.ts'

/** fluxcd/flagger artifacts/flagger/crd.yaml */
export const canaryResource = { group: 'flagger.app', version: 'v1beta1', resource: 'canaries' } as const

/** @throws FailureError `badInput` for a name that may not be in a path. */
export function canaryPath(namespace: string, name: string, subresource?: 'status'): ApiPath {
  return kubePath({ ...canaryResource, namespace, name, ...(subresource ? { subresource } : {}) })
}

/** A Canary as the target of a mutation. */
export function canaryTarget(cluster: string, { metadata }: KubeObject, subresource?: 'status'): Target {
  const { namespace = '', name, uid } = metadata
  return {
    api: 'kubernetes',
    cluster,
    ...canaryResource,
    ...(subresource ? { subresource } : {}),
    namespace,
    name,
    uid
  }
}
