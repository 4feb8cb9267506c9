import { FailureError, failureOf, type WireRequest } from '../../contract/index.ts'
import { isJsonObject } from '../lib/json-access.ts'
import { parsedJson } from '../lib/parsed-json.ts'
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

/**
 * The request as one that changes nothing. A deletion with a body takes its options from there alone, and its query is not even
 * read: kubernetes/kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/delete.go DeleteResource. Said only there, it
 * would be carried out.
 * @throws FailureError `badInput` for a deletion whose body is no object.
 */
export function asDryRun(request: WireRequest): WireRequest {
  const dry = { ...request, query: { ...request.query, dryRun: 'All' } }
  if (request.method !== 'DELETE' || request.body === undefined) return dry
  const options = parsedJson(request.body)
  if (!isJsonObject(options))
    throw new FailureError(
      failureOf('badInput', `A dry run of ${request.path} would be carried out: its options cannot be read.`)
    )
  return { ...dry, body: JSON.stringify({ ...options, dryRun: ['All'] }) }
}
