import { badRequest, StatusError } from '../store/status-error.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'

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
  const timeoutMs = timeoutOf(exchange)
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

/** Milliseconds by unit of Go's time.ParseDuration. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000
}

/** The request's `timeout` in milliseconds, Infinity without one (kubernetes/apiserver pkg/endpoints/filters/request_deadline.go). */
function timeoutOf({ query }: ResourceExchange): number {
  const text = query.get('timeout') ?? ''
  if (text === '') return Number.POSITIVE_INFINITY
  if (!/^(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$/.test(text) && text !== '0') {
    throw badRequest('invalid timeout specified in the request URL')
  }
  const parts = [...text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)]
  const total = parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0), 0)
  return total === 0 ? Number.POSITIVE_INFINITY : total
}
