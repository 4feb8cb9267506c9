import type { WireRequest } from '../../../contract/index.ts'
import type { ApiPath } from '../../ports/kube.ts'
import { fieldManager } from './field-manager.ts'

/** A JSON Patch of one object under a field manager of ours, which the API server takes as a whole or not at all (RFC 6902 5). */
export function jsonPatchRequest(path: ApiPath, body: string, manager: string = fieldManager): WireRequest {
  return { method: 'PATCH', path, query: { fieldManager: manager }, contentType: 'application/json-patch+json', body }
}
