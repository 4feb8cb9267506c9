import { failed, failureOf, ok, requests, type RequestName, type Result } from '../../../contract/index.ts'
import { whyNotPlain } from './plain-value.ts'
import { createRateLimit, type Rate } from './rate-limit.ts'

/** A request whose input has been checked against the schema of its name. */
export interface CheckedRequest {
  readonly name: RequestName
  readonly input: unknown
}

const everyRate: Rate = { burst: 100, perSecond: 50 }
/** Each costs the API server reads or a dry run, the journal records, or the person a window of another program. */
const scarce: Readonly<Partial<Record<RequestName, Rate>>> = {
  'plan.prepare': { burst: 5, perSecond: 5 / 60 },
  'run.approve': { burst: 20, perSecond: 20 / 60 },
  'output.look': { burst: 20, perSecond: 20 / 60 },
  'output.keep': { burst: 6, perSecond: 6 / 60 },
  'contacts.edit': { burst: 6, perSecond: 6 / 60 },
  'place.show': { burst: 6, perSecond: 6 / 60 }
}

/** What only a person may ask for: a page could fill the clipboard, or open other programs, behind everybody's back. */
const byHand: ReadonlySet<RequestName> = new Set(['clipboard.copy', 'contacts.edit', 'contacts.save', 'place.show'])

/**
 * Checks what one window asks: rate, size, name, shape. The names and values it refuses are not repeated in the answer.
 * @param nowMs monotonic milliseconds
 * @param hasJustActed whether somebody has just clicked or pressed a key in this window
 */
export function createRequestCheck(
  nowMs: () => number,
  hasJustActed: () => boolean
): (name: unknown, input: unknown) => Result<CheckedRequest> {
  const mayAsk = createRateLimit(everyRate, nowMs)
  const scarceLimits = new Map(
    Object.entries(scarce).map(([name, rate]) => [name, { rate, mayAsk: createRateLimit(rate, nowMs) }])
  )
  return (name, input) => {
    if (!mayAsk()) return tooFast(everyRate)
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
    if (byHand.has(known) && !hasJustActed()) {
      return failed(
        failureOf('refused', `${known} follows a click or a key only.`, { remedy: 'Press the button again.' })
      )
    }
    const limit = scarceLimits.get(known)
    if (limit && !limit.mayAsk()) return tooFast(limit.rate)
    return ok({ name: known, input: parsed.data })
  }
}

function tooFast({ perSecond }: Rate): Result<never> {
  const remedy = `Wait ${Math.ceil(1 / perSecond)} s.`
  return failed(failureOf('rateLimited', 'Too many requests in a short time.', { remedy, retryable: true }))
}
