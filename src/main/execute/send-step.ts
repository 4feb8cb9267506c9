import { setTimeout as delay } from 'node:timers/promises'
import type { StepId } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { Action, Look, Mutation, StepOutcome } from '../ports/action.ts'
import type { DoStep } from '../ports/step.ts'
import type { WireResponse } from '../ports/wire.ts'
import type { DoneStep } from '../run/index.ts'
import { isSilence, lookWhenAnswered } from './look-when-answered.ts'
import { exchangeOnce } from './exchange-once.ts'
import { recordDebts } from './record-debts.ts'
import { follow, recordAccepted } from './follow.ts'
import { intentBody, lineOf, type SentIntent } from './intent.ts'
import type { EndOutage } from './outage.ts'
import { readingOnIn, readOn } from './read-on.ts'
import { responseFacts } from './response-facts.ts'
import { actionOf, type RunContext } from './run-context.ts'
import { settleDoubt, type Settled } from './settle.ts'
import { takenAt } from './taken-at.ts'

/** What became of one step. */
export interface StepEnd extends StepOutcome {
  /** When it took effect or had nothing to do; null when it did neither. */
  readonly done: DoneStep | null
  /** It is not known what became of it: nothing further may be sent to that target. */
  readonly isOpen: boolean
}

export interface StepSending {
  /** What was found just before; null to look now. */
  readonly look: Look | null
  /** Sequence number of the approval in the journal. */
  readonly confirmSeq: number
  readonly digest: string
  /** The step that failed and that this one stands in for; null for a step of the plan. */
  readonly insteadOf: StepId | null
  /** Resolves while no other console can be at it. @throws Error once the run is stopped. */
  readonly sure: () => Promise<void>
}

/** For how long a step is turned away and asked again at most, milliseconds by the clock of the place. */
const mostTurnedAwayMs = 5 * 60_000

/**
 * Locks the target, looks, writes the intent, sends once, and closes the intent with what came of it. What was turned away
 * with a time, before anything was done with it, is looked at and sent anew after that time: another attempt, of which the
 * first cannot arrive any more. So is, in a plan that is half done, what found no connection to leave by.
 */
export async function sendStep(context: RunContext, step: DoStep, options: StepSending): Promise<StepEnd> {
  const { abort, locks, place, outage } = context
  const sinceMs = performance.now()
  let endOutage: EndOutage | null = null
  const untilMs = place.clock.now().getTime() + mostTurnedAwayMs
  // What was seen before somebody else was done with it says nothing.
  const seen = locks.isHeld(step.target) ? null : options.look
  const release = await locks.hold(step.target, abort)
  try {
    for (let first = seen; ; first = null) {
      const look = first ?? (await lookWhenAnswered(context, step))
      endOutage?.('answers')
      if (look.kind === 'ready') {
        const isAwaited = performance.now() < sinceMs + outage.forMs
        const end = await send(context, step, look, { ...options, untilMs, isAwaited })
        if (end === 'unconnected') {
          endOutage = outage.begin(performance.now(), step.target)
          await delay(reconnectMs, undefined, { signal: abort })
          await options.sure()
          continue
        }
        if (!('againAfterMs' in end)) return end
        await place.clock.sleep(end.againAfterMs, abort)
        continue
      }
      if (look.kind === 'already') return await alreadyThere(context, step, look, options)
      const outcome = look.kind === 'changed' ? ('conflict' as const) : ('failed' as const)
      return await notSent(context, step, options, { outcome, failure: look.failure })
    }
  } catch (error) {
    if (abort.aborted) throw error
    return await notSent(context, step, options, { outcome: 'failed', failure: asFailure(error) })
  } finally {
    endOutage?.('notWaitedFor')
    release()
  }
}

