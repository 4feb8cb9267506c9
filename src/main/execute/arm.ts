import { setTimeout as delay } from 'node:timers/promises'
import type { Failure, Outcome } from '../../contract/index.ts'
import { asFailure, failureOf } from '../../contract/index.ts'
import { withDeadline } from '../lib/deadline.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { Look } from '../ports/action.ts'
import type { DoStep } from '../ports/step.ts'
import { settleCancelled } from './cancelled.ts'
import { actionOf, type RunContext } from './run-context.ts'

/** The last look before sending starts this long before the cancel window ends, real milliseconds. */
const recheckBeforeMs = 1_000

/** The time in which an approval can be taken back. */
export interface CancelWindow {
  /** When the approval was given, wall-clock milliseconds. */
  readonly beganMs: number
  /** Its length, real milliseconds; 0 for a button that was held. */
  readonly ms: number
  /** Until when the plan holds, ISO, by the clock of the run's place. */
  readonly expiresAt: string
}

/** What was found of the steps that begin, by their ids. */
export type Looks = ReadonlyMap<string, Look>

/**
 * Waits the cancel window out and looks once more at what the first steps will change; what comes out of it too late is
 * not sent any more. Null when the run has ended, and nothing was sent.
 */
export async function arm(context: RunContext, first: readonly DoStep[], window: CancelWindow): Promise<Looks | null> {
  const { abort, stop, ending, lateMs, log } = context
  const endsAt = performance.now() + window.ms
  try {
    await delay(Math.max(0, window.ms - recheckBeforeMs), undefined, { signal: abort })
    const looks = await lookInTime(context, first, endsAt + lateMs - performance.now())
    if (looks === null) return null
    for (const { id, onFailure } of first) {
      const look = looks.get(id)
      // One of many that may fail is gone over in its turn.
      if (look === undefined || onFailure === 'goOn') continue
      if (look.kind === 'changed') return leave(context, 'conflict', look.failure, { unmet: look.unmet })
      if (look.kind === 'refused') return leave(context, 'failed', look.failure)
    }
    const leftMs = endsAt - performance.now()
    if (leftMs > 0 && [...looks.values()].some(({ kind }) => kind === 'ready'))
      await delay(leftMs, undefined, { signal: abort })
    abort.throwIfAborted()
    const tooLate = lateness(context, window)
    return tooLate ? leave(context, 'failed', tooLate) : looks
  } catch (error) {
    if (ending.aborted) return null
    if (stop.aborted) {
      settleCancelled(log)
      return null
    }
    const failure = asFailure(error)
    return leave(context, 'failed', failure, { text: `Nothing was sent: ${failure.message}` })
  }
}

/** Why an approval does not count any more; null when it does. */
function lateness({ place, lateMs }: RunContext, { beganMs, ms, expiresAt }: CancelWindow): Failure | null {
  const remedy = 'Plan again and approve the new plan.'
  // Timers and steady time stand still while the computer sleeps; the wall clock does not.
  const passedMs = Date.now() - beganMs
  if (passedMs > ms + lateMs) {
    const text = `The approval was given ${formatDuration(passedMs)} ago, too long to act on it now; nothing was sent.`
    return failureOf('expired', text, { remedy })
  }
  if (place.clock.now().getTime() <= Date.parse(expiresAt)) return null
  return failureOf('expired', `The plan expired at ${utc(expiresAt)}, before it could be sent; nothing was sent.`, {
    remedy
  })
}

/** The last look, ended after `ms` of real time: a server may ask for minutes before it answers a read. */
async function lookInTime(context: RunContext, first: readonly DoStep[], ms: number): Promise<Looks | null> {
  const { abort } = context
  let isLate = (): boolean => false
  try {
    return await withDeadline(abort, ms, async (late) => {
      isLate = () => late.aborted
      const looks = await Promise.all(
        first.map(async (step) => [step.id, await lookIfGoneOver(context, step, late)] as const)
      )
      return new Map(looks.flatMap(([id, look]) => (look ? [[id, look] as const] : [])))
    })
  } catch (error) {
    if (abort.aborted || !isLate()) throw error
    const text = 'What is to be changed could not be read in time for the last look before sending; nothing was sent.'
    const remedy = 'Plan again when the server answers.'
    return leave(context, 'failed', failureOf('timeout', text, { remedy, retryable: true }))
  }
}

/** Null for one that cannot be read and may fail: it is looked at again in its turn. */
async function lookIfGoneOver(context: RunContext, step: DoStep, abort: AbortSignal): Promise<Look | null> {
  try {
    return await lookAt(context, step, abort)
  } catch (error) {
    if (abort.aborted || step.onFailure !== 'goOn') throw error
    return null
  }
}

/** @throws FailureError when it cannot be read. */
export function lookAt({ ports, place, approval }: RunContext, step: DoStep, abort: AbortSignal): Promise<Look> {
  return actionOf(ports, step.action).look(step, place, { abort, approval })
}

/** Ends a run that sends nothing. */
function leave(
  { log }: RunContext,
  outcome: Outcome,
  failure: Failure,
  body: Readonly<Record<string, unknown>> = {}
): null {
  void log.say('settled', { text: failure.message, outcome, failure, proved: false, impact: '', ...body })
  return null
}
