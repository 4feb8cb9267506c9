import { badRequest } from '../store/status-error.ts'

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

const DURATION = /^((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/

/**
 * The `timeout` of a request that is no stream, in milliseconds; Infinity without one. Throws StatusError 400
 * (kubernetes/apiserver pkg/endpoints/filters/request_deadline.go).
 */
export function requestTimeoutMs(query: URLSearchParams): number {
  const text = query.get('timeout') ?? ''
  if (text === '' || text === '0') return Number.POSITIVE_INFINITY
  if (!DURATION.test(text)) {
    throw badRequest(`invalid timeout specified in the request URL - time: invalid duration ${JSON.stringify(text)}`)
  }
  const parts = [...text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)]
  const total = parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0), 0)
  return total === 0 ? Number.POSITIVE_INFINITY : total
}
