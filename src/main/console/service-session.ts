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
import { watchService, type Observation, type ServiceUpdate } from '../status/index.ts'
import { trapsFor } from '../traps/index.ts'
import { earlierVerdict } from './earlier-verdict.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { incidentKey } from './incident-records.ts'
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
  const incident = { key: incidentKey(environment.id, ref), ref, identity: connection.identity }
  /** The last verdict that was whole: of this session, or before it of the record. */
  let earlier = earlierVerdict(journal.records(), incident, clock.now().getTime())
  let recorded: Verdict | null = null
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
    const past = records.list()
    return trapsFor({
      ownership,
      deployment,
      // Before their past has been looked up, nobody can say what an undo would pick.
      replicaSets: past.length === 0 ? [] : (lastValue(raw.replicaSets) ?? []),
      canaries: lastValue(raw.canaries) ?? [],
      commands: options.procedureCommands(),
      records: past.map(({ replicaSet, record }) => ({ replicaSet, record }))
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
      environment: { id: environment.id, name: environment.name },
      writer: connection.writer,
      reader: connection.reader,
      clock,
      identity: connection.identity,
      user: connection.user,
      credential: `kubeconfig/${environment.connectionId}, context ${environment.context}`,
      measurements: proofMeasurements(session, () => normalAt ?? seenNormalAt())
    }
  }

  function judgeAnew({ view: seen, skewMs }: ServiceUpdate): void {
    const metrics = session.metrics()
    const current = (lastValue(seen.revisions) ?? []).find(({ isCurrent }) => isCurrent)
    const next = judge({
      ref,
      signals: seen.signals,
      deployment: seen.deployment,
      record: current?.record ?? 'none',
      matrix: options.matrix,
      now: clock.now(),
      speed: clock.speed,
      skewMs,
      ...(metrics.state === 'value' ? { reachMs: metrics.value.reachMs } : {}),
      previous: earlier
    })
    verdict = next
    if (next.isComplete || next.decideBy !== null) earlier = next
    options.onVerdict(next)
    record(next)
    planning.consider(next)
  }

  /** Each verdict once, as soon as all of it is known. */
  function record(next: Verdict): void {
    const isSame =
      next.level === recorded?.level && next.row === recorded.row && next.firstCrossedAt === recorded.firstCrossedAt
    if (!next.isComplete || isSame) return
    recorded = next
    const text = `${next.lead} ${next.rest}`.trimEnd()
    journal.append('verdict', { text, ref, verdict: next }).catch(() => undefined)
  }

  watchService(
    { connection, ref, metrics: () => session.metrics(), clock, abort, records: () => records.byReplicaSet() },
    (update) => {
      view = update.view
      raw = update.raw
      options.onService(view)
      records.refreshWhenDue(raw)
      judgeAnew(update)
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

/** Null while it has not been read. */
function ownershipIn(view: ServiceView | null): Ownership | null {
  return view?.ownership.state === 'value' ? view.ownership.value : null
}
