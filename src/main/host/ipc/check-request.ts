import { failed, failureOf, ok, requests, type RequestName, type Result } from '../../../contract/index.ts'
import { whyNotPlain } from './plain-value.ts'
import { createRateLimit } from './rate-limit.ts'

/** A request whose input has been checked against the schema of its name. */
export interface CheckedRequest {
  readonly name: RequestName
  readonly input: unknown
}

const everyRate = { burst: 100, perSecond: 50 }
/** A person plans a few times a minute; a script that floods the operator with plans gets no further. */
const planRate = { burst: 10, perSecond: 0.2 }

/**
 * Checks what one window asks: rate, size, name, shape. The names and values it refuses are not repeated in the answer.
 * @param nowMs monotonic milliseconds
 */
export function createRequestCheck(nowMs: () => number): (name: unknown, input: unknown) => Result<CheckedRequest> {
  const mayAsk = createRateLimit(everyRate, nowMs)
  const mayPlan = createRateLimit(planRate, nowMs)
  return (name, input) => {
    if (!mayAsk()) return tooFast()
    if (typeof name !== 'string' || !Object.hasOwn(requests, name)) {
      return failed(failureOf('badInput', 'There is no such request.'))
    }
    const known = name as RequestName
    const oddity = whyNotPlain(input)
    if (oddity !== undefined) return failed(failureOf('badInput', `The input of ${known} was refused: ${oddity}.`))
    const parsed = requests[known].safeParse(input)
    if (!parsed.success) {
      const where = parsed.error.issues[0]?.path.map(String).join('.') ?? ''
      const field = where === '' ? 'The input' : `The field ${where}`
      return failed(failureOf('badInput', `${field} of ${known} has the wrong form.`))
    }
    if (known === 'plan.prepare' && !mayPlan()) return tooFast()
    return ok({ name: known, input: parsed.data })
  }
}

function tooFast(): Result<never> {
  return failed(
    failureOf('rateLimited', 'Too many requests in a short time.', { remedy: 'Wait a few seconds.', retryable: true })
  )
}
