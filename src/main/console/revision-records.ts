import type { ServiceRef } from '../../contract/index.ts'
import { lastValue } from '../../contract/index.ts'
import { gatherRecords, type RevisionRecords } from '../plan/index.ts'
import type { Journal } from '../ports/journal.ts'
import { createPastErrors } from '../providers/prometheus/index.ts'
import { type Observation, type RecordsByReplicaSet } from '../status/index.ts'
import type { EnvironmentSession } from './environment-session.ts'

/** How often the record of past revisions is looked up again while nothing changed, real milliseconds. */
const everyMs = 15_000

export interface RecordLookupOptions {
  readonly ref: ServiceRef
  readonly session: EnvironmentSession
  readonly journal: Journal
  readonly abort: AbortSignal
}

/** What speaks for and against each revision of a service, as it was looked up last. */
export interface RecordLookup {
  list(): readonly RevisionRecords[]
  byReplicaSet(): RecordsByReplicaSet
  /** Changes whenever another set of ReplicaSets was looked up, or the same with metrics for the first time. */
  key(): string
  refresh(observation: Observation | null): Promise<void>
  /** Looks up again when something changed, or when it was long ago. */
  refreshWhenDue(observation: Observation): void
}

export function createRecordLookup({ ref, session, journal, abort }: RecordLookupOptions): RecordLookup {
  let records: readonly RevisionRecords[] = []
  let key = ''
  let lookedUpAtMs = 0

  async function refresh(observation: Observation | null): Promise<void> {
    const deployment = observation && lastValue(observation.deployment)
    const replicaSets = observation && lastValue(observation.replicaSets)
    if (!deployment || !replicaSets) return
    const prometheus = session.prometheus()
    key = keyOf(replicaSets, prometheus !== null)
    lookedUpAtMs = Date.now()
    const { seconds: windowSeconds } = (await prometheus?.window(ref.namespace, abort)) ?? { seconds: 60 }
    const gathered = await gatherRecords({
      ref,
      deployment,
      replicaSets,
      prometheus,
      pastErrors: prometheus && createPastErrors(prometheus),
      windowSeconds,
      journalRecords: journal.records(),
      clock: session.clock,
      abort
    })
    if (!abort.aborted) records = gathered
  }

  return {
    list: () => records,
    byReplicaSet: () => new Map(records.map((record) => [record.uid, record])),
    key: () => key,
    refresh,
    refreshWhenDue(observation) {
      const replicaSets = lastValue(observation.replicaSets)
      if (!replicaSets) return
      const isDue = Date.now() - lookedUpAtMs > everyMs
      if (!isDue && keyOf(replicaSets, session.prometheus() !== null) === key) return
      refresh(observation).catch(() => undefined)
    }
  }
}

function keyOf(replicaSets: readonly { readonly metadata: { readonly uid: string } }[], hasMetrics: boolean): string {
  return `${hasMetrics} ${replicaSets
    .map(({ metadata }) => metadata.uid)
    .sort()
    .join(' ')}`
}
