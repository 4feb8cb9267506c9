import type { ServiceRef } from '../../contract/index.ts'
import type { ApiPath } from './kube.ts'
import type { WatchedObjects } from './lever.ts'

/** Objects that are followed for the opened service because of what is known of it. */
export interface Followed {
  /** Under this id they are in `World.objects`. */
  readonly id: string
  /** Names what is read, for a screen that waits. */
  readonly awaiting: string
  readonly path: ApiPath
  readonly query: Readonly<Record<string, string>>
  /** Of a kind that the cluster may be without: where it is forbidden, it is asked whether there is any. */
  readonly kind?: MaybeServed
}

/** A kind that a cluster may be without, by its API. */
export interface MaybeServed {
  readonly group: string
  readonly version: string
  readonly resource: string
  /** As a person calls its objects: `Canaries`. */
  readonly title: string
}

/**
 * What else is to be followed for a service, by what is known so far; pure. It is asked at every change: what it names no
 * longer is let go, and the same id with another path or query begins anew.
 * @throws FailureError for names that cannot be asked for; then nothing of it is followed.
 */
export type Related = (ref: ServiceRef, known: WatchedObjects) => readonly Followed[]
