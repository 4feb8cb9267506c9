import type { ResourceKey } from './kube-object.ts'

/** A column of `kubectl get` (metav1.TableColumnDefinition) and where its value comes from. */
export interface ColumnDefinition {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly description: string
  /** 0 is always shown, 1 with `-o wide`. */
  readonly priority: number
}

/** One kind that the drill serves. A kind is data: adding one adds no code. */
export interface KindDefinition extends ResourceKey {
  readonly kind: string
  readonly singular: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly verbs: readonly string[]
  readonly subresources: readonly SubresourceDefinition[]
  /** `.spec` changes bump `metadata.generation`. */
  readonly hasGeneration: boolean
  /** Kinds with a status subresource ignore `.status` in ordinary writes. */
  readonly hasStatus: boolean
  /** From a CustomResourceDefinition: no typed defaults, no strategic merge patch. */
  readonly custom: boolean
  /** What clients are warned of with every answer (kubernetes/apiserver pkg/endpoints/deprecation). */
  readonly deprecation?: string
  /** printer columns of a CustomResourceDefinition: JSONPath by column. */
  readonly printerColumns?: readonly (ColumnDefinition & { readonly jsonPath: string })[]
}

/** A subresource, as discovery lists it. */
export interface SubresourceDefinition {
  readonly name: string
  readonly kind: string
  readonly group?: string
  readonly version?: string
  readonly verbs: readonly string[]
}
