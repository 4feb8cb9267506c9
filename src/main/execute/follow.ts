import { setTimeout as delay } from 'node:timers/promises'
import { asFailure } from '../../contract/index.ts'
import type { Action, Mutation, StepOutcome } from '../ports/action.ts'
import type { WireResponse } from '../ports/wire.ts'
import type { SentIntent } from './intent.ts'
import { responseFacts } from './response-facts.ts'
import type { RunContext } from './run-context.ts'

/** After a reading that failed, real milliseconds: a long operation outlives a bad network. */
const againAfterMs = 2_000

/**
 * Follows a long operation that was accepted to its end: recorded, so that another process can read on where this one
 * stopped. A reading that fails is tried again; the operator's stop leaves the outcome unknown.
 * Null when the connection ended meanwhile.
 */
export async function follow(
  context: RunContext,
  action: Action,
  mutation: Mutation,
  { intentId, attemptId, stepId }: SentIntent,
  accepted: WireResponse
): Promise<StepOutcome | null> {
  const { log, place, abort, ending } = context
  const step = stepId === null ? {} : { stepId }
  await log.say('accepted', {
    text: `${mutation.command}: accepted`,
    intentId,
    attemptId,
    ...step,
    operation: { headers: accepted.headers },
    ...responseFacts(accepted, action)
  })
  for (;;) {
    try {
      const result = await action.follow?.(mutation, accepted, place, abort)
      return result ?? { outcome: 'unknown' }
    } catch (error) {
      if (ending.aborted) return null
      if (abort.aborted) return { outcome: 'unknown', failure: asFailure(error) }
      const detail = `Cannot read how far it has come: ${asFailure(error).message}`
      log.live({ kind: 'step', id: stepId ?? '', state: 'now', detail })
    }
    await delay(againAfterMs, undefined, { signal: abort }).catch(() => undefined)
  }
}
