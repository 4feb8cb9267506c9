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

/** Services of which the marks are read together; fewer are read each by itself. */
const fewestTogether = 4

/**
 * The marks of many services in one request, in their order. Empty where each is to be read by itself. Where they may not be listed none is taken to be there: one that is refuses to be made, and
 * is read then, as is one that is older than what is written over. @throws the abort reason.
 */
export async function readTogether(
  context: RunContext,
  reservations: Reservations,
  refs: readonly ServiceRef[]
): Promise<readonly (Mark | null)[]> {
  if (refs.length < fewestTogether) return []
  try {
    return await withDeadline(context.abort, answerMs, (late) => reservations.readAll(context.place, refs, late))
  } catch {
    context.abort.throwIfAborted()
    return refs.map(() => null)
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
    runId: holder.runId,
    timeoutMs: Math.min(timeoutMs, answerMs),
    deadlineAtMs: Date.now() + answerMs,
    abort
  })
  if (answer.kind === 'answered') return reservations.outcome(answer.response)
  abort.throwIfAborted()
  return null
}
