import type {
  DecisionView,
  EnvironmentView,
  Ownership,
  Run,
  ServiceRef,
  ServiceView,
  Verdict
} from '../../contract/index.ts'
import { FailureError, failureOf, lastValue } from '../../contract/index.ts'
import { judge, type Matrix } from '../decision/index.ts'
import type { PlacedPlan, RunPlace } from '../execute/index.ts'
import type { Journal } from '../ports/journal.ts'
import { watchService, type Observation } from '../status/index.ts'
import { trapsFor } from '../traps/index.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { createPlanning } from './planning.ts'
import { proofMeasurements } from './proof-measurements.ts'
import { createRecordLookup } from './revision-records.ts'

export interface ServiceSessionOptions {
  readonly ref: ServiceRef
  readonly environment: EnvironmentView
  readonly session: EnvironmentSession
  readonly matrix: Matrix
  readonly journal: Journal
  /** The procedure's commands for this service, for the traps. */
  readonly procedureCommands: () => readonly string[]
  readonly onService: (view: ServiceView) => void
  readonly onVerdict: (verdict: Verdict) => void
  readonly onDecision: (decision: DecisionView) => void
}

/** One opened service: what is observed, judged and planned. What is done outlives it. */
export interface ServiceSession {
  readonly ref: ServiceRef
  /** Where a run on this service would go through, with what is normal as of now. */
  place(): RunPlace
  /** The plan on the screen by its id; null when it is gone. */
  planned(planId: string): PlacedPlan | null
  prepare(revision?: number): Promise<void>
  /** Records what is measured now, as what an approval was given on. */
  recordVerdict(): void
  /** Starts over after a finished run. */
  dropPlan(): void
  /** Looks the revisions' records up again, after a mark by the operator. */
  refreshRecords(): Promise<void>
  /** What is being done to the service, or was done last; null for nothing. */
  follow(run: Run | null): void
  close(): void
}

/** Follows a service and judges it on every change; plans when asked, and once by itself when the verdict is to roll back. */
export function openService(options: ServiceSessionOptions): ServiceSession {
  const { ref, environment, session, journal } = options
  const { connection, clock } = session
  const closing = new AbortController()
  const abort = closing.signal
  let view: ServiceView | null = null
  let raw: Observation | null = null
  let verdict: Verdict | null = null
  const records = createRecordLookup({ ref, session, journal, abort })
  const planning = createPlanning({
    ref,
    environment,
    session,
    journal,
    records,
    observation: () => raw,
    ownership: () => ownershipIn(view),
    traps,
    abort,
    onDecision: options.onDecision
  })

  function traps(): DecisionView['traps'] {
    const deployment = raw && lastValue(raw.deployment)
    const ownership = ownershipIn(view)
    if (!raw || !deployment || !ownership) return []
    return trapsFor({
      ownership,
      deployment,
      replicaSets: lastValue(raw.replicaSets) ?? [],
      canaries: lastValue(raw.canaries) ?? [],
      commands: options.procedureCommands(),
      records: records.list().map(({ replicaSet, record }) => ({ replicaSet, record }))
    })
  }

  /** The moment that the P95 on the screen is compared with. */
  function seenNormalAt(): string | null {
    const normal = view?.signals.find(({ id }) => id === 'p95')?.normal
    return normal?.state === 'known' ? normal.observedAt : null
  }

  function place(): RunPlace {
    // What was normal before the rollback stays normal for its proof: afterwards the bad release lies before it.
    const normalAt = seenNormalAt()
    return {
      environment: { id: environment.id, name: environment.name, kind: environment.kind },
      writer: connection.writer,
      reader: connection.reader,
      clock,
      identity: connection.identity,
      user: connection.user,
      credential: `kubeconfig/${environment.connectionId}, context ${environment.context}`,
      measurements: proofMeasurements(session, () => normalAt ?? seenNormalAt())
    }
  }

  function judgeAnew(seen: ServiceView): void {
    const next = judge({
      signals: seen.signals,
      deployment: seen.deployment.state === 'value' ? seen.deployment.value : null,
      matrix: options.matrix,
      now: clock.now(),
      speed: clock.speed,
      previous: verdict
    })
    const hasChanged =
      next.level !== verdict?.level || next.row !== verdict.row || next.firstCrossedAt !== verdict.firstCrossedAt
    verdict = next
    options.onVerdict(next)
    if (hasChanged && !isWaitingForData(seen)) {
      journal.append('verdict', { text: `${next.lead} ${next.rest}`, ref, verdict: next }).catch(() => undefined)
    }
    planning.consider(next)
  }

  watchService(
    { connection, ref, metrics: () => session.metrics(), clock, abort, records: () => records.byReplicaSet() },
    (update) => {
      view = update.view
      raw = update.raw
      options.onService(view)
      records.refreshWhenDue(raw)
      judgeAnew(view)
    }
  )

  return {
    ref,
    place,
    recordVerdict(): void {
      // Without a text it is no line of the timeline.
      if (verdict) journal.append('verdict', { text: '', ref, verdict }).catch(() => undefined)
    },
    planned(planId) {
      const plan = planning.plan()
      return plan?.id === planId ? { plan, place: place() } : null
    },
    async prepare(revision) {
      if (!view || view.deployment.state === 'loading') {
        throw new FailureError(
          failureOf('missing', `${ref.name} has not been read yet.`, {
            remedy: 'Wait for the first reading.',
            retryable: true
          })
        )
      }
      await planning.prepare(revision)
    },
    dropPlan: () => planning.drop(),
    refreshRecords: () => records.refresh(raw),
    follow(run) {
      const isRunning = run !== null && run.state !== 'settled'
      planning.hold(isRunning ? 'running' : run?.proved === true ? 'proved' : null)
    },
    close() {
      closing.abort()
    }
  }
}

/** Whether some signal has not been read for the first time: what is judged until then is not worth a record. */
function isWaitingForData({ signals }: ServiceView): boolean {
  return signals.some(({ measure }) => measure.state === 'unknown' && measure.why === 'loading')
}

/** Null while it has not been read. */
function ownershipIn(view: ServiceView | null): Ownership | null {
  return view?.ownership.state === 'value' ? view.ownership.value : null
}
