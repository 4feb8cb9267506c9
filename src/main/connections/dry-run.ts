import type { WireRequest } from '../../contract/index.ts'
import { apiAddress } from '../providers/kubernetes/api-address.ts'

/** Subresources that store something of their object, and so obey `dryRun`; empty for the object itself. */
const storing: readonly string[] = ['', 'status', 'scale']

/**
 * Whether the API server itself answers for this path, so that `dryRun=All` is obeyed.
 *
 * A dry run is obeyed by the storage of an object. Subresources that connect (`proxy`, `exec`, `attach`, `portforward`)
 * hand the request on with its query, and what stands behind them carries it out: kubernetes/kubernetes
 * pkg/registry/core/service/storage/storage.go and rest/proxy.go, pkg/registry/core/pod/rest/subresources.go,
 * pkg/registry/core/node/rest/proxy.go (`Connect`). Known ones are let through instead of these kept out, because an
 * aggregated API may have others that connect. A path outside the resources is nobody's storage.
 */
export function obeysDryRun({ method, path }: Pick<WireRequest, 'method' | 'path'>): boolean {
  const [resource = '', ...subresource] = apiAddress(method, path).resource.split('/')
  // The form of before Kubernetes 1.10: /api/v1/proxy/namespaces/….
  return resource !== '' && resource !== 'proxy' && storing.includes(subresource.join('/'))
}
