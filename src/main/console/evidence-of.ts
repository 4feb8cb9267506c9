import type { ServiceRef, ServiceView, Signal, Verdict } from '../../contract/index.ts'
import type { KubeReader } from '../ports/kube.ts'
import type { ChartsRead, Observation } from '../status/index.ts'

/** What evidence of a service is made of. */
export interface EvidenceOf {
  readonly ref: ServiceRef
  readonly environment: string
  readonly context: string
  readonly reader: KubeReader
  readonly raw: Observation
  readonly view: ServiceView
  readonly signals: readonly Signal[]
  readonly verdict: Verdict | null
  /** The golden signals from before the first crossing on; null while no Prometheus is known. */
  readonly sinceBefore: (abort: AbortSignal) => Promise<ChartsRead | null>
  /** As a record of the journal would hold it. */
  readonly redacted: (value: unknown) => unknown
}