async function send(
  context: RunContext,
  step: DoStep,
  { request, before }: Extract<Look, { readonly kind: 'ready' }>,
  options: StepSending & { readonly untilMs: number; readonly isAwaited: boolean }
): Promise<StepEnd | TurnedAway | 'unconnected'> {
  const { confirmSeq, digest, insteadOf, untilMs, isAwaited } = options
  const { ports, place, log, timeoutMs, abort, stop, ending } = context
  const action = actionOf(ports, step.action)
  const mutation: Mutation = { target: step.target, facts: step.facts, request, command: step.command }
  const intent: SentIntent = {
    intentId: ports.newId(),
    attemptId: ports.newId(),
    stepId: step.id,
    deadlineAtMs: Date.now() + timeoutMs,
    startedAt: context.nowText()
  }
  try {
    await log.append(
      'intent',
      intentBody(context, { ...intent, step, action, mutation, before, confirmSeq, digest, insteadOf })
    )
  } catch (error) {
    return await notSent(context, step, options, { outcome: 'failed', failure: asFailure(error) })
  }
  const answer = await exchangeOnce(place.writer, request, {
    attemptId: intent.attemptId,
    runId: log.run().id,
    target: step.target,
    timeoutMs,
    deadlineAtMs: intent.deadlineAtMs,
    abort
  })
  const sent: SentStep = { step, action, mutation, intent, before }
  if (answer.kind === 'answered')
    return (await turnedAway(context, sent, answer.response, untilMs)) ?? answered(context, sent, answer.response)
  if (ending.aborted) return unsettled
  if (answer.kind === 'inDoubt') return settleSent(context, sent, answer.why)
  const { failure } = answer
  if (stop.aborted) return close(context, sent, { outcome: 'cancelled' }, 'Nothing was sent', null, unsent)
  // As with the look: before anything was done nothing is lost by planning again.
  if (isAwaited && isSilence(failure.code) && log.run().attempts.length > 0) {
    const detail = 'Nothing was sent: no connection. It is read again before it is sent'
    const facts = { ...unsent, againAt: context.nowText() }
    await recordOutcome(context, mutation, intent, { outcome: 'failed', failure }, detail, facts)
    return 'unconnected'
  }
  return close(context, sent, { outcome: 'failed', failure }, 'Nothing was sent', null, unsent)
}

/** Of an attempt of which no byte has left. */
const unsent = { sent: 'nothing' }

/** Between a connection that did not come about and the next look, real milliseconds. */
const reconnectMs = 1_000

interface SentStep {
  readonly step: Pick<DoStep, 'id'>
  readonly action: Action
  readonly mutation: Mutation
  readonly intent: SentIntent
  readonly before: unknown
}

/** The connection ended: the intent stays open, and nobody waits for it here. */
const unsettled: StepEnd = { outcome: 'unknown', done: null, isOpen: true }

/** It was not taken, and is wanted again later. */
interface TurnedAway {
  /** Milliseconds by the clock of the place. */
  readonly againAfterMs: number
}

/** Closes the intent of a request that may be sent again in time; null when it may not, or not in time. */
async function turnedAway(
  context: RunContext,
  { action, mutation, intent, before }: SentStep,
  response: WireResponse,
  untilMs: number
): Promise<TurnedAway | null> {
  const { place } = context
  const againAfterMs = action.againAfter?.(response) ?? null
  if (againAfterMs === null) return null
  const atMs = place.clock.now().getTime() + againAfterMs
  if (atMs > untilMs) return null
  const againAt = new Date(atMs).toISOString()
  const detail = `${response.status}: turned away, nothing was done; sent again at ${utc(againAt)}`
  const result = action.outcome(mutation, response, before, place)
  await recordOutcome(context, mutation, intent, { ...result, outcome: 'failed' }, detail, {
    ...responseFacts(response, action),
    againAt
  })
  return { againAfterMs }
}

async function answered(context: RunContext, sent: SentStep, response: WireResponse): Promise<StepEnd> {
  const { action, mutation, before, intent } = sent
  if (response.status === 202 && action.follow) return accepted(context, sent, response)
  const result = action.outcome(mutation, response, before, context.place)
  if (result.outcome === 'unknown')
    return settleSent(context, sent, result.failure?.message ?? `The server answered ${response.status}`)
  const detail = `${response.status} · ${Math.round(response.durationMs)} ms`
  const facts = responseFacts(response, action)
  return close(context, sent, result, detail, serverTime(context, intent, response), facts)
}

/** By our own clock: the date of an answer has a part in the clock of the place. */
function serverTime({ place, timeoutMs }: RunContext, intent: SentIntent, { serverAt }: WireResponse): string {
  const { startedAt, deadlineAtMs } = intent
  const { speed } = place.clock
  const tookMs = Math.max(0, Date.now() - (deadlineAtMs - timeoutMs)) * speed
  return takenAt(serverAt ?? startedAt, { startedAt, endedAtMs: Date.parse(startedAt) + tookMs, speed })
}

