import type { ApiPath } from '../../ports/kube.ts'
import { kubePath } from '../kubernetes/kube-path.ts'

export const istioGroup = 'networking.istio.io'

/** Newest first; all have the same schema and are converted as they are (istio/api kubernetes/customresourcedefinitions.gen.yaml). */
export const istioVersions = ['v1', 'v1beta1', 'v1alpha3'] as const

/** Where the objects of a kind are listed: of one namespace, or of all. */
export function istioPath(
  resource: 'virtualservices' | 'destinationrules',
  version: string,
  namespace?: string
): ApiPath {
  return kubePath({ group: istioGroup, version, resource, ...(namespace === undefined ? {} : { namespace }) })
}
