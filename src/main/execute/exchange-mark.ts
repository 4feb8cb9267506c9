import type { ServiceRef } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { withDeadline } from '../lib/deadline.ts'
import type { Holder, Mark, Marked, Reservations } from '../ports/reservation.ts'
import { exchangeOnce } from './exchange-once.ts'
import type { RunContext } from './run-context.ts'

/** Longer than that no answer about a mark is waited for, real milliseconds. */
export const answerMs = 5_000

/** The mark, fresh, or why it cannot be read. @throws the abort reason. */
export async function tryRead(
  context: RunContext,
  reservations: Reservations,
  ref: ServiceRef
): Promise<{ readonly mark: Mark | null } | { readonly why: string }> {
  try {
    const mark = await withDeadline(context.abort, answerMs, (late) => reservations.read(context.place, ref, late))
    return { mark }
  } catch (error) {
    context.abort.throwIfAborted()
    return { why: asFailure(error).message }
  }
}

/** What this console, or its process before a crash, holds is its own. */
export function isOthers(mark: Mark | null, { who, journal }: Holder): mark is Mark {
  if (mark === null || mark.holder.who === '') return false
  return mark.holder.who !== who || mark.holder.journal !== journal
}

/** Null when nothing came of it, or nobody knows what: it is read again. */
export async function sendMark(
  { place, timeoutMs, abort }: RunContext,
  reservations: Reservations,
  ref: ServiceRef,
  mark: Mark | null,
  holder: Holder
): Promise<Marked | null> {
  const answer = await exchangeOnce(place.writer, reservations.hold(ref, mark, holder), {
    attemptId: `${holder.runId}-hold`.slice(0, 64),
    timeoutMs: Math.min(timeoutMs, answerMs),
    deadlineAtMs: Date.now() + answerMs,
    abort
  })
  if (answer.kind === 'answered') return reservations.outcome(answer.response)
  abort.throwIfAborted()
  return null
}
