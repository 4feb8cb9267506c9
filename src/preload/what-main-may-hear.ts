import { failed, failureOf, type Result } from '../contract/index.ts'
import { whyNotPlain } from './plain-value.ts'
import { createRateLimit } from './rate-limit.ts'

/** No more than main takes: what is above would be refused there, after it has been read. */
const everyRequest = { burst: 100, perSecond: 50 } as const
const longestName = 64

/**
 * What is refused on this side, where the page's script does not reach: main refuses the same, but reads each message wholly before
 * it can, and ten thousands of small ones, or one of a million parts, keep it from everything else for many seconds.
 * @param nowMs monotonic milliseconds
 * @returns the refusal, null for what is sent
 */
export function createHearing(nowMs: () => number): (name: unknown, input: unknown) => Result<never> | null {
  const mayAsk = createRateLimit(everyRequest, nowMs)
  return (name, input) => {
    if (!mayAsk()) {
      const remedy = 'Wait 1 s.'
      return failed(failureOf('rateLimited', 'Too many requests in a short time.', { remedy, retryable: true }))
    }
    if (typeof name !== 'string' || name.length > longestName)
      return failed(failureOf('badInput', 'There is no such request.'))
    const oddity = whyNotPlain(input)
    return oddity === undefined ? null : failed(failureOf('badInput', `The input of ${name} was refused: ${oddity}.`))
  }
}
