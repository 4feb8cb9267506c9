import { setTimeout as delay } from 'node:timers/promises'
import type { Failure } from '../../contract/index.ts'
import { asFailure, failureOf } from '../../contract/index.ts'
import type { Action, Conclusion, Mutation, Seen, StepOutcome } from '../ports/action.ts'
import type { SentIntent } from './intent.ts'
import { patienceAfter } from './patience.ts'
import type { ReadingOn } from './read-on.ts'
import type { RunContext } from './run-context.ts'
import { takenAt } from './taken-at.ts'

/** How much longer than the request's own deadline is read on after the operator's stop, real milliseconds. */
const graceMs = 5_000
/** Between two readings, real time: the network is in doubt, not the drill. */
const everyMs = 500

/** What the console sees to: the open service when its other side answers again, any other when it is opened. */
const whenRead = 'It is read again as soon as the other side answers, or when it is opened next.'

/** What reading made of a lost answer. */
export type Settled =
  | {
      readonly kind: 'closed'
      readonly result: StepOutcome
      readonly text: string
      /** When the change was taken, ISO; null when it was not. */
      readonly changedAt: string | null
      readonly facts: Readonly<Record<string, unknown>>
    }
  /** Nothing definite could be read: the intent stays open. */
  | { readonly kind: 'open'; readonly failure: Failure }

/**
 * Settles a request whose answer was lost, by reading alone: never a retry. Null when the connection ended meanwhile.
 */
export async function settleDoubt(
  context: RunContext,
  action: Action,
  mutation: Mutation,
  intent: SentIntent,
  why: string
): Promise<Settled | null> {
  const { log, stop, ending, timeoutMs } = context
  const { intentId, attemptId, stepId, deadlineAtMs, startedAt } = intent
  const step = stepId === null ? {} : { stepId }
  const ids = { intentId, attemptId, ...step }
  void log.say('reconcile', { text: `Outcome unknown: ${why}. Reading what is there now.`, ...ids, outcome: 'unknown' })
  const patience = patienceAfter(stop, ending, timeoutMs + graceMs)
  try {
    const { result, text, seen } = await readUntilDefinite(context, action, mutation, {
      // The wall clock may have been set since the intent was written: no request is on its way for longer than this.
      mayArriveForMs: Math.min(Math.max(0, deadlineAtMs - Date.now()), timeoutMs),
      marginMs: timeoutMs / 2,
      abort: patience.signal,
      onWaiting: (waiting) =>
        log.live({ kind: 'step', id: stepId ?? firstStep(log.run()), state: 'unknown', detail: waiting })
    })
    // Why the answer is missing may be why nothing was applied, as when an admission webhook cannot be called.
    const failure = result.failure && { ...result.failure, causes: [why, ...result.failure.causes] }
    const isApplied = result.outcome === 'succeeded'
    const facts = {
      resolvedBy: 'reading',
      after: seen.facts,
      observedAt: context.nowText(),
      ...(result.outcome === 'failed' ? readingOn(context, action.writtenAt(mutation, seen)) : {})
    }
    return {
      kind: 'closed',
      result: failure ? { ...result, failure } : result,
      text,
      changedAt: isApplied ? writtenAt(context, action.writtenAt(mutation, seen) ?? startedAt, startedAt) : null,
      facts
    }
  } catch {
    if (ending.aborted) return null
    const text = 'Whether the change was applied is not known: the other side cannot be read.'
    const remedy = `${whenRead} Until then nothing else is sent to this target.`
    return { kind: 'open', failure: failureOf('unreachable', text, { remedy, retryable: true }) }
  } finally {
    patience.end()
  }
}

/** What was not applied may still be, later than anybody would wait for it. */
function readingOn({ readOn: { forMs } }: RunContext, writtenBefore: string | null): ReadingOn {
  return { readOnUntil: new Date(Date.now() + forMs).toISOString(), writtenBefore }
}

function writtenAt({ place: { clock } }: RunContext, said: string, startedAt: string): string {
  return takenAt(said, { startedAt, endedAtMs: clock.now().getTime(), speed: clock.speed })
}

function firstStep({ steps }: ReturnType<RunContext['log']['run']>): string {
  return steps.find(({ kind }) => kind === 'do')?.id ?? ''
}

interface ReadOptions {
  /** How long the request can still arrive, real milliseconds from now. */
  readonly mayArriveForMs: number
  /** How long after the first reading one that is as before still proves nothing, real milliseconds. */
  readonly marginMs: number
  readonly abort: AbortSignal
  /** Called with the reason while nothing can be read. */
  readonly onWaiting: (text: string) => void
}

interface Definite {
  readonly result: StepOutcome
  readonly text: string
  /** What the conclusion was drawn from. */
  readonly seen: Seen
}

/**
 * Reads until something definite is seen; "not applied" is definite only after the request's deadline, and some time
 * after the first reading: what has left this program may still lie in a socket or with a proxy then.
 * @throws the abort reason.
 */
async function readUntilDefinite(
  { place }: RunContext,
  action: Action,
  mutation: Mutation,
  { mayArriveForMs, marginMs, abort, onWaiting }: ReadOptions
): Promise<Definite> {
  let definiteAtMs = performance.now() + mayArriveForMs
  let hasRead = false
  for (let first = true; ; first = false) {
    abort.throwIfAborted()
    try {
      const askedMs = performance.now()
      const seen = await action.read(mutation, place, abort, first)
      if (!hasRead) definiteAtMs = Math.max(definiteAtMs, performance.now() + marginMs)
      hasRead = true
      const conclusion = action.conclude(mutation, seen)
      if (conclusion.kind === 'running') {
        // What was begun so late is not settled by what was before it.
        definiteAtMs = Math.max(definiteAtMs, performance.now() + marginMs)
        onWaiting(conclusion.text)
        await delay(everyMs, undefined, { signal: abort })
        continue
      }
      if (conclusion.kind !== 'asBefore') return { ...definite(conclusion), seen }
      if (askedMs >= definiteAtMs) return { ...notApplied(conclusion.text), seen }
      onWaiting('Not applied so far; waiting until it can no longer arrive')
    } catch (error) {
      abort.throwIfAborted()
      onWaiting(`Cannot read what is there: ${asFailure(error).message}`)
    }
    await delay(everyMs, undefined, { signal: abort })
  }
}

function definite(conclusion: Exclude<Conclusion, { readonly kind: 'asBefore' | 'running' }>): Omit<Definite, 'seen'> {
  const { text } = conclusion
  if (conclusion.kind === 'applied') return { result: { outcome: 'succeeded' }, text }
  return { result: { outcome: 'conflict', failure: conclusion.failure }, text }
}

function notApplied(asBefore: string): Omit<Definite, 'seen'> {
  const text = `The request was not applied: ${asBefore}`
  const failure = failureOf('timeout', `${text}.`, { remedy: 'Plan again.', retryable: true })
  return { result: { outcome: 'failed', failure }, text }
}
