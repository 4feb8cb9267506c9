import { randomUUID } from 'node:crypto'
import type {
  DecisionView,
  EnvironmentView,
  Ownership,
  Plan,
  Run,
  ServiceRef,
  ServiceView,
  Verdict
} from '../../contract/index.ts'
import { asFailure, FailureError, failureOf } from '../../contract/index.ts'
import { judge, type Matrix } from '../decision/index.ts'
import { createExecutor, type Executor } from '../execute/index.ts'
import { gatherRecords, planDeploymentRollback, type RevisionRecords } from '../plan/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Journal } from '../ports/journal.ts'
import { createMeasurements, createPastErrors } from '../providers/prometheus/index.ts'
import { lastValue, watchService, type Observation, type RecordsByReplicaSet } from '../status/index.ts'
import { trapsFor } from '../traps/index.ts'
import type { EnvironmentSession } from './environment-session.ts'

/** How long after a plan that failed the next one is tried by itself, real milliseconds. */
const planAgainMs = 10_000

/** How often the record of past revisions is looked up again while nothing changed, real milliseconds. */
const recordsEveryMs = 15_000

export interface ServiceSessionOptions {
  readonly ref: ServiceRef
  readonly environment: EnvironmentView
  readonly session: EnvironmentSession
  readonly matrix: Matrix
  readonly clock: Clock
  readonly journal: Journal
  readonly operator: string
  /** The procedure's commands for this service, for the traps. */
  readonly procedureCommands: () => readonly string[]
  readonly onService: (view: ServiceView) => void
  readonly onVerdict: (verdict: Verdict) => void
  readonly onDecision: (decision: DecisionView) => void
  readonly onRun: (run: Run | null) => void
}

/** One opened service: what is observed, judged, planned and done. */
export interface ServiceSession {
  readonly ref: ServiceRef
  readonly executor: Executor
  view(): ServiceView | null
  plan(): Plan | null
  prepare(revision?: number): Promise<void>
  /** Starts over after a finished run. */
  dropPlan(): void
  /** Looks the revisions' records up again, after a mark by the operator. */
  refreshRecords(): Promise<void>
  close(): void
}

