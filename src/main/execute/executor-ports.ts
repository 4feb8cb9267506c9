import type { EnvironmentView, Plan, Run } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Journal } from '../ports/journal.ts'
import type { KubeReader, KubeWriter } from '../ports/kube.ts'
import type { Measurements } from './measurements.ts'

/** The connection that a run goes through from its beginning to its end, whatever is opened meanwhile. */
export interface RunPlace {
  readonly environment: Pick<EnvironmentView, 'id' | 'name'> & Partial<Pick<EnvironmentView, 'kind'>>
  readonly writer: KubeWriter
  readonly reader: KubeReader
  readonly clock: Clock
  /** Binds runs to the cluster: `identity` of the KubeConnection. */
  readonly identity: string
  readonly user: string
  /** Which stored credentials it uses: a reference, never a value. */
  readonly credential: string
  /** Null when there is no Prometheus: errors stay Unknown. */
  readonly measurements: Measurements | null
}

/** A run and the connection that it goes through. */
export interface PlacedRun {
  readonly run: Run
  readonly place: RunPlace
}

/** The plan on the screen, and the connection that it was made through. */
export interface PlacedPlan {
  readonly plan: Plan
  readonly place: RunPlace
}

export interface ExecutorPorts {
  readonly journal: Journal
  readonly operator: string
  /** The plan on the screen, by id; null when it is gone. */
  readonly currentPlan: (planId: string) => PlacedPlan | null
  /** Called with every new state of every run. */
  readonly onRun: (placed: PlacedRun) => void
  readonly newId: () => string
  /** How long the server may take to answer, real milliseconds; 20 s when left out. */
  readonly timeoutMs?: number
  /** How long after the cancel window the request may still be sent, real milliseconds; 10 s when left out. */
  readonly lateMs?: number
}
