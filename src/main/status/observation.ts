import type { Failure, Observed, Signal } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'

/** What was read from the cluster about one service, raw. The pure builders turn it into views. */
export interface Observation {
  readonly deployment: Observed<KubeObject>
  /** ReplicaSets that the Deployment controls. */
  readonly replicaSets: Observed<readonly KubeObject[]>
  /** Pods of those ReplicaSets. */
  readonly pods: Observed<readonly KubeObject[]>
  /** Canaries of the namespace; `value` with none when the kind does not exist. */
  readonly canaries: Observed<readonly KubeObject[]>
  readonly signals: readonly Signal[]
  /** The Service that metrics come from. */
  readonly prometheus: Observed<string>
}

/** The objects of an observation, empty while there are none; the last good ones while unreachable. */
export function lastValue<T>(observed: Observed<T>): T | undefined {
  if (observed.state === 'value') return observed.value
  return observed.state === 'unreachable' ? observed.last?.value : undefined
}

/** The failure of an observation that could not be read. */
export function failureIn(observed: Observed<unknown>): Failure | undefined {
  return observed.state === 'forbidden' || observed.state === 'unreachable' ? observed.failure : undefined
}
