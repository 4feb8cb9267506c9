import type { Failure } from '../../contract/index.ts'
import type { KubeObject } from './kube.ts'
import type { RouteEdit } from './route-edit.ts'

/** What a destination of a route names, whichever kind of route it is. */
export interface RouteBackend {
  /** The Service that it is; null for what is none, such as a host outside of the cluster. */
  readonly service: { readonly namespace: string; readonly name: string } | null
  /** Part of the Service's pods, by the name that the mesh gave it; empty for all of them. */
  readonly subset: string
  /** As it is shown, such as `reviews v2`. */
  readonly text: string
}

/** One destination of a rule, with what it gets. */
export interface RouteDestination {
  readonly backend: RouteBackend
  /** JSON pointers of what says which destination it is. */
  readonly identity: readonly string[]
  /** JSON pointer. */
  readonly weightPath: string
  /** What it gets of the rule's requests, 0 to 1. */
  readonly share: number
}

/** Where a rule keeps what it sends copies to. */
export interface MirrorSlot {
  /** JSON pointer. */
  readonly path: string
  readonly isList: boolean
  /** What stands there; the backend is null for a member of a list that is no mirror. */
  readonly members: readonly { readonly backend: RouteBackend | null; readonly value: unknown }[]
  /** Pointers of what goes with it, such as how much is mirrored. */
  readonly beside: readonly string[]
}

/** One rule of a route that sends requests to destinations. */
export interface RouteRule {
  /** Such as `http rule 2`. */
  readonly title: string
  readonly protocol: 'http' | 'tcp' | 'tls'
  /** In a few words which requests it is for; empty for all that come so far. */
  readonly onlyFor: string
  /** It keeps a user where the user was, by a cookie. */
  readonly isSticky: boolean
  /** Another route that it hands its requests to. */
  readonly delegate: { readonly namespace: string; readonly name: string } | null
  readonly destinations: readonly RouteDestination[]
  readonly mirrors: readonly MirrorSlot[]
}

/** A VirtualService or an HTTPRoute as it was read. */
export interface RouteReading {
  readonly object: KubeObject
  readonly resource: RouteEdit['resource']
  /** Such as `VirtualService shop/cart`. */
  readonly name: string
  /** Hosts that it is for, as it spells them. */
  readonly hosts: readonly string[]
  readonly rules: readonly RouteRule[]
  /** What of it cannot be understood; each names the object. Nothing is written to a route that has any. */
  readonly problems: readonly Failure[]
}

/** More rules than a person can look over before they are changed; the API server takes 10,000 operations of a patch. */
export const mostRules = 500

/** More than anybody spreads the requests of one rule over, or copies them to: each is looked up at every observation. */
export const mostDestinations = 100
