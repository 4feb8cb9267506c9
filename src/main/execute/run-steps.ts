import type { Failure, Outcome, Plan, StepId } from '../../contract/index.ts'
import { asFailure, failureOf } from '../../contract/index.ts'
import { insteadOf, type DoStep, type Step } from '../ports/step.ts'
import type { DoneStep } from '../run/index.ts'
import type { Looks } from './arm.ts'
import { watchGate } from './watch-gate.ts'
import { keepEvidence } from './keep.ts'
import { lastTakenAt, type RunContext } from './run-context.ts'
import { sendStep, type StepEnd } from './send-step.ts'

/** How the steps of a plan ended. */
export interface StepsEnd {
  readonly done: readonly DoneStep[]
  /** Why not all of them were done; null when they were. */
  readonly stopped: { readonly outcome: Outcome; readonly failure: Failure | null; readonly at: StepId } | null
  /** Steps that failed where the plan goes on. */
  readonly failed: number
}

export interface StepsOptions {
  readonly steps: readonly Step[]
  readonly order: Plan['order']
  /** What was found of the first ones just before. */
  readonly looks: Looks
  readonly confirmSeq: number
  readonly digest: string
  /** Resolves while no other console can be at it; waits while nobody can tell. @throws Error once the run is stopped. */
  readonly sure: () => Promise<void>
}

/**
 * All of execution: every step whose predecessors are done, so many at once as the plan says. The first failure that is
 * not to be gone over, a gate that stays shut, or the operator's stop cancels what has not begun; what is on its way is
 * awaited.
 */
export async function runSteps(context: RunContext, options: StepsOptions): Promise<StepsEnd> {
  const { steps, order } = options
  const { abort } = context
  const waiting = new Map(steps.map((step) => [step.id, step]))
  const over = new Set<StepId>()
  const running = new Set<Promise<void>>()
  const done: DoneStep[] = []
  let stopped: StepsEnd['stopped'] = null
  let failed = 0

  async function run(step: Step): Promise<void> {
    try {
      const stop = await runOne(step)
      over.add(step.id)
      stopped ??= stop
    } catch (error) {
      const failure = abort.aborted ? null : asFailure(error)
      stopped ??= { outcome: failure ? 'failed' : 'cancelled', failure, at: step.id }
    }
  }

  /** Why nothing further may begin; null to go on. */
  async function runOne(step: Step): Promise<StepsEnd['stopped']> {
    if (step.kind === 'keep') {
      await keepEvidence(context, step)
      return null
    }
    if (step.kind === 'wait') {
      if (await watchGate(context, step, lastChange())) return null
      await compensate(step)
      const text = `${step.title}: the gate did not open, and nothing further was sent.`
      return { outcome: 'cancelled', failure: failureOf('refused', text), at: step.id }
    }
    await options.sure()
    const look = options.looks.get(step.id) ?? null
    const end = await sendStep(context, step, { ...options, look, insteadOf: null })
    if (end.done) done.push(end.done)
    return end.outcome === 'succeeded' || end.outcome === 'noChange' ? null : afterFailure(step, end)
  }

  /** When the last change was taken; what gates measure is counted from there. */
  function lastChange(): string {
    return lastTakenAt(done) ?? context.nowText()
  }

  async function afterFailure(step: DoStep, end: StepEnd): Promise<StepsEnd['stopped']> {
    const failure = end.failure ?? null
    const stop = { outcome: end.outcome, failure, at: step.id }
    if (end.isOpen || end.outcome === 'cancelled' || step.onFailure === 'stop') return stop
    if (step.onFailure === 'goOn') {
      failed += 1
      return failed > order.stopAfterFailures ? stop : null
    }
    await compensate(step)
    return stop
  }

  /** Does what the plan showed for this, one after the other. */
  async function compensate(step: Step): Promise<void> {
    for (const instead of insteadOf(step)) {
      await options.sure()
      if (abort.aborted) return
      const sent = { ...options, look: null, insteadOf: step.id }
      const { done: compensated, isOpen } = await sendStep(context, instead, sent)
      if (compensated) done.push(compensated)
      if (isOpen) return
    }
  }

  for (;;) {
    const ready = [...waiting.values()].filter(({ after }) => after.every((id) => over.has(id)))
    for (const step of ready) {
      if (stopped !== null || abort.aborted || running.size >= order.atOnce) break
      waiting.delete(step.id)
      const work: Promise<void> = run(step).finally(() => running.delete(work))
      running.add(work)
    }
    if (running.size === 0) break
    await Promise.race(running)
  }
  const [left] = waiting.keys()
  if (stopped === null && left !== undefined) stopped = { outcome: 'cancelled', failure: null, at: left }
  return { done, stopped, failed }
}
