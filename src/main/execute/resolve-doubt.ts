import { failureOf } from '../../contract/index.ts'
import { writtenByAt } from '../providers/kubernetes/managed-fields.ts'
import { closeIntent, showAttempt, type OpenIntent } from './close-intent.ts'
import { fieldManager } from './conclude.ts'
import { patienceAfter } from './patience.ts'
import { readTarget } from './read-target.ts'
import type { RunContext } from './run-context.ts'
import { inverseOf } from './run-state.ts'
import { settleUnknown } from './settle-unknown.ts'

/** How much longer than the request's own deadline is read on after the operator's stop, real milliseconds. */
const graceMs = 5_000

/** What the console sees to: the open service when its cluster answers again, any other when it is opened. */
const whenRead = 'It is read again as soon as the cluster answers, or when the service is opened next.'

/**
 * The answer is lost: reads decide, nothing is sent again.
 * @returns when the server took the change, ISO, on its own clock; null when it did not, or when that stays unknown.
 */
export async function resolveDoubt(context: RunContext, intent: OpenIntent, why: string): Promise<string | null> {
  const { subject, place, stop, ending, timeoutMs } = context
  const { intentId, attemptId, deadlineAtMs } = intent
  context.change({ state: 'resolving', armedUntil: null })
  context.step('send', 'unknown', `${why}. Reading what is there now.`)
  void context.note('reconcile', `Outcome unknown: ${why}`, { intentId, attemptId, outcome: 'unknown' })
  const patience = patienceAfter(stop, ending, timeoutMs + graceMs)
  try {
    const { outcome, text, failure, after } = await settleUnknown({
      reader: place.reader,
      subject,
      // The wall clock may have been set since the intent was written: no request is on its way for longer than this.
      mayArriveForMs: Math.min(Math.max(0, deadlineAtMs - Date.now()), timeoutMs),
      marginMs: timeoutMs / 2,
      abort: patience.signal,
      onWaiting: (waiting) => context.step('send', 'unknown', waiting)
    })
    const observedAt = context.nowText()
    const facts = { resolvedBy: 'reading', after, observedAt }
    // Why the answer is missing may be why nothing was applied, as when an admission webhook cannot be called.
    const result = failure ? { outcome, failure: { ...failure, causes: [why, ...failure.causes] } } : { outcome }
    await closeIntent(context, intent, result, text, facts)
    return outcome === 'succeeded' ? await changedAt(context, intent.startedAt) : null
  } catch {
    if (ending.aborted) return null
    const failure = failureOf(
      'unreachable',
      'Whether the change was applied is not known: the cluster cannot be read.',
      {
        remedy: `${whenRead} Until then nothing else is sent to this Deployment.`,
        retryable: true
      }
    )
    showAttempt(context, intent, { outcome: 'unknown', failure })
    context.settle({ outcome: 'unknown', failure, inverse: inverseOf(subject) })
    return null
  } finally {
    patience.end()
  }
}

async function changedAt({ place, subject, abort }: RunContext, startedAt: string): Promise<string> {
  try {
    const deployment = await readTarget(place.reader, subject, abort)
    return (deployment && writtenByAt(deployment, fieldManager)) ?? startedAt
  } catch {
    return startedAt
  }
}
