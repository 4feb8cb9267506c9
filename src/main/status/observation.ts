import type { Observed, Owner, Signal } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import type { RequestRates } from '../ports/request-rates.ts'
import type { ObservedClaims } from './ownership.ts'

/** What was read about one service, raw. The pure builders turn it into views. */
export interface Observation extends ObservedClaims {
  readonly deployment: Observed<KubeObject>
  /** ReplicaSets that the Deployment controls. */
  readonly replicaSets: Observed<readonly KubeObject[]>
  /** Pods of those ReplicaSets. */
  readonly pods: Observed<readonly KubeObject[]>
  /** All of these and what else is followed because of them, by the id of whoever follows it. */
  readonly objects: WatchedObjects
  /** Who was seen to write its template again and again while it was watched; nobody where it is left out. */
  readonly repeating?: readonly Owner[]
  /** Requests per second by the workload of the namespace that they reached, in the last rate window. */
  readonly requests: Observed<RequestRates>
  /** What Flagger measured last, by the name of its check; left out where nobody asked. */
  readonly measured?: ReadonlyMap<string, number>
  /** Signals from metrics. */
  readonly signals: readonly Signal[]
  /** The moment that `normal` values were taken at, ISO; null when none has been found. */
  readonly normalAt: string | null
  /** The Service that metrics come from. */
  readonly prometheus: Observed<string>
}
