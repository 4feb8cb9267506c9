import { randomUUID } from 'node:crypto'
import type {
  DecisionView,
  EnvironmentView,
  LeverView,
  Ownership,
  Plan,
  ServiceRef,
  Verdict
} from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { canaryOwner } from '../lib/canary-owner.ts'
import { planDeploymentRollback, type PlanResult } from '../plan/index.ts'
import type { Journal } from '../ports/journal.ts'
import type { KubeObject } from '../ports/kube.ts'
import { lastValue, type Observation } from '../status/index.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { isOutdated, mayMendItself } from './plan-freshness.ts'
import type { RecordLookup } from './revision-records.ts'

/** How long after a plan that failed the next one is tried by itself, real milliseconds. */
const againAfterMs = 10_000

export interface PlanningOptions {
  readonly ref: ServiceRef
  readonly environment: EnvironmentView
  readonly session: Pick<EnvironmentSession, 'connection' | 'clock'>
  readonly journal: Journal
  readonly records: RecordLookup
  /** What was seen last; null before the first reading. */
  readonly observation: () => Observation | null
  /** Null while it has not been read for the first time. */
  readonly ownership: () => Ownership | null
  readonly traps: () => DecisionView['traps']
  readonly abort: AbortSignal
  readonly onDecision: (decision: DecisionView) => void
}

/** The decision on the screen: levers, traps, and the plan of the one lever there is. */
export interface Planning {
  plan(): Plan | null
  /** Plans anew, for a revision or for the recommended one. */
  prepare(revision?: number): Promise<void>
  /**
   * A plan is there before anybody asks: as soon as the verdict wants one and the owners are known, and again when it has
   * grown old or what it was made for has changed.
   */
  consider(verdict: Verdict): void
  /** Nothing is planned by itself while a run goes on, and after one that was proved. */
  hold(isHeld: boolean): void
  /** Forgets plan and choice, to start over. */
  drop(): void
}

export function createPlanning(options: PlanningOptions): Planning {
  const { ref, session, journal, records, abort } = options
  const { clock } = session
  let decision: DecisionView = { levers: [], traps: [], plan: null, failure: null }
  /** Counts plans: what an earlier one finds comes too late. */
  let latest = 0
  let isPlanning = false
  let isHeld = false
  let plannedFor = ''
  let plannedAtMs = 0
  let seenGeneration: number | undefined
  /** What was said last about a plan that nobody can approve: it is not said again at every try. */
  let said = ''
  let chosen: number | undefined

  function publish(next: DecisionView): void {
    decision = next
    options.onDecision(next)
  }

  async function plan(): Promise<void> {
    isPlanning = true
    plannedAtMs = Date.now()
    latest += 1
    const mine = latest
    const isLate = (): boolean => mine !== latest || abort.aborted
    publish({
      ...decision,
      plan: null,
      failure: null,
      levers: [lever('planning', 'Reading and asking the server for a dry run')]
    })
    try {
      const planned = await readAndPlan(isLate)
      if (isLate() || !planned) return
      seenGeneration = deployment()?.metadata.generation
      publish(planned)
    } catch (error) {
      if (isLate()) return
      const failure = asFailure(error)
      publish({ ...decision, plan: null, failure, levers: [lever('failed', failure.message)] })
    } finally {
      if (mine === latest) isPlanning = false
    }
  }

  function deployment(): KubeObject | null {
    const observation = options.observation()
    return (observation && lastValue(observation.deployment)) ?? null
  }

  async function readAndPlan(isLate: () => boolean): Promise<DecisionView | null> {
    await records.refresh(options.observation())
    const observation = options.observation()
    const result = await planDeploymentRollback({
      environment: options.environment,
      connection: session.connection,
      ref,
      ownership: options.ownership() ?? unread,
      records: records.list(),
      ...(chosen === undefined ? {} : { revision: chosen }),
      pods: (observation && lastValue(observation.pods)) ?? [],
      reader: session.connection.reader,
      clock,
      newId: randomUUID,
      abort
    })
    if (isLate()) return null
    await record(result)
    return {
      levers: [result.lever],
      traps: result.kind === 'refused' ? withFirst(result.trap, options.traps()) : options.traps(),
      plan: result.kind === 'plan' ? result.plan : null,
      failure: result.kind === 'failed' ? result.failure : null
    }
  }

  async function record(result: PlanResult): Promise<void> {
    const saying = result.kind === 'plan' ? (result.plan.blocked?.message ?? '') : result.lever.reason
    const isSaid = saying !== '' && saying === said
    said = saying
    if (isSaid) return
    await journal.append(
      result.kind === 'refused' ? 'refused' : 'plan',
      result.kind === 'plan'
        ? { text: `Planned: ${result.plan.title}`, ref, plan: result.plan }
        : { text: `${result.lever.title}: ${result.lever.reason}`, ref, lever: result.lever }
    )
  }

  return {
    plan: () => decision.plan,
    prepare(revision) {
      chosen = revision
      return plan()
    },
    consider({ level }) {
      const { plan: current, levers } = decision
      if (current === null && levers.length === 0) publish({ ...decision, traps: options.traps() })
      const ownership = options.ownership()
      if (isPlanning || isHeld || ownership === null || records.list().length === 0) return
      const key = `${records.key()} ${level} ${canaryOwner(ownership)?.name ?? ''}`
      const isOld = current !== null && isOutdated(current, { deployment: deployment(), ownership }, seenGeneration)
      if (!isOld && (level === 'hold' || level === 'watch')) return
      const isExpired = current !== null && Date.parse(current.expiresAt) < clock.now().getTime()
      const isNew = current === null && key !== plannedFor
      const mayWork = current === null ? levers.some(({ state }) => state === 'failed') : mayMendItself(current)
      const hasFailed = mayWork && Date.now() - plannedAtMs > againAfterMs
      if (!isOld && !isNew && !isExpired && !hasFailed) return
      plannedFor = key
      void plan()
    },
    hold(held) {
      isHeld = held
    },
    drop() {
      latest += 1
      isPlanning = false
      plannedFor = ''
      chosen = undefined
      isHeld = false
      said = ''
      publish({ levers: [], traps: options.traps(), plan: null, failure: null })
    }
  }
}

/** Stands for owners that have not been read: the operator may plan, and then has to type. */
const unread: Ownership = {
  state: 'unknown',
  owners: [],
  reason: 'Who owns this Deployment has not been read'
}

function lever(state: LeverView['state'], reason: string): LeverView {
  return { id: 'deploymentRollback', title: 'Roll back the Deployment', state, reason }
}

function withFirst(trap: DecisionView['traps'][number], rest: DecisionView['traps']): DecisionView['traps'] {
  return [trap, ...rest.filter(({ id }) => id !== trap.id)]
}
