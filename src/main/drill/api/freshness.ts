import { StatusError } from '../store/status-error.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { requestTimeoutMs } from './request-timeout.ts'

/** How long upstream's watch cache waits for a version, real milliseconds (pkg/storage/cacher/watch_cache.go blockTimeout). */
const LONGEST_WAIT_MS = 3000

/**
 * Waits until the store has come to a resourceVersion, and answers then. A version that does not come within 3 s is too
 * large (StatusError 504, kubernetes/apiserver pkg/storage/errors.go NewTooLargeResourceVersionError); a request whose
 * own `timeout` is over before is answered by the timeout filter.
 */
export async function whenFresh(
  context: ApiContext,
  exchange: ResourceExchange,
  version: number,
  answer: () => Answer
): Promise<Answer> {
  if (version <= Number(context.store.resourceVersion())) return answer()
  const timeoutMs = requestTimeoutMs(exchange.query)
  const isReached = await reached(context, exchange, version, Math.min(LONGEST_WAIT_MS, timeoutMs))
  if (isReached) return answer()
  if (timeoutMs < LONGEST_WAIT_MS) return timedOut()
  const message = `Timeout: Too large resource version: ${version}, current: ${context.store.resourceVersion()}`
  throw new StatusError(504, 'Timeout', message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1
  })
}

function reached({ store }: ApiContext, { gone }: ResourceExchange, version: number, waitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (isReached: boolean): void => {
      stop()
      clearTimeout(timer)
      gone.removeEventListener('abort', leave)
      resolve(isReached)
    }
    const leave = (): void => finish(false)
    const stop = store.onWrite(() => {
      if (version <= Number(store.resourceVersion())) finish(true)
    })
    const timer = setTimeout(leave, waitMs)
    gone.addEventListener('abort', leave, { once: true })
  })
}

/** kubernetes/apiserver pkg/server/filters/timeout.go writes the bare struct, which http.ResponseWriter takes for text. */
function timedOut(): Answer {
  const status = {
    metadata: {},
    status: 'Failure',
    message: 'Timeout: request did not complete within the allotted timeout',
    reason: 'Timeout',
    details: {},
    code: 504
  }
  return { status: 504, contentType: 'text/plain; charset=utf-8', body: `${JSON.stringify(status)}\n` }
}
