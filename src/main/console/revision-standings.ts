import { lastValue } from '../../contract/index.ts'
import { gatherStandings, markAgain } from '../standing/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Limits } from '../ports/limits.ts'
import type { Standing, StandingsOf } from '../ports/standing.ts'
import { historyOf } from '../providers/kubernetes/history.ts'
import { createPastErrors } from '../providers/prometheus/index.ts'
import { type Observation, type StandingsByReplicaSet } from '../status/index.ts'
import type { EnvironmentSession } from './environment-session.ts'

/** How often the standing of past revisions is looked up again while nothing changed, real milliseconds. */
const everyMs = 15_000

export interface StandingLookupOptions {
  readonly session: EnvironmentSession
  readonly limits: Limits
  /** What the journal says of an object by its uid, oldest first. */
  readonly recorded: (uid: string) => readonly JournalRecord[]
  readonly abort: AbortSignal
}

/** What speaks for and against each revision of a service, as it was looked up last. */
export interface StandingLookup {
  list(): readonly Standing[]
  /** The last that were measured: what is known once nothing can be measured any more. */
  lastMeasured(): readonly Standing[]
  byReplicaSet(): StandingsByReplicaSet
  /** Changes whenever another set of ReplicaSets was looked up, or the same with metrics for the first time. */
  key(): string
  refresh(observation: Observation | null): Promise<void>
  /** Takes in what the operator has marked since; nothing is asked. */
  markAgain(observation: Observation | null): void
  /** Looks up again when something changed, or when it was long ago. */
  refreshWhenDue(observation: Observation): void
}

/** Looks up what speaks for and against the revisions of any Deployment. */
export function standingsIn({ session, limits, recorded }: Omit<StandingLookupOptions, 'abort'>): StandingsOf {
  return async (deployment, replicaSets, abort) => {
    const { namespace = '', name } = deployment.metadata
    const prometheus = session.prometheus()
    const { seconds: windowSeconds } = (await prometheus?.window(namespace, abort)) ?? { seconds: 60 }
    return gatherStandings({
      ref: { namespace, name },
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
  }
}

export function createStandingLookup({ abort, ...options }: StandingLookupOptions): StandingLookup {
  const { session } = options
  const of = standingsIn(options)
  let standings: readonly Standing[] = []
  let measured: readonly Standing[] = []
  let key = ''
  let lookedUpAtMs = 0

  async function refresh(observation: Observation | null): Promise<void> {
    const deployment = observation && lastValue(observation.deployment)
    const replicaSets = observation && lastValue(observation.replicaSets)
    // While the cluster is not reached nothing can be looked up: what is known stays, with the age of what it was read with.
    if (!deployment || !replicaSets || observation.deployment.state !== 'value') return
    key = keyOf(replicaSets, session.prometheus() !== null)
    lookedUpAtMs = Date.now()
    const gathered = await of(deployment, replicaSets, abort)
    if (abort.aborted) return
    const isLosing = session.connection.link().state === 'failing'
    if (isLosing && !gathered.some(isMeasured) && standings.some(isMeasured)) return
    standings = gathered
    if (measured.length === 0 || gathered.some(isMeasured)) measured = gathered
  }

  return {
    list: () => standings,
    lastMeasured: () => measured,
    byReplicaSet: () => new Map(standings.map((one) => [one.uid, one])),
    key: () => key,
    refresh,
    markAgain(observation) {
      const deployment = observation && lastValue(observation.deployment)
      const replicaSets = observation && lastValue(observation.replicaSets)
      if (!deployment || !replicaSets) return
      const marked = (those: readonly Standing[]) =>
        markAgain(those, historyOf(deployment, replicaSets), options.recorded)
      standings = marked(standings)
      measured = marked(measured)
    },
    refreshWhenDue(observation) {
      const replicaSets = lastValue(observation.replicaSets)
      if (!replicaSets) return
      const isDue = Date.now() - lookedUpAtMs > everyMs
      if (!isDue && keyOf(replicaSets, session.prometheus() !== null) === key) return
      refresh(observation).catch(() => undefined)
    }
  }
}

function isMeasured({ evidence }: Standing): boolean {
  return evidence.some(({ source, verdict }) => source === 'metrics' && verdict !== 'none')
}

function keyOf(replicaSets: readonly { readonly metadata: { readonly uid: string } }[], hasMetrics: boolean): string {
  return `${hasMetrics} ${replicaSets
    .map(({ metadata }) => metadata.uid)
    .sort()
    .join(' ')}`
}
