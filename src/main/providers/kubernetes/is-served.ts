import { asFailure } from '../../../contract/index.ts'
import { arrayAt, stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { KubeReader } from '../../ports/kube.ts'
import { groupVersionPath } from './kube-path.ts'

/**
 * Whether a resource of a named group is installed, by discovery, which is open to everyone who has signed in. An API server
 * asks for permission before it looks whether there is such a kind, and so forbids what does not exist
 * (kubernetes/apiserver pkg/server/config.go DefaultBuildHandlerChain). True where that cannot be told.
 */
export async function isServed(
  reader: Pick<KubeReader, 'raw'>,
  { group, version, resource }: { readonly group: string; readonly version: string; readonly resource: string },
  abort?: AbortSignal
): Promise<boolean> {
  try {
    const answer = await reader.raw(groupVersionPath(group, version), { tries: 1, ...(abort ? { abort } : {}) })
    const list = parsedJson(answer.body)
    if (stringAt(list, 'kind') !== 'APIResourceList') return true
    return arrayAt(list, 'resources').some((one) => stringAt(one, 'name') === resource)
  } catch (error) {
    return asFailure(error).code !== 'notFound'
  }
}