/** Follows a service and judges it on every change; plans when asked, and once by itself when the verdict is to roll back. */
export function openService(options: ServiceSessionOptions): ServiceSession {
  const { ref, session, clock, journal } = options
  const closing = new AbortController()
  const abort = closing.signal
  let view: ServiceView | null = null
  let raw: Observation | null = null
  let verdict: Verdict | null = null
  let records: readonly RevisionRecords[] = []
  let recordsKey = ''
  let recordsAtMs = 0
  let decision: DecisionView = { levers: [], traps: [], plan: null, failure: null }
  let planning = 0
  let isPlanning = false
  let plannedFor = ''
  let plannedAtMs = 0
  let chosen: number | undefined
  let isRunning = false
  let normalBeforeRun: string | null = null

  const executor = createExecutor({
    writer: session.connection.writer,
    reader: session.connection.reader,
    journal,
    clock,
    identity: session.connection.identity,
    user: session.connection.user,
    operator: options.operator,
    measurements: {
      async measure(target, sinceAt, stop) {
        const prometheus = session.prometheus()
        const now = (): Date => clock.now()
        if (prometheus) return createMeasurements(prometheus, { now, normalAt }).measure(target, sinceAt, stop)
        const why = 'Prometheus does not answer'
        return { errorRatio: { why }, p95: { why }, settleMs: 0 }
      }
    },
    currentPlan: (planId) => (decision.plan?.id === planId ? decision.plan : null),
    onRun(run) {
      // What was normal before the rollback stays normal for its proof: afterwards the bad release lies before it.
      if (run.state === 'arming') normalBeforeRun = seenNormalAt()
      isRunning = run.state !== 'settled' || run.proved
      options.onRun(run)
    },
    newId: randomUUID
  })

  /** The moment that the P95 on the screen is compared with. */
  function normalAt(): string | null {
    return normalBeforeRun ?? seenNormalAt()
  }

  function seenNormalAt(): string | null {
    const normal = view?.signals.find(({ id }) => id === 'p95')?.normal
    return normal?.state === 'known' ? normal.observedAt : null
  }

  function publishDecision(next: DecisionView): void {
    decision = next
    options.onDecision(next)
  }

  function recordsByReplicaSet(): RecordsByReplicaSet {
    return new Map(records.map((record) => [record.uid, record]))
  }

  async function refreshRecords(): Promise<void> {
    const deployment = raw && lastValue(raw.deployment)
    const replicaSets = raw && lastValue(raw.replicaSets)
    if (!deployment || !replicaSets) return
    const prometheus = session.prometheus()
    recordsKey = keyOf(replicaSets, prometheus !== null)
    recordsAtMs = Date.now()
    const gathered = await gatherRecords({
      ref,
      deployment,
      replicaSets,
      prometheus,
      pastErrors: prometheus && createPastErrors(prometheus),
      journalRecords: journal.records(),
      clock,
      abort
    })
    if (!abort.aborted) records = gathered
  }

  function traps(): DecisionView['traps'] {
    const deployment = raw && lastValue(raw.deployment)
    if (!raw || !deployment) return []
    return trapsFor({
      ownership: ownershipIn(view),
      deployment,
      replicaSets: lastValue(raw.replicaSets) ?? [],
      canaries: lastValue(raw.canaries) ?? [],
      commands: options.procedureCommands(),
      records: records.map(({ replicaSet, record }) => ({ replicaSet, record }))
    })
  }

  /** A plan is there before anybody asks, as soon as the verdict wants one, and again when it has grown old. */
  function planByItself(): void {
    if (!verdict || isPlanning || isRunning || records.length === 0) return
    if (verdict.level === 'hold' || verdict.level === 'watch') return
    const { plan, levers } = decision
    const isExpired = plan !== null && Date.parse(plan.expiresAt) < clock.now().getTime()
    const key = `${recordsKey} ${verdict.level}`
    const isNew = plan === null && key !== plannedFor
    const hasFailed =
      plan === null && levers.some(({ state }) => state === 'failed') && Date.now() - plannedAtMs > planAgainMs
    if (!isNew && !isExpired && !hasFailed) return
    plannedFor = key
    void prepare(chosen)
  }

  async function prepare(revision?: number): Promise<void> {
    isPlanning = true
    plannedAtMs = Date.now()
    try {
      await planFor(revision)
    } finally {
      isPlanning = false
    }
  }

  async function planFor(revision?: number): Promise<void> {
    planning += 1
    const mine = planning
    publishDecision({
      ...decision,
      plan: null,
      failure: null,
      levers: [
        {
          id: 'deploymentRollback',
          title: 'Roll back the Deployment',
          state: 'planning',
          reason: 'Reading and asking the server for a dry run'
        }
      ]
    })
    try {
      await refreshRecords()
      const result = await planDeploymentRollback({
        environment: options.environment,
        connection: session.connection,
        ref,
        ownership: ownershipIn(view),
        records,
        ...(revision === undefined ? {} : { revision }),
        pods: (raw && lastValue(raw.pods)) ?? [],
        reader: session.connection.reader,
        clock,
        newId: randomUUID,
        abort
      })
      if (mine !== planning || abort.aborted) return
      const plan = result.kind === 'plan' ? result.plan : null
      await journal.append(
        result.kind === 'refused' ? 'refused' : 'plan',
        result.kind === 'plan'
          ? { text: `Planned: ${result.plan.title}`, ref, plan: result.plan }
          : { text: `${result.lever.title}: ${result.lever.reason}`, ref, lever: result.lever }
      )
      publishDecision({
        levers: [result.lever],
        traps: result.kind === 'refused' ? withFirst(result.trap, traps()) : traps(),
        plan,
        failure: result.kind === 'failed' ? result.failure : null
      })
    } catch (error) {
      if (mine !== planning || abort.aborted) return
      const failure = asFailure(error)
      publishDecision({
        ...decision,
        plan: null,
        failure,
        levers: [
          { id: 'deploymentRollback', title: 'Roll back the Deployment', state: 'failed', reason: failure.message }
        ]
      })
    }
  }

  watchService(
    {
      connection: session.connection,
      ref,
      metrics: () => session.metrics(),
      clock,
      abort,
      records: recordsByReplicaSet
    },
    (update) => {
      view = update.view
      raw = update.raw
      options.onService(view)
      const replicaSets = lastValue(raw.replicaSets)
      const isDue = Date.now() - recordsAtMs > recordsEveryMs
      if (replicaSets && (isDue || keyOf(replicaSets, session.prometheus() !== null) !== recordsKey)) {
        refreshRecords().catch(() => undefined)
      }
      const deployment = view.deployment.state === 'value' ? view.deployment.value : null
      const next = judge({
        signals: view.signals,
        deployment,
        matrix: options.matrix,
        now: clock.now(),
        speed: clock.speed,
        previous: verdict
      })
      const changed =
        next.level !== verdict?.level || next.row !== verdict.row || next.firstCrossedAt !== verdict.firstCrossedAt
      verdict = next
      options.onVerdict(next)
      if (changed && !isWaitingForData(view)) {
        journal.append('verdict', { text: `${next.lead} ${next.rest}`, ref, verdict: next }).catch(() => undefined)
      }
      if (decision.plan === null && decision.levers.length === 0) publishDecision({ ...decision, traps: traps() })
      planByItself()
    }
  )

  return {
    ref,
    executor,
    view: () => view,
    plan: () => decision.plan,
    async prepare(revision) {
      if (!view || view.deployment.state === 'loading') {
        throw new FailureError(
          failureOf('missing', `${ref.name} has not been read yet.`, {
            remedy: 'Wait for the first reading.',
            retryable: true
          })
        )
      }
      chosen = revision
      await prepare(revision)
    },
    dropPlan() {
      plannedFor = ''
      chosen = undefined
      isRunning = false
      publishDecision({ levers: [], traps: traps(), plan: null, failure: null })
    },
    refreshRecords,
    close() {
      closing.abort()
      executor.close()
    }
  }
}

/** Whether some signal has not been read for the first time: what is judged until then is not worth a record. */
function isWaitingForData({ signals }: ServiceView): boolean {
  return signals.some(({ measure }) => measure.state === 'unknown' && measure.why === 'loading')
}

function keyOf(replicaSets: readonly { readonly metadata: { readonly uid: string } }[], hasMetrics: boolean): string {
  return `${hasMetrics} ${replicaSets
    .map(({ metadata }) => metadata.uid)
    .sort()
    .join(' ')}`
}

function ownershipIn(view: ServiceView | null): Ownership {
  if (view?.ownership.state === 'value') return view.ownership.value
  return { state: 'unknown', owners: [], reason: 'Who owns this Deployment has not been read' }
}

function withFirst(trap: DecisionView['traps'][number], rest: DecisionView['traps']): DecisionView['traps'] {
  return [trap, ...rest.filter(({ id }) => id !== trap.id)]
}
