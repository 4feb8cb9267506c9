import type { KubeObject } from './kube.ts'

/**
 * One member of a route object that gets another value, by its JSON pointer; never a member of a list that is taken out or
 * put in, because that moves the others. Null stands for what is not there.
 */
export interface RouteWrite {
  readonly path: string
  readonly to: unknown
}

/**
 * A change of one object that spreads requests over destinations, such as a VirtualService or an HTTPRoute: which of its
 * members get which value, and what has to be there so that the indexes in those pointers mean what was read.
 */
export interface RouteEdit {
  readonly object: KubeObject
  /** Plural and version by which it is written, such as `virtualservices` of `v1`. */
  readonly resource: { readonly group: string; readonly version: string; readonly resource: string }
  /** Pointers to the destinations whose weight is set; each has to be as it is in `object`. */
  readonly identities: readonly string[]
  readonly writes: readonly RouteWrite[]
}
