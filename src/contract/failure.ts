/** Where a failure happened, so that a message can always name its object. */
export interface Address {
  readonly environment?: string
  readonly namespace?: string
  /** Kubernetes resource (plural), for example `deployments`. */
  readonly resource?: string
  readonly group?: string
  readonly name?: string
  readonly verb?: string
  /** HTTP status of the answer, when there was one. */
  readonly status?: number
  readonly user?: string
}

export type FailureCode =
  | 'badInput'
  | 'cancelled'
  | 'conflict'
  | 'expired'
  | 'forbidden'
  | 'internal'
  | 'invalid'
  | 'locked'
  | 'missing'
  | 'notFound'
  | 'notKubernetes'
  | 'preconditionFailed'
  | 'rateLimited'
  | 'refused'
  | 'server'
  | 'timeout'
  | 'tls'
  | 'unauthorized'
  | 'unreachable'

/** A refusal or an error as data: it survives every process boundary with its address and its way out. */
export interface Failure {
  readonly code: FailureCode
  /** One sentence: what failed and why. Untrusted text inside is already made visible. */
  readonly message: string
  /** The way out, as an instruction. */
  readonly remedy?: string
  readonly address: Address
  /** Whether the same request may succeed later without a change by the operator. */
  readonly retryable: boolean
  /** Messages of the causes, outermost first. */
  readonly causes: readonly string[]
  /** Forbidden only: the smallest Role and RoleBinding, as YAML, that would allow the request. */
  readonly grant?: string
}

/** An answer that is either a value or a `Failure`; never both. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

/** Wraps a value as a successful `Result`. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

/** Wraps a failure as a `Result`. */
export function failed(failure: Failure): Result<never> {
  return { ok: false, failure }
}

/** The class that carries a `Failure` inside one process; across processes the plain `failure` travels. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options)
    this.name = 'FailureError'
    this.failure = failure
  }
}

/** Builds a `Failure` with the common defaults: no causes, an empty address, not retryable. */
export function failureOf(
  code: FailureCode,
  message: string,
  rest: Partial<Omit<Failure, 'code' | 'message'>> = {}
): Failure {
  return { code, message, address: {}, retryable: false, causes: [], ...rest }
}

/** Turns anything thrown into a `Failure`; a thrown `FailureError` keeps its own. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure
  if (thrown instanceof Error) return failureOf('internal', thrown.message)
  return failureOf('internal', String(thrown))
}
