import { failureOf } from '../../../contract/index.ts'
import type { Look, StepOutcome } from '../../ports/action.ts'
import type { WireResponse } from '../../ports/wire.ts'
import { armFailure } from './arm-error.ts'
import { isRefusal } from './turned-away.ts'

/**
 * What the answer to a move of data says. Only a refusal of Resource Manager says that nothing was begun; 202 is followed, and
 * everything else is read.
 * @param asked `move the write region of orders`
 * @param moved the same as a thing: `move of orders`
 */
export function moveOutcome(response: WireResponse, asked: string, moved: string): StepOutcome {
  const { status, body, headers } = response
  const failure = armFailure({ status, body, asked, retryAfter: headers['retry-after'] ?? '' })
  if (isRefusal(response)) return { outcome: failure.code === 'conflict' ? 'conflict' : 'failed', failure }
  const text = `What was answered to the ${moved} (${status}) does not say what became of it.`
  return { outcome: 'unknown', failure: status < 400 ? failureOf('server', text, { retryable: true }) : failure }
}

/** A move that is not sent, and why. */
export function refusedMove(text: string): Look {
  return { kind: 'refused', failure: failureOf('refused', text, { remedy: 'Plan again from what is there now.' }) }
}
