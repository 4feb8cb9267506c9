import { setMaxListeners } from 'node:events'
import type { Failure, Plan, Run, ServiceRef } from '../../contract/index.ts'
import { asFailure, failureOf, needsApiServer } from '../../contract/index.ts'
import type { ReadyPlan } from '../ports/lever.ts'
import type { Place } from '../ports/place.ts'
import type { DoStep, Step } from '../ports/step.ts'
import type { DoneStep, OpenIntent } from '../run/index.ts'
import { arm, type CancelWindow } from './arm.ts'
import type { AskedGate, GateAnswer } from './asked-gate.ts'
import { cancelledInTime, settleCancelled } from './cancelled.ts'
import type { ExecutorPorts } from './executor-ports.ts'
import type { Locks } from './locks.ts'
import { prove } from './prove.ts'
import { defaultReadOnEveryMs, defaultReadOnMs, readOn, type LateSuspect } from './read-on.ts'
import type { Recorded } from './recorded-run.ts'
import { takeUp } from './resume.ts'
import type { HeldMark } from './keep-mark.ts'
import { createOutage, defaultOutageMs } from './outage.ts'
import { reserve, type SeenMarks } from './reserve-targets.ts'
import { createAnswers, defaultLateMs, defaultTimeoutMs, type LateReading, type RunContext } from './run-context.ts'
import { createRunLog } from './run-log.ts'
import { runSteps } from './run-steps.ts'

export interface RunnerOptions {
  readonly runId: string
  readonly place: Place
  readonly locks: Locks
  /** Marks of other consoles that this process has seen. */
  readonly seenMarks: SeenMarks
  readonly approval: RunContext['approval']
  /** Null for one that begins. */
  readonly run: Run | null
  /** What every record of the run holds. */
  readonly about: Readonly<Record<string, unknown>>
  readonly onRun: (run: Run) => void
  /** Who reads on for which attempt, in the whole process; `onSeen` when one of this run was applied late. */
  readonly late: Pick<LateReading, 'begin' | 'end' | 'onSeen'>
}

/** One run from approval to its end. */
export interface Runner {
  readonly place: Place
  /** Null until the approval is recorded. */
  run(): Run | null
  /** Records the approval. @throws FailureError when the journal does not take it. */
  confirm(body: Readonly<Record<string, unknown>>): Promise<number>
  /** Waits out the cancel window and goes on; `confirmSeq` is the approval's number in the journal. */
  begin(plan: ReadyPlan, confirmSeq: number, window: CancelWindow): void
  /** Reads on for an attempt of a run that has settled, which was found not to be applied. */
  readOn(suspect: LateSuspect): void
  /** Settles intents that nobody reads for, by reading, and proves what took effect. */
  resume(recorded: Recorded, open: readonly OpenIntent[], begun: 'here' | 'earlier'): void
  /** The gate of a step that waits for the operator; null when it does not. */
  asked(stepId: string): AskedGate | null
  /** Answers a gate; false when none waits. */
  answer(stepId: string, answer: GateAnswer): boolean
  /** Written to a run that has settled. */
  attest(body: Readonly<Record<string, unknown>>): Promise<void>
  /** The operator's stop. */
  abort(): void
  /**
   * Its connection ends, with the reason as a clause: the record says what that cut off. An open intent stays open, and
   * what is only to be proved is taken up again where that is possible.
   */
  end(why: string, isTakenUp: boolean): void
}

