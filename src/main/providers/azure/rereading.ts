import type { Conclusion } from '../../ports/action.ts'
import type { ReadPlace } from '../../ports/place.ts'

/** Between two readings, by the clock of the place. */
const everyMs = 2_000
/** Between the two readings that have to agree. */
const betweenMs = 1_000
/** No figure is promised for a swap of roles: so long it may be under way without a word. */
const quietMs = 3 * 60_000

/** What is moved between two servers, as it is read and what that says. */
export interface Reread<T> {
  /** @throws FailureError */
  readonly read: (abort: AbortSignal, isLogged: boolean) => Promise<T>
  readonly conclude: (found: T) => Conclusion
}

/** A reading; one that is as it was to become is read twice, and the second one counts. @throws FailureError */
export async function rereadApplied<T>(
  { read, conclude }: Reread<T>,
  { clock }: Pick<ReadPlace, 'clock'>,
  abort: AbortSignal,
  isLogged = false
): Promise<T> {
  const first = await read(abort, isLogged)
  if (conclude(first).kind !== 'applied') return first
  await clock.sleep(betweenMs, abort)
  return read(abort, isLogged)
}

/**
 * What a lost answer is settled by. Roles change at the end of a move: one that is as before is read on for longer than one takes
 * before that is believed. @throws FailureError
 */
export async function rereadSettled<T>(
  of: Reread<T>,
  { clock }: Pick<ReadPlace, 'clock'>,
  abort: AbortSignal,
  isLogged = false
): Promise<T> {
  const beganMs = clock.now().getTime()
  let found = await rereadApplied(of, { clock }, abort, isLogged)
  while (of.conclude(found).kind === 'asBefore' && clock.now().getTime() - beganMs < quietMs) {
    await clock.sleep(everyMs, abort)
    found = await rereadApplied(of, { clock }, abort)
  }
  return found
}
