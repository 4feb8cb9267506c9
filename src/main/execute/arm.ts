import { setTimeout as delay } from 'node:timers/promises'
import type { Failure, Outcome } from '../../contract/index.ts'
import { asFailure, failureOf } from '../../contract/index.ts'
import { withDeadline } from '../lib/deadline.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import type { KubeObject } from '../ports/kube.ts'
import { ownerProblem, seeCanaries } from './new-owner.ts'
import { readTarget } from './read-target.ts'
import { recheck } from './recheck.ts'
import type { RunContext } from './run-context.ts'

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

export type Armed =
  | { readonly kind: 'ready'; readonly before: KubeObject }
  /** There is nothing to send: the Deployment has asked for the revision since then, ISO on the server's clock. */
  | { readonly kind: 'alreadyThere'; readonly since: string }
  /** The run has settled, and nothing was sent. */
  | { readonly kind: 'over' }

/** Waits the cancel window out and looks once more; what comes out of it too late is not sent any more. */
export async function arm(context: RunContext, window: CancelWindow): Promise<Armed> {
  const { abort, stop, ending, lateMs } = context
  const endsAt = performance.now() + window.ms
  try {
    await delay(Math.max(0, window.ms - recheckBeforeMs), undefined, { signal: abort })
    const armed = await lookInTime(context, endsAt + lateMs - performance.now())
    if (armed.kind !== 'ready') return armed
    const leftMs = endsAt - performance.now()
    if (leftMs > 0) await delay(leftMs, undefined, { signal: abort })
    abort.throwIfAborted()
    const tooLate = lateness(context, window)
    return tooLate ? leave(context, 'failed', tooLate) : armed
  } catch (error) {
    if (ending.aborted) return { kind: 'over' }
    if (stop.aborted) {
      void context.note('note', 'Cancelled before anything was sent', { outcome: 'cancelled' })
      context.settle({ outcome: 'cancelled' })
      return { kind: 'over' }
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
  return failureOf('expired', `The plan expired at ${expiresAt}, before it could be sent; nothing was sent.`, {
    remedy
  })
}

/** The last look, ended after `ms` of real time: a server may ask for minutes before it answers a read. */
async function lookInTime(context: RunContext, ms: number): Promise<Armed> {
  const { abort, subject } = context
  let isLate = (): boolean => false
  try {
    return await withDeadline(abort, ms, (late) => {
      isLate = () => late.aborted
      return lookAgain(context, late)
    })
  } catch (error) {
    if (abort.aborted || !isLate()) throw error
    const { name } = subject.target.ref
    const text = `${name} could not be read in time for the last look before sending; nothing was sent.`
    const remedy = 'Plan again when the server answers.'
    return leave(context, 'failed', failureOf('timeout', text, { remedy, retryable: true }))
  }
}

async function lookAgain(context: RunContext, abort: AbortSignal): Promise<Armed> {
  const { subject, place } = context
  const [deployment, canaries] = await Promise.all([
    readTarget(place.reader, subject, abort, true),
    seeCanaries(place.reader, subject, abort)
  ])
  const seen = recheck(subject, deployment)
  if (seen.kind === 'fits') {
    const failure = ownerProblem(subject, seen.before, canaries)
    return failure ? leave(context, 'failed', failure) : { kind: 'ready', before: seen.before }
  }
  if (seen.kind === 'changed') return leave(context, 'conflict', seen.failure, { unmet: seen.unmet })
  const { ref, toRevision } = subject.target
  context.step('send', 'done', 'Not sent: it already asks for this revision')
  void context.note('note', `Nothing to send: ${ref.name} already asks for revision ${toRevision}`, {
    outcome: 'noChange'
  })
  context.change({ outcome: 'noChange', armedUntil: null })
  return { kind: 'alreadyThere', since: seen.since ?? context.nowText() }
}

/** Settles a run that sends nothing. */
function leave(
  context: RunContext,
  outcome: Outcome,
  failure: Failure,
  body: Readonly<Record<string, unknown>> = {}
): Armed {
  context.step('send', 'failed', failure.message)
  void context.note('note', failure.message, { outcome, failure, ...body })
  context.settle({ outcome, failure })
  return { kind: 'over' }
}
