import type { KubeObject } from '../store/kube-object.ts'

/** Metadata alone (meta.k8s.io/v1 PartialObjectMetadata). */
export function partialOf(object: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
}
