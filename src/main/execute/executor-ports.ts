import type { Plan, Run } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Journal } from '../ports/journal.ts'
import type { KubeReader, KubeWriter } from '../ports/kube.ts'
import type { Measurements } from './measurements.ts'

export interface ExecutorPorts {
  readonly writer: KubeWriter
  readonly reader: KubeReader
  readonly journal: Journal
  readonly clock: Clock
  /** Binds runs to the cluster: `identity` of the KubeConnection. */
  readonly identity: string
  readonly user: string
  readonly operator: string
  /** Null when there is no Prometheus: errors stay Unknown. */
  readonly measurements: Measurements | null
  /** The plan on the screen, by id; null when it is gone. */
  readonly currentPlan: (planId: string) => Plan | null
  /** Called with every new state of a run. */
  readonly onRun: (run: Run) => void
  readonly newId: () => string
  /** How long the server may take to answer, real milliseconds; 20 s when left out. */
  readonly timeoutMs?: number
}
