import type { ApiPath } from '../../ports/kube.ts'
import { kubePath } from '../kubernetes/kube-path.ts'

export const gatewayGroup = 'gateway.networking.k8s.io'

/** Newest first (kubernetes-sigs/gateway-api config/crd/standard/gateway.networking.k8s.io_httproutes.yaml). */
export const gatewayVersions = ['v1', 'v1beta1'] as const

/** Where HTTPRoutes are listed: of one namespace, or of all. */
export function httpRoutesPath(version: string, namespace?: string): ApiPath {
  const place = namespace === undefined ? {} : { namespace }
  return kubePath({ group: gatewayGroup, version, resource: 'httproutes', ...place })
}
