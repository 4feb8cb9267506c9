import type { ServiceRef } from '../../contract/index.ts'
import { lastValue } from '../../contract/index.ts'
import { gatherStandings } from '../standing/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Limits } from '../ports/limits.ts'
import type { Standing } from '../ports/standing.ts'
import { createPastErrors } from '../providers/prometheus/index.ts'
import { type Observation, type StandingsByReplicaSet } from '../status/index.ts'
import type { EnvironmentSession } from './environment-session.ts'

/** How often the standing of past revisions is looked up again while nothing changed, real milliseconds. */
const everyMs = 15_000

export interface StandingLookupOptions {
  readonly ref: ServiceRef
  readonly session: EnvironmentSession
  readonly limits: Limits
  /** What the journal says of an object by its uid, oldest first. */
  readonly recorded: (uid: string) => readonly JournalRecord[]
  readonly abort: AbortSignal
}

/** What speaks for and against each revision of a service, as it was looked up last. */
export interface StandingLookup {
  list(): readonly Standing[]
  byReplicaSet(): StandingsByReplicaSet
  /** Changes whenever another set of ReplicaSets was looked up, or the same with metrics for the first time. */
  key(): string
  refresh(observation: Observation | null): Promise<void>
  /** Looks up again when something changed, or when it was long ago. */
  refreshWhenDue(observation: Observation): void
}

export function createStandingLookup({ ref, session, limits, recorded, abort }: StandingLookupOptions): StandingLookup {
  let standings: readonly Standing[] = []
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
    const gathered = await gatherStandings({
      ref,
      deployment,
      replicaSets,
      prometheus,
      pastErrors: prometheus && createPastErrors(prometheus),
      windowSeconds,
      recorded,
      clock: session.clock,
      limits,
      abort
    })
    if (!abort.aborted) standings = gathered
  }

  return {
    list: () => standings,
    byReplicaSet: () => new Map(standings.map((one) => [one.uid, one])),
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
