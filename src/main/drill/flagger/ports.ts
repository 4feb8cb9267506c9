import type { Simulation } from '../clock/simulation.ts'
import type { EventRecorder } from '../controllers/event-recorder.ts'
import type { ApiStore } from '../store/api-store.ts'
import type { Canary } from './canary.ts'
import type { Gauges } from './gauges.ts'
import type { Seen, Write } from './tick.ts'

/** What Flagger needs of the world around it. */
export interface FlaggerPorts {
  readonly store: ApiStore
  readonly simulation: Simulation
  readonly events: EventRecorder
  readonly seed: number
  readonly gauges: Gauges
  /** How often it looks for new Canaries and changed intervals (cmd/flagger/main.go -control-loop-interval). */
  readonly windowMs: number
  /** What the server says to a write that it does not take; undefined for one that it takes. */
  refuses(write: Write): string | undefined
  /** Whether a pod of it runs. */
  isAlive(): boolean
  ask: (canary: Canary, ...of: Parameters<Seen['ask']>) => ReturnType<Seen['ask']>
  measure: (canary: Canary, ...of: Parameters<Seen['measure']>) => ReturnType<Seen['measure']>
}
