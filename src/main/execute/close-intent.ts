import type { Attempt } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { StepOutcome } from './outcome-of-response.ts'
import type { RunContext } from './run-context.ts'

/** An intent that stands in the journal without an outcome. */
export interface OpenIntent {
  readonly intentId: string
  readonly attemptId: string
  /** Wall-clock time after which the request cannot arrive any more, milliseconds. */
  readonly deadlineAtMs: number
  /** ISO, by the clock of the run's place. */
  readonly startedAt: string
}

/** Shows the attempt with what is known of it. */
export function showAttempt(context: RunContext, intent: OpenIntent, { outcome, failure }: StepOutcome): void {
  const { command, request } = context.subject.step
  const attempt: Attempt = {
    id: intent.attemptId,
    command,
    request,
    outcome,
    startedAt: intent.startedAt,
    endedAt: context.nowText(),
    ...(failure ? { failure } : {})
  }
  context.change({ attempts: [...context.run().attempts, attempt] })
}

/** Closes the intent in the journal with what is now known for certain; the run settles unless it goes on to the proof. */
export async function closeIntent(
  context: RunContext,
  intent: OpenIntent,
  result: StepOutcome,
  detail: string,
  facts: Readonly<Record<string, unknown>> = {}
): Promise<void> {
  const { outcome, failure } = result
  const { command, request } = context.subject.step
  showAttempt(context, intent, result)
  try {
    await context.ports.journal.append('outcome', {
      text: `${command}: ${outcome}, ${detail}`,
      ...context.about(),
      intentId: intent.intentId,
      attemptId: intent.attemptId,
      command,
      request,
      outcome,
      detail,
      ...(failure ? { failure } : {}),
      ...facts
    })
  } catch (error) {
    context.change({ failure: asFailure(error) })
  }
  const isDone = outcome === 'succeeded' || outcome === 'noChange'
  context.step('send', isDone ? 'done' : outcome === 'cancelled' ? 'cancelled' : 'failed', detail)
  if (isDone) context.change({ outcome })
  else context.settle({ outcome, ...(failure ? { failure } : {}) })
}
