import type { Observed, Ownership, ServiceRow } from '../../contract/index.ts'
import type { KubeObject } from './kube.ts'

/** One Deployment of a namespace with all that is followed of it. */
export interface Neighbour {
  readonly row: ServiceRow
  readonly deployment: KubeObject
  /** Those that it controls; null where they may not be read. */
  readonly replicaSets: readonly KubeObject[] | null
  readonly ownership: Observed<Ownership>
}

/** The services of a namespace as the list of services follows them. */
export interface Neighbours {
  /** Worst first. */
  readonly rows: Observed<readonly ServiceRow[]>
  /** By name; null for what is not in the list. Made when it is asked for: of many only a few are. */
  of(name: string): Neighbour | null
}

/** Nothing has been read so far. */
export const noNeighbours: Neighbours = {
  rows: { state: 'loading', awaiting: 'the services of the namespace', sinceAt: '' },
  of: () => null
}