/** Recorded, so that another process can read on where this one stopped. */
async function accepted(context: RunContext, sent: SentStep, response: WireResponse): Promise<StepEnd> {
  const { action, mutation, intent } = sent
  await recordAccepted(context, action, mutation, intent, response)
  return endOf(context, sent, await follow(context, action, mutation, intent, response))
}

async function settleSent(context: RunContext, sent: SentStep, why: string): Promise<StepEnd> {
  const { action, mutation, intent } = sent
  const settled = await settleDoubt(context, action, mutation, intent, why)
  const end = await endOf(context, sent, settled)
  const reading = settled?.kind === 'closed' ? readingOnIn(settled.facts) : null
  if (reading) void readOn(context, { ...reading, action, mutation, intent })
  return end
}

async function endOf(context: RunContext, sent: SentStep, settled: Settled | null): Promise<StepEnd> {
  if (settled === null) return unsettled
  if (settled.kind === 'open') return { outcome: 'unknown', failure: settled.failure, done: null, isOpen: true }
  return close(context, sent, settled.result, settled.text, settled.changedAt, settled.facts)
}

/** Closes the intent in the journal with what is now known for certain. `changedAt` is of a change that took effect. */
async function close(
  context: RunContext,
  { step, action, mutation, intent, before }: SentStep,
  result: StepOutcome,
  detail: string,
  changedAt: string | null,
  facts: Readonly<Record<string, unknown>> = {}
): Promise<StepEnd> {
  const isDone = result.outcome === 'succeeded' || result.outcome === 'noChange'
  const since = isDone && changedAt !== null ? { changedAt } : {}
  await recordOutcome(context, mutation, intent, result, detail, { ...facts, ...since })
  if (!isDone || changedAt === null) return { ...result, done: null, isOpen: false }
  if (result.outcome === 'succeeded') await recordDebts(context, action, mutation)
  return { ...result, isOpen: false, done: { stepId: step.id, action: action.id, mutation, before, changedAt } }
}

/** Characters; some of it may be text of the other side. */
const longestDetail = 2_000

/** Writes what became of an intent; shown also when it cannot be written. */
export function recordOutcome(
  { log }: RunContext,
  { target, facts: sent, command, request }: Mutation,
  intent: SentIntent,
  { outcome, failure }: StepOutcome,
  detail: string,
  facts: Readonly<Record<string, unknown>>
): Promise<void> {
  const least = {
    text: `${command}: ${outcome}, ${detail.slice(0, longestDetail)}`,
    intentId: intent.intentId,
    attemptId: intent.attemptId,
    ...(intent.stepId === null ? {} : { stepId: intent.stepId }),
    target,
    facts: sent,
    command,
    request,
    outcome,
    detail: detail.slice(0, longestDetail)
  }
  // What the other side said must not keep what became of the change out of the record.
  return log.say('outcome', { ...least, ...(failure ? { failure } : {}), ...facts }, least)
}

/** There is nothing to send: the target is so already. */
async function alreadyThere(
  context: RunContext,
  step: DoStep,
  { since, text }: Extract<Look, { readonly kind: 'already' }>,
  { insteadOf }: StepSending
): Promise<StepEnd> {
  const action = actionOf(context.ports, step.action)
  const { target, facts, command, sends } = step
  const changedAt = since ?? context.nowText()
  const mutation = sends.kind === 'fixed' ? { target, facts, command, request: sends.request } : null
  await context.log.say('note', {
    text,
    ...lineOf(step, insteadOf),
    outcome: 'noChange',
    changedAt,
    ...(mutation ? { action: `${action.id}/${action.version}`, ...mutation } : {})
  })
  const done = mutation && { stepId: step.id, action: action.id, mutation, before: null, changedAt }
  return { outcome: 'noChange', done, isOpen: false }
}

/** Of a step that could not even begin. */
async function notSent(
  { log }: RunContext,
  step: DoStep,
  { insteadOf }: StepSending,
  result: StepOutcome
): Promise<StepEnd> {
  const { outcome, failure } = result
  const text = `${step.title}: nothing was sent. ${failure?.message ?? ''}`.trimEnd()
  await log.say('note', { text, ...lineOf(step, insteadOf), outcome, ...(failure ? { failure } : {}) })
  return { ...result, done: null, isOpen: false }
}
