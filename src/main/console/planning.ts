import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type {
  DecisionView,
  EnvironmentView,
  LeverView,
  Ownership,
  Plan,
  ServiceRef,
  Verdict
} from '../../contract/index.ts'
import { asFailure, isMeasured, lastValue } from '../../contract/index.ts'
import { canaryOwner } from '../lib/canary-owner.ts'
import { planDeploymentRollback, type PlanResult } from '../plan/index.ts'
import type { Journal } from '../ports/journal.ts'
import type { KubeObject } from '../ports/kube.ts'
import { type Observation } from '../status/index.ts'
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
  /**
   * Nothing is planned by itself while a run goes on, nor after one that was proved until the service is ill again. The
   * verdict may take a while to notice that it is well.
   */
  hold(by: 'running' | 'proved' | null): void
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
  let heldBy: 'running' | 'proved' | null = null
  /** Since the run that was proved: whether the verdict has been calm, and bad again after that. */
  let wasCalm = false
  let isIllAgain = false
  /** Whether nothing has been planned yet, so that the lever says what is to be expected of it. */
  let isUnplanned = true
  let plannedFor = ''
  let plannedAtMs = 0
  let plannedGeneration = 0
  /** What was said last about a plan that nobody can approve: it is not said again at every try. */
  let said = ''
  let chosen: number | undefined

  function publish(next: DecisionView): void {
    decision = next
    options.onDecision(next)
  }

  async function plan(): Promise<void> {
    isPlanning = true
    isUnplanned = false
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
    if (result.kind === 'plan') plannedGeneration = result.generation
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
    const body =
      result.kind === 'plan'
        ? { text: `Planned: ${result.plan.title}`, ref, plan: result.plan }
        : { text: `${result.lever.title}: ${result.lever.reason}`, ref, lever: result.lever }
    // What cannot be recorded may still be read; it cannot be approved.
    await journal.append(result.kind === 'refused' ? 'refused' : 'plan', body).catch(() => undefined)
  }

  /** Says on the lever what is to be expected of it, as long as there is no plan. */
  function publishUnplanned(verdict: Verdict): void {
    const { level } = verdict
    const traps = options.traps()
    const levers = isCalm(level) ? [isMeasured(verdict) ? unplanned[level] : unmeasured] : []
    if (isDeepStrictEqual([decision.levers, decision.traps], [levers, traps])) return
    publish({ ...decision, levers, traps })
  }

  /** A run that was proved holds planning until the service was well and is ill again. */
  function isHeld(level: Verdict['level']): boolean {
    if (heldBy !== 'proved') return heldBy !== null
    wasCalm ||= isCalm(level)
    isIllAgain ||= wasCalm && !isCalm(level)
    return !isIllAgain
  }

  return {
    plan: () => decision.plan,
    prepare(revision) {
      chosen = revision
      return plan()
    },
    consider(verdict) {
      const { level } = verdict
      if (isUnplanned) publishUnplanned(verdict)
      const { plan: current, levers } = decision
      const ownership = options.ownership()
      if (isHeld(level) || isPlanning || ownership === null || records.list().length === 0) return
      const key = `${records.key()} ${level} ${canaryOwner(ownership)?.name ?? ''}`
      const isOld = current !== null && isOutdated(current, { deployment: deployment(), ownership }, plannedGeneration)
      if (!isOld && isCalm(level)) return
      const isExpired = current !== null && Date.parse(current.expiresAt) < clock.now().getTime()
      const isNew = current === null && key !== plannedFor
      const mayWork = current === null ? levers.some(({ state }) => state === 'failed') : mayMendItself(current)
      const hasFailed = mayWork && Date.now() - plannedAtMs > againAfterMs
      if (!isOld && !isNew && !isExpired && !hasFailed) return
      plannedFor = key
      void plan()
    },
    hold(by) {
      if (by !== 'proved') wasCalm = isIllAgain = false
      heldBy = by
    },
    drop() {
      latest += 1
      isPlanning = false
      plannedFor = ''
      chosen = undefined
      heldBy = null
      isUnplanned = true
      said = ''
      publish({ levers: [], traps: options.traps(), plan: null, failure: null })
    }
  }
}

/** Of a lever that nothing asks for. */
const unplanned = {
  hold: lever('notNeeded', 'Nothing that is measured asks for a rollback.'),
  watch: lever('possible', 'Nothing that is measured asks for a rollback so far.'),
  wait: lever('possible', 'Wait for a clean reading before you decide.')
}

const unmeasured = lever('possible', 'Nothing is measured that could ask for a rollback.')

function isCalm(level: Verdict['level']): level is keyof typeof unplanned {
  return level in unplanned
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
