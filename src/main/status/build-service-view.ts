import type { ServiceRef, ServiceView } from '../../contract/index.ts'
import type { Observation } from './observation.ts'
import type { RecordsByReplicaSet } from './watch-service.ts'

/** The view of an observation as of `now`. Pure. */
export function buildServiceView(
  ref: ServiceRef,
  observation: Observation,
  now: Date,
  records: RecordsByReplicaSet = new Map()
): ServiceView {
  throw new Error(`not there yet ${ref.name} ${observation.signals.length} ${now.toISOString()} ${records.size}`)
}