/** Arm, do the steps, prove: one after the other, each only when the one before has left something to do. */
export function createRunner(ports: ExecutorPorts, options: RunnerOptions): Runner {
  const { runId, place, locks, approval, about, onRun } = options
  const stop = new AbortController()
  const ending = new AbortController()
  const abort = AbortSignal.any([stop.signal, ending.signal])
  // Every change that is under way listens, and every mark: Node takes more than ten for a leak.
  setMaxListeners(0, stop.signal, ending.signal, abort)
  const answers = createAnswers()
  let lostBecause: Failure | null = null
  /** What is being done; null for a run that is only read on. */
  let playing: ReadyPlan['plan'] | null = null
  const nowText = (): string => place.clock.now().toISOString()
  const log = createRunLog({
    journal: ports.journal,
    about,
    run: options.run,
    nowText,
    onRun(run) {
      if (!ending.signal.aborted) onRun(run)
    }
  })
  const context: RunContext = {
    runId,
    place,
    ports,
    locks,
    log,
    approval,
    timeoutMs: ports.timeoutMs ?? defaultTimeoutMs,
    lateMs: ports.lateMs ?? defaultLateMs,
    stop: stop.signal,
    ending: ending.signal,
    abort,
    answers,
    readOn: {
      forMs: ports.readOnMs ?? defaultReadOnMs,
      everyMs: ports.readOnEveryMs ?? defaultReadOnEveryMs,
      ...options.late
    },
    outage: createOutage(log, place.environment.name, ports.outageMs ?? defaultOutageMs, ending.signal),
    nowText
  }

  async function play({ plan, steps, proof }: ReadyPlan, confirmSeq: number, window: CancelWindow): Promise<void> {
    const looks = await arm(context, beginningOf(steps, plan.order.atOnce), window)
    if (looks === null) return
    const { order, digest, inverse } = plan
    const held = await reserveFor(plan)
    if (held === null) return
    const end = await runSteps(context, { steps, order, looks, confirmSeq, digest, sure: () => held.sure() })
    void held.release().catch(() => undefined)
    if (ending.signal.aborted) return
    if (end.stopped !== null) return stoppedAt(end.stopped, end.done, inverse)
    const lever = ports.levers.get(plan.lever)
    if (lever) await prove(context, { lever, proof, done: end.done, isWhole: end.failed === 0, inverse })
  }

  /** Null when another console has it, or it was stopped meanwhile: the run has ended then. */
  async function reserveFor(plan: Plan): Promise<HeldMark | null> {
    try {
      const { seenMarks: seen } = options
      return await reserve(context, servicesOf(plan), { seen, isAwaited: needsApiServer(plan), onLost: lost })
    } catch (error) {
      if (ending.signal.aborted) return null
      if (!stop.signal.aborted) throw error
      settleCancelled(log)
      return null
    }
  }

  /** Nothing further is begun once another console is at it, or nobody can tell for too long. */
  function lost(failure: Failure): void {
    lostBecause = failure
    stop.abort(new Error(failure.message))
  }

  /** Not all steps were done: what took effect stays, and the way back is offered, never gone by itself. */
  async function stoppedAt(
    { outcome, failure: own, at }: { outcome: string; failure: Failure | null; at: string },
    done: readonly DoneStep[],
    inverse: Run['inverse']
  ): Promise<void> {
    const { steps } = log.run()
    const mutating = steps.filter(({ kind }) => kind !== 'prove')
    const place =
      mutating.length > 1
        ? `Stopped at step ${mutating.findIndex(({ id }) => id === at) + 1} of ${mutating.length}. `
        : ''
    const failure = own ?? lostBecause
    const why = failure?.message ?? (done.length === 0 ? cancelledInTime : 'Stopped by the operator')
    await log.say('settled', {
      text: `${place}${why}`,
      outcome,
      ...(failure ? { failure } : {}),
      proved: false,
      impact: done.length > 0 ? `${place}What was done before stays.` : '',
      inverse: done.length > 0 || outcome === 'unknown' ? inverse : null
    })
  }

  function guarded(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (ending.signal.aborted) return
      const failure = asFailure(error)
      void log.say('settled', { text: failure.message, failure, proved: false, impact: '' })
    })
  }

  function sayEnd(why: string, isTakenUp: boolean): void {
    const { state, proved } = log.run()
    if (state === 'arming') {
      void log.say('settled', { text: `Nothing was sent: ${why}`, outcome: 'cancelled', proved: false, impact: '' })
    } else if (state === 'verifying' && !proved) {
      const text = `Verification ended early: ${why}.`
      if (isTakenUp) void log.say('note', { text: `${text} It is resumed at the next start.` })
      else void log.say('settled', { text: `${text} Not proved.`, proved: false, impact: `Not proved: ${why}.` })
    } else if (state === 'waiting' && !isTakenUp) {
      const failure = failureOf('cancelled', `The run ended early: ${why}.`)
      void log.say('settled', { text: failure.message, failure, proved: false, impact: '' })
    }
  }

  return {
    place,
    run: () => (log.hasBegun() ? log.run() : null),
    confirm: async (body) => (await log.append('confirm', body)).seq,
    begin(ready, confirmSeq, window) {
      playing = ready.plan
      guarded(play(ready, confirmSeq, window))
    },
    readOn: (suspect) => void readOn(context, suspect),
    resume: (recorded, open, begun) => guarded(takeUp(context, recorded, open, begun)),
    asked(stepId) {
      const run = log.hasBegun() ? log.run() : null
      if (playing === null || run?.asking?.stepId !== stepId) return null
      const left = new Set(
        run.steps.filter(({ kind, state }) => kind !== 'prove' && state === 'todo').map(({ id }) => id)
      )
      return { plan: playing, place, asks: run.asking.text, left: playing.steps.filter(({ id }) => left.has(id)) }
    },
    answer: (stepId, answer) => answers.give(stepId, answer),
    attest: (body) => log.say('attest', body),
    abort() {
      if (log.hasBegun() && log.run().state !== 'settled') stop.abort(new Error('stopped by the operator'))
    },
    end(why, isTakenUp) {
      if (log.hasBegun()) sayEnd(why, isTakenUp)
      ending.abort(new Error(why))
    }
  }
}

/** Every service that a plan is about, each once. */
function servicesOf({ scope: { service, besides = [] } }: Plan): readonly ServiceRef[] {
  const refs = besides.map(({ ref }) => ref)
  const all = service ? [service, ...refs] : refs
  return [...new Map(all.map((ref) => [JSON.stringify(ref), ref])).values()]
}

/** The changes that are begun at once: what comes later is looked at in its turn. */
function beginningOf(steps: readonly Step[], atOnce: number): readonly DoStep[] {
  return steps
    .filter(({ after }) => after.length === 0)
    .slice(0, atOnce)
    .flatMap((step) => (step.kind === 'do' ? [step] : []))
}
