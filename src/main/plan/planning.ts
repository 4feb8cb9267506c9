import { isDeepStrictEqual } from 'node:util'
import type { Choice, Continuation, DecisionView, Failure, LeverView, TrapNotice } from '../../contract/index.ts'
import { asFailure, asksForChange, FailureError, failureOf } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'
import type { Lever, Levers, PlanResult, ReadyPlan, World } from '../ports/lever.ts'
import type { ReadPlace } from '../ports/place.ts'
import type { StandingsOf } from '../ports/standing.ts'
import { judgeAll } from './chooser.ts'
import { readyPlan } from './ready-plan.ts'
import { withWhatComesBack } from './what-comes-back.ts'
import { withWhyStopped } from './why-stopped.ts'

/** How long after a plan that failed the next one is tried by itself, real milliseconds. */
const againAfterMs = 10_000
/** How long after a plan that nobody asked for that of another lever takes its place, real milliseconds. */
const anotherAfterMs = 2_000
/** While a run acts nothing is planned, and levers are judged so often for who looks at them, real milliseconds. */
const whileActingMs = 1_000
/** How long a plan that nobody asked for waits for the whole sentence of the verdict, real milliseconds. */
const wholeWithinMs = 5_000

export interface PlanningOptions {
  readonly levers: Levers
  readonly journal: Journal
  readonly newId: () => string
  /** Everything that is seen; null before the first reading. */
  readonly world: () => World | null
  /** Where a plan would go through. */
  readonly place: () => ReadPlace
  /** Looks up what is known of the past, before a plan is made of it. */
  readonly refresh: () => Promise<void>
  /** The same of any Deployment. */
  readonly standingsOf: StandingsOf
  readonly traps: () => readonly TrapNotice[]
  /** Whether the verdict says in full whose requests its number is of, or never will: a plan quotes it as why. */
  readonly isWhole: () => boolean
  readonly abort: AbortSignal
  readonly onDecision: (decision: DecisionView) => void
}

/** What the operator asked to plan. */
export interface Wanted {
  readonly lever: string
  /** Null takes what the lever recommends. */
  readonly choice: Choice | null
  readonly continues: Continuation | null
}

/** What keeps plans from being made by themselves: a run that acts, one that is being proved, or one that was. */
export type HeldBy = 'acting' | 'proving' | 'proved'

/** The decision on the screen: all levers, the traps, and the plan of one of them. */
export interface Planning {
  ready(): ReadyPlan | null
  /**
   * Plans anew what the operator asked for.
   * @throws FailureError `badInput` for a lever or a choice that does not exist.
   */
  prepare(wanted: Wanted): Promise<void>
  /**
   * At every observation: judges all levers, and has a plan there before anybody asks for it as soon as one is recommended;
   * again when it has grown old or does not fit any more. What nobody asked for goes when the verdict no longer asks.
   */
  consider(): void
  /**
   * Nothing is planned by itself while a run goes on, nor after one that was proved until the service is ill again: the
   * verdict may take a while to notice that it is well. While a run is only being proved, what the operator plans is kept
   * fresh all the same. A plan that was approved is used up and goes once its run comes to its proof.
   */
  hold(by: HeldBy | null, used: string | null): void
  /** Forgets plan and choice, to start over. */
  drop(): void
}

