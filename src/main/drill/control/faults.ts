import type { Fault, FaultPlan } from '../api/ports.ts'

/** A fault as the control port takes it. */
export interface FaultRequest {
  /**
   * latency: waits `ms` of real time, then goes on. error: answers `code`. reset: cuts the connection before anything
   * happens. lostResponse: applies the request, then cuts the connection. errorAfter: applies it, then answers `code`.
   * hang: never answers.
   */
  readonly kind: 'latency' | 'error' | 'reset' | 'lostResponse' | 'errorAfter' | 'hang'
  /** Only requests with this method, for example PATCH. */
  readonly method?: string
  /** Only requests whose path matches this regular expression, in any letter case. */
  readonly path?: string
  readonly user?: string
  /** How many matching requests are hit; 1 unless told. */
  readonly times?: number
  /** How many matching requests pass untouched first. */
  readonly skip?: number
  readonly ms?: number
  readonly code?: number
  /** Azure only: this text in the place of an error, for example HTML with code 200. */
  readonly body?: string
  /** `application/json` unless told. */
  readonly contentType?: string
}

export interface FaultBoard {
  readonly plan: FaultPlan
  /** Throws Error with a message for the caller. */
  add(request: unknown): void
  clear(): void
  pending(): readonly FaultRequest[]
}

const kinds = ['latency', 'error', 'reset', 'lostResponse', 'errorAfter', 'hang'] as const
/** Longer than any client waits, short enough for a timer. */
const hangMs = 2_000_000_000

interface Standing {
  readonly request: FaultRequest
  readonly path: RegExp | undefined
  left: number
  skip: number
}

function check(request: unknown): FaultRequest {
  const given = (typeof request === 'object' && request !== null ? request : {}) as Readonly<Record<string, unknown>>
  if (!kinds.some((kind) => kind === given['kind'])) throw new Error(`kind must be one of ${kinds.join(', ')}`)
  for (const field of ['times', 'skip', 'ms', 'code'])
    if (given[field] !== undefined && !(Number.isInteger(given[field]) && Number(given[field]) >= 0))
      throw new Error(`${field} must be a whole number`)
  for (const field of ['method', 'path', 'user', 'body', 'contentType'])
    if (given[field] !== undefined && typeof given[field] !== 'string') throw new Error(`${field} must be a string`)
  return given as unknown as FaultRequest
}

function toFault(request: FaultRequest): Fault {
  switch (request.kind) {
    case 'latency':
      return { kind: 'delay', delayMs: request.ms ?? 1000 }
    case 'hang':
      return { kind: 'delay', delayMs: hangMs }
    case 'reset':
      return { kind: 'dropBefore' }
    case 'lostResponse':
      return { kind: 'dropAfter' }
    case 'error':
    case 'errorAfter': {
      const code = request.code ?? 503
      const reason = code === 429 ? 'TooManyRequests' : code === 503 ? 'ServiceUnavailable' : 'InternalError'
      const kind = request.kind === 'error' ? 'status' : 'statusAfter'
      const { body, contentType = 'application/json' } = request
      const raw = body === undefined ? {} : { raw: { contentType, body } }
      return { kind, ...raw, code, reason, message: 'the server is currently unable to handle the request' }
    }
  }
}

/** Faults that tests order; each hits the next matching requests. */
export function createFaultBoard(): FaultBoard {
  const standing: Standing[] = []
  return {
    plan(request) {
      for (const fault of standing) {
        const { method, user } = fault.request
        if (fault.left === 0 || (method !== undefined && method !== request.method)) continue
        if (user !== undefined && user !== request.user) continue
        // What a controller writes is hit by faults that name it.
        if (user === undefined && request.user.startsWith('system:serviceaccount:')) continue
        if (fault.path !== undefined && !fault.path.test(request.path)) continue
        if (fault.skip > 0) {
          fault.skip--
          continue
        }
        fault.left--
        return toFault(fault.request)
      }
      return undefined
    },
    add(given) {
      const request = check(given)
      standing.push({
        request,
        path: request.path === undefined ? undefined : new RegExp(request.path, 'i'),
        left: request.times ?? 1,
        skip: request.skip ?? 0
      })
    },
    clear() {
      standing.length = 0
    },
    pending: () => standing.filter(({ left }) => left > 0).map(({ request, left }) => ({ ...request, times: left }))
  }
}
