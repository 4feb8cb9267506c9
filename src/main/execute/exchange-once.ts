import type { Failure, Target, WireRequest } from '../../contract/index.ts'
import { asFailure, FailureError, failureOf } from '../../contract/index.ts'
import { withDeadline } from '../lib/deadline.ts'
import { SendError, type WireResponse } from '../ports/wire.ts'
import type { Writer } from '../ports/writer.ts'

export type Answer =
  | { readonly kind: 'answered'; readonly response: WireResponse }
  | { readonly kind: 'nothingSent'; readonly failure: Failure }
  /** It may have arrived, and there is no answer. */
  | { readonly kind: 'inDoubt'; readonly why: string }

export interface ExchangeOptions {
  /** Sent along, so that the server's audit log names the attempt. */
  readonly attemptId: string
  /** Of which run it is, likewise. */
  readonly runId: string
  /** What it changes; left out for what the cluster alone has. */
  readonly target?: Target
  /** How long an answer is waited for, real milliseconds. */
  readonly timeoutMs: number
  /** Wall-clock milliseconds after which it is not sent any more: the record says that it cannot arrive then. */
  readonly deadlineAtMs: number
  readonly abort: AbortSignal
}

/** Sends a request once, with a deadline in real time because the network is real; an abort before the first byte sends nothing. */
export async function exchangeOnce(
  writer: Writer,
  request: WireRequest,
  { attemptId, runId, target, timeoutMs, deadlineAtMs, abort }: ExchangeOptions
): Promise<Answer> {
  let left = false
  try {
    const beforeFirstByte = (): void => {
      abort.throwIfAborted()
      // A computer that slept while it connected: the timer below stood still meanwhile.
      if (Date.now() > deadlineAtMs) throw tooLate()
      left = true
    }
    const response = await withDeadline(abort, timeoutMs, (late) =>
      writer.send(request, { attemptId, runId, abort: late, beforeFirstByte, ...(target ? { target } : {}) })
    )
    return { kind: 'answered', response }
  } catch (error) {
    const sent = error instanceof SendError ? error.sent : left ? 'maybe' : 'nothing'
    const { message } = asFailure(error)
    if (sent === 'maybe') return { kind: 'inDoubt', why: message }
    const own = error instanceof SendError ? error.cause : error
    if (own instanceof FailureError) return { kind: 'nothingSent', failure: own.failure }
    const failure = failureOf('unreachable', `The request could not be sent: ${message}`, {
      remedy: 'Check the connection and plan again.',
      retryable: true
    })
    return { kind: 'nothingSent', failure }
  }
}

function tooLate(): FailureError {
  const text = 'The connection was ready too late to act on the approval; nothing was sent.'
  return new FailureError(failureOf('expired', text, { remedy: 'Plan again and approve the new plan.' }))
}
