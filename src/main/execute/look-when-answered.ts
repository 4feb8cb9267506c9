import { setTimeout as delay } from 'node:timers/promises'
import type { FailureCode } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { Look } from '../ports/action.ts'
import type { DoStep } from '../ports/step.ts'
import { lookAt } from './arm.ts'
import type { EndOutage } from './outage.ts'
import type { RunContext } from './run-context.ts'

/** Between two looks, real milliseconds. */
const everyMs = 1_000
/** Nobody answered: what is to be changed may be as it was. */
const unanswered = new Set<FailureCode>(['unreachable', 'timeout'])

/**
 * The look before a step. In a plan that is half done nobody's answer is no reason to leave it so: it is waited for, for a time that
 * is bounded and said. Before anything was sent nothing is lost by planning again.
 * @throws FailureError when it cannot be read.
 */
export async function lookWhenAnswered(context: RunContext, step: DoStep): Promise<Look> {
  const { abort, outage, log } = context
  const sinceMs = performance.now()
  let end: EndOutage | null = null
  try {
    for (let isFirst = true; ; isFirst = false) {
      try {
        const look = await lookAt(context, step, abort)
        end?.('answers')
        return look
      } catch (error) {
        if (abort.aborted || !isSilence(asFailure(error).code) || log.run().attempts.length === 0) throw error
        if (performance.now() >= sinceMs + outage.forMs) throw error
        if (isFirst) end = outage.begin(sinceMs, step.target)
      }
      await delay(everyMs, undefined, { signal: abort })
    }
  } catch (error) {
    end?.('notWaitedFor')
    abort.throwIfAborted()
    throw error
  }
}

/** Whether a failure says no more than that nobody answered. */
export function isSilence(code: FailureCode): boolean {
  return unanswered.has(code)
}
