import type { DebtView, Failure } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { Action, Look, Mutation, StepOutcome } from '../ports/action.ts'
import type { DoStep } from '../ports/step.ts'
import type { WireResponse } from '../ports/wire.ts'
import { lookAt } from './arm.ts'
import { exchangeOnce } from './exchange-once.ts'
import { follow } from './follow.ts'
import { intentBody, type SentIntent } from './intent.ts'
import { responseFacts } from './response-facts.ts'
import { actionOf, type DoneStep, type RunContext } from './run-context.ts'
import { settleDoubt } from './settle.ts'

/** What became of one step. */
export interface StepEnd extends StepOutcome {
  /** When it took effect or had nothing to do; null when it did neither. */
  readonly done: DoneStep | null
  /** It is not known what became of it: nothing further may be sent to that target. */
  readonly isOpen: boolean
}

export interface SendOptions {
  /** What was found just before; null to look now. */
  readonly look: Look | null
  /** Sequence number of the approval in the journal. */
  readonly confirmSeq: number
  readonly digest: string
}

/** Locks the target, looks, writes the intent, sends once, and closes the intent with what came of it. */
export async function sendStep(context: RunContext, step: DoStep, options: SendOptions): Promise<StepEnd> {
  const { abort, locks } = context
  const release = await locks.hold(step.target, abort)
  try {
    const look = options.look ?? (await lookAt(context, step, abort))
    if (look.kind === 'ready') return await send(context, step, look, options)
    if (look.kind === 'already') return alreadyThere(context, step, look)
    const outcome = look.kind === 'changed' ? ('conflict' as const) : ('failed' as const)
    return await notSent(context, step, { outcome, failure: look.failure })
  } finally {
    release()
  }
}

async function send(
  context: RunContext,
  step: DoStep,
  { request, before }: Extract<Look, { readonly kind: 'ready' }>,
  { confirmSeq, digest }: SendOptions
): Promise<StepEnd> {
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
    await log.append('intent', intentBody(context, { ...intent, step, action, mutation, before, confirmSeq, digest }))
  } catch (error) {
    return await notSent(context, step, { outcome: 'failed', failure: asFailure(error) })
  }
  const answer = await exchangeOnce(place.writer, request, {
    attemptId: intent.attemptId,
    timeoutMs,
    deadlineAtMs: intent.deadlineAtMs,
    abort
  })
  const sent: SentStep = { step, action, mutation, intent, before }
  if (answer.kind === 'answered') return answered(context, sent, answer.response)
  if (ending.aborted) return unsettled
  if (answer.kind === 'inDoubt') return resolve(context, sent, answer.why)
  const result: StepOutcome = stop.aborted ? { outcome: 'cancelled' } : { outcome: 'failed', failure: answer.failure }
  return close(context, sent, result, 'Nothing was sent', null)
}

interface SentStep {
  readonly step: Pick<DoStep, 'id'>
  readonly action: Action
  readonly mutation: Mutation
  readonly intent: SentIntent
  readonly before: unknown
}

/** The connection ended: the intent stays open, and nobody waits for it here. */
const unsettled: StepEnd = { outcome: 'unknown', done: null, isOpen: true }

async function answered(context: RunContext, sent: SentStep, response: WireResponse): Promise<StepEnd> {
  const { action, mutation, before, intent } = sent
  const result =
    response.status === 202 && action.follow
      ? await follow(context, action, mutation, intent, response)
      : action.outcome(mutation, response, before, context.place)
  if (result === null) return unsettled
  if (result.outcome === 'unknown')
    return resolve(context, sent, result.failure?.message ?? `The server answered ${response.status}`)
  const detail = `${response.status} · ${Math.round(response.durationMs)} ms`
  const facts = responseFacts(response, action)
  return close(context, sent, result, detail, response.serverAt ?? intent.startedAt, facts)
}

async function resolve(context: RunContext, sent: SentStep, why: string): Promise<StepEnd> {
  const { action, mutation, intent } = sent
  const settled = await settleDoubt(context, action, mutation, intent, why)
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
  await recordOutcome(context, mutation, intent, result, detail, facts)
  const isDone = result.outcome === 'succeeded' || result.outcome === 'noChange'
  if (!isDone || changedAt === null) return { ...result, done: null, isOpen: false }
  if (result.outcome === 'succeeded') await openDebts(context, action, mutation)
  return { ...result, isOpen: false, done: { stepId: step.id, action: action.id, mutation, before, changedAt } }
}

/** Writes what became of an intent; shown also when it cannot be written. */
export function recordOutcome(
  { log }: RunContext,
  { target, facts: sent, command, request }: Mutation,
  intent: SentIntent,
  { outcome, failure }: StepOutcome,
  detail: string,
  facts: Readonly<Record<string, unknown>>
): Promise<void> {
  return log.say('outcome', {
    text: `${command}: ${outcome}, ${detail}`,
    intentId: intent.intentId,
    attemptId: intent.attemptId,
    ...(intent.stepId === null ? {} : { stepId: intent.stepId }),
    target,
    facts: sent,
    command,
    request,
    outcome,
    detail,
    ...(failure ? { failure } : {}),
    ...facts
  })
}

async function openDebts(context: RunContext, action: Action, mutation: Mutation): Promise<void> {
  for (const owed of action.debts?.(mutation) ?? []) {
    const debt: DebtView = { ...owed, openedAt: context.nowText(), settledAt: null }
    await context.log.say('debt', { text: owed.text, debt })
  }
}

/** There is nothing to send: the target is so already. */
async function alreadyThere(
  context: RunContext,
  step: DoStep,
  { since, text }: Extract<Look, { readonly kind: 'already' }>
): Promise<StepEnd> {
  await context.log.say('note', { text, stepId: step.id, outcome: 'noChange' })
  const request = step.sends.kind === 'fixed' ? step.sends.request : null
  const done = request && {
    stepId: step.id,
    action: step.action,
    mutation: { target: step.target, facts: step.facts, request, command: step.command },
    before: null,
    changedAt: since ?? context.nowText()
  }
  return { outcome: 'noChange', done, isOpen: false }
}

/** Of a step that could not even begin; the run's end says why. */
async function notSent(context: RunContext, step: DoStep, result: StepOutcome): Promise<StepEnd> {
  const failure: Failure | undefined = result.failure
  context.log.live({ kind: 'step', id: step.id, state: 'failed', detail: failure?.message ?? '' })
  return { ...result, done: null, isOpen: false }
}