export function createPlanning(options: PlanningOptions): Planning {
  const { levers, journal, abort } = options
  let decision: DecisionView = { levers: [], traps: [], plan: null, failure: null }
  let ready: ReadyPlan | null = null
  /** What is planned, or was last: by the operator, or by itself. */
  let wanted: (Wanted & { readonly by: 'operator' | 'verdict' }) | null = null
  /** What the last planning of a lever came to without a plan; it holds until something changes. */
  let outcome: { readonly lever: string; readonly result: Exclude<PlanResult, { kind: 'plan' }> } | null = null
  /** Counts plans: what an earlier one finds comes too late. */
  let latest = 0
  /** Ends the reading for a plan that another one takes the place of. */
  let reading = new AbortController()
  let isPlanning = false
  let heldBy: HeldBy | null = null
  /** Since the run that was proved: whether the verdict has been calm, and bad again after that. */
  let wasCalm = false
  let isIllAgain = false
  let plannedFor = ''
  let plannedAtMs = 0
  /** Whether the plan quotes a sentence that was not whole. */
  let quotesPart = false
  /** Since when the verdict's own plan waits for its whole sentence; null while it does not. */
  let waitsSinceMs: number | null = null
  /** What was said last about a plan that nobody can approve: it is not said again at every try. */
  let said = ''
  /** When levers are judged next while a run acts, steady milliseconds. */
  let judgedNextMs = 0
  /** Whether something was seen that they were not judged by. */
  let isUnjudged = false

  function publish(failure: Failure | null = decision.failure): void {
    const world = options.world()
    const judged = world ? judgeAll(levers, world).map(asPlanned) : []
    const trap = outcome?.result.kind === 'refused' ? outcome.result.trap : null
    const next = {
      levers: judged,
      traps: withFirst(trap, options.traps()),
      plan: ready?.plan ?? null,
      ...(wanted ? { asked: wanted.lever } : {}),
      failure
    }
    if (isDeepStrictEqual(next, decision)) return
    decision = next
    options.onDecision(next)
  }

  /** A lever as its own planning left it. */
  function asPlanned(view: LeverView): LeverView {
    if (isPlanning && wanted?.lever === view.id) {
      return { ...view, state: 'planning', reason: 'Reading afresh, with a dry run where the other side has one' }
    }
    if (ready?.plan.lever === view.id) {
      const isWanted = ready.isChosen && view.state === 'recommended'
      // Why it is not needed any more, where it is not, is read beside its plan.
      const reason = view.state === 'notNeeded' ? view.reason : ready.plan.why
      return { ...view, state: isWanted ? 'possible' : view.state, reason }
    }
    if (outcome?.lever !== view.id) return view
    const { result } = outcome
    if (result.kind === 'failed') return { ...view, state: 'failed', reason: result.failure.message }
    const source = result.kind === 'refused' ? { source: result.source } : {}
    return { ...view, state: result.kind, reason: result.reason, ...source }
  }

  async function plan(next: NonNullable<typeof wanted>): Promise<void> {
    const lever = leverOf(next.lever)
    wanted = next
    isPlanning = true
    ready = null
    outcome = null
    plannedAtMs = Date.now()
    const own = begin()
    const mine = latest
    const isLate = (): boolean => mine !== latest || abort.aborted
    publish(null)
    let failure: Failure | null = null
    try {
      const result = await resultOf(lever, next, own)
      if (isLate()) return
      if (result.kind === 'plan') {
        const records = journal.records()
        const told = withWhyStopped(result.planned, records, next.continues)
        ready = readyPlan(withWhatComesBack(told, records, next.continues), result.isChosen, options.place().identity)
      } else outcome = { lever: lever.id, result }
      failure = result.kind === 'failed' ? result.failure : null
      await record(lever, result)
    } catch (error) {
      if (isLate()) return
      failure = asFailure(error)
      outcome = { lever: lever.id, result: { kind: 'failed', failure } }
    }
    if (isLate()) return
    isPlanning = false
    publish(failure)
  }

  /** What an earlier planning still reads is not waited for. */
  function begin(): AbortSignal {
    latest += 1
    reading.abort()
    reading = new AbortController()
    return AbortSignal.any([abort, reading.signal])
  }

  async function resultOf(lever: Lever, { choice, continues }: Wanted, own: AbortSignal): Promise<PlanResult> {
    await options.refresh()
    const world = options.world()
    if (!world) throw new FailureError(failureOf('missing', 'Nothing has been read yet.', { retryable: true }))
    quotesPart = !options.isWhole()
    const why = asksForChange(world.verdict?.level) ? `${world.verdict?.lead} ${world.verdict?.rest}`.trim() : ''
    const { newId, standingsOf } = options
    return lever.plan({ choice, continues, why }, { ...options.place(), world, newId, standingsOf, abort: own })
  }

  function leverOf(id: string): Lever {
    const lever = levers.get(id)
    if (lever) return lever
    throw new FailureError(failureOf('badInput', `There is no lever "${id}".`))
  }

  async function record(lever: Lever, result: PlanResult): Promise<void> {
    const ref = options.world()?.ref
    const saying = result.kind === 'plan' ? (result.planned.plan.blocked?.message ?? '') : reasonOf(result)
    const isSaid = saying !== '' && saying === said
    said = saying
    if (isSaid) return
    // Its command stands among the commands where somebody wanted it, and nowhere else: nobody tried what nobody asked for.
    const isAsked = wanted?.by === 'operator'
    const refused = result.kind === 'refused' ? { trap: result.trap.id } : {}
    const command = result.kind === 'refused' && isAsked ? { command: result.trap.command } : {}
    const by = result.kind === 'refused' && !isAsked ? ' is not offered' : ''
    const body = ready
      ? { text: `Planned: ${ready.plan.words.title}`, ref, plan: ready.plan, steps: ready.steps }
      : { text: `${lever.title}${by}: ${saying}`, ref, lever: lever.id, ...refused, ...command }
    // What cannot be recorded may still be read; it cannot be approved.
    await journal.append(result.kind === 'refused' ? 'refused' : 'plan', body).catch(() => undefined)
  }

  /** A run that was proved holds planning until the service was well and is ill again. */
  function isHeld(isCalm: boolean): boolean {
    if (heldBy !== 'proved') return heldBy !== null
    wasCalm ||= isCalm
    isIllAgain ||= wasCalm && !isCalm
    return !isIllAgain
  }

  /** Whether what there is has to be made anew, or is worth another try. */
  function isDue(world: World, lever: Lever): boolean {
    const now = options.place().clock.now().getTime()
    if (ready && ready.plan.lever !== lever.id) {
      // What is recommended may come and go with a reading; it does not take the place of a plan that was just made.
      return Date.now() - plannedAtMs > anotherAfterMs
    }
    if (ready) {
      if (quotesPart && options.isWhole()) return true
      if (!lever.stillFits(ready, world) || Date.parse(ready.plan.expiresAt) < now) return true
      const { blocked } = ready.plan
      // Time alone may mend it.
      return blocked?.retryable === true && blocked.code !== 'refused' && Date.now() - plannedAtMs > againAfterMs
    }
    if (outcome?.result.kind === 'failed' && Date.now() - plannedAtMs > againAfterMs) return true
    return `${lever.id} ${world.verdict?.level} ${lever.planKey(world)}` !== plannedFor
  }

  /** What is not said in full yet is not quoted: unless that takes long, when a plan is worth more than its reason. */
  function waitsForWhole(by: 'operator' | 'verdict'): boolean {
    if (by === 'operator' || options.isWhole()) {
      waitsSinceMs = null
      return false
    }
    waitsSinceMs ??= Date.now()
    return Date.now() - waitsSinceMs < wholeWithinMs
  }

  function considerPlan(world: World): void {
    // What is urgent is recommended, or refused with its reason, whatever the verdict says.
    const urgent = decision.levers.find((lever) => lever.urgent !== undefined)
    const isRecommended = decision.levers.some(({ state }) => state === 'recommended')
    const isCalm = !asksForChange(world.verdict?.level) && !isRecommended && !urgent
    const isAsked = wanted?.by === 'operator' && heldBy !== 'acting'
    if ((isHeld(isCalm) && !isAsked) || isPlanning) return
    // What was made because the verdict asked for it goes with the verdict; what the operator asked for stays and is kept fresh.
    if (isCalm && wanted?.by === 'verdict' && (ready || outcome)) return forget()
    const asked = ['recommended', 'needsChoice', 'refused']
    // A refusal is planned too: it says why, and stands in the record.
    const [fitting] = asked.flatMap((state) => decision.levers.find((lever) => lever.state === state) ?? [])
    const best = urgent ?? fitting
    const next = wanted?.by === 'operator' ? wanted : best && !isCalm ? byVerdict(best.id) : null
    // What nobody asked for, that nothing recommends any more and that does not fit what is seen, is no plan of anything.
    const own = wanted?.by === 'verdict' && next === null && ready ? levers.get(ready.plan.lever) : undefined
    if (own && ready && !own.stillFits(ready, world)) return forget()
    // What somebody asked for and could not be read is tried again in calm, too: its failure would stand there for good.
    const isUnread = outcome?.result.kind === 'failed' && outcome.result.failure.retryable === true
    const isTriedAgain = isUnread && Date.now() - plannedAtMs > againAfterMs
    const isWanted = next !== null && (ready !== null || !isCalm || isTriedAgain)
    const lever = isWanted ? levers.get(next.lever) : undefined
    if (!lever || !isWanted || !isDue(world, lever) || waitsForWhole(next.by)) return
    plannedFor = `${lever.id} ${world.verdict?.level} ${lever.planKey(world)}`
    void plan(next)
  }

  function forget(): void {
    begin()
    isPlanning = false
    ready = null
    outcome = null
    wanted = null
    plannedFor = ''
    said = ''
    publish(null)
  }

  return {
    ready: () => ready,
    async prepare(asked) {
      const lever = leverOf(asked.lever)
      if (asked.choice !== null && !lever.choice.safeParse(asked.choice).success) {
        throw new FailureError(failureOf('badInput', `${lever.title}: that cannot be chosen.`))
      }
      await plan({ ...asked, by: 'operator' })
    },
    consider() {
      const world = options.world()
      if (!world) return
      isUnjudged = heldBy === 'acting' && performance.now() < judgedNextMs
      if (isUnjudged) return
      judgedNextMs = performance.now() + whileActingMs
      publish()
      considerPlan(world)
    },
    hold(by, used) {
      if (by !== 'acting' && used !== null && ready?.plan.id === used) forget()
      if (by !== 'proved') wasCalm = isIllAgain = false
      heldBy = by
      if (!isUnjudged || by === 'acting') return
      isUnjudged = false
      publish()
    },
    drop() {
      heldBy = null
      forget()
    }
  }
}

function byVerdict(lever: string): Wanted & { readonly by: 'verdict' } {
  return { lever, choice: null, continues: null, by: 'verdict' }
}

function reasonOf(result: Exclude<PlanResult, { kind: 'plan' }>): string {
  return result.kind === 'failed' ? result.failure.message : result.reason
}

function withFirst(trap: TrapNotice | null, rest: readonly TrapNotice[]): readonly TrapNotice[] {
  return trap ? [trap, ...rest.filter(({ id }) => id !== trap.id)] : rest
}
