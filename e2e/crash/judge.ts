import type { JournalledAttempt } from './read-journal.ts'
import type { Mutation } from './slow-wire.ts'

export interface Evidence {
  /** Every attempt of every journal. */
  readonly attempts: readonly JournalledAttempt[]
  /** Every change that came over the wire. */
  readonly mutations: readonly Mutation[]
  /** Changes that the drill itself counted meanwhile. */
  readonly counted: number
}

/** What must never happen, by name; all zero is the goal. */
export interface Faults {
  /** Changes that no journalled intent announced. */
  readonly effectsWithoutIntent: number
  /** Requests that came over the wire, though their synced intent is not in the journal. */
  readonly intentsLost: number
  /** Changes that took effect more often than they were intended, and intents that were sent twice. */
  readonly duplicates: number
  /** Attempts without exactly one definite outcome. */
  readonly unsettled: number
  /** Attempts that the journal calls applied and the server did not apply, or the other way round. */
  readonly wrongOutcomes: number
  /** Changes that the drill counted and the wire did not see, or the other way round. */
  readonly uncounted: number
}

/** Compares what the journals say with what happened. The tests in a patch make each body unique to one attempt. */
export function judge({ attempts, mutations, counted }: Evidence): Faults {
  const intended = new Set(attempts.map(({ body }) => body))
  const applied = mutations.filter(({ status }) => status !== null && status >= 200 && status < 300)
  const appliedBodies = new Set(applied.map(({ body }) => body))
  const sentTwice = mutations.length - new Set(mutations.map(({ body }) => body)).size
  const appliedTwice = applied.length - appliedBodies.size
  return {
    effectsWithoutIntent: applied.filter(({ body }) => !intended.has(body)).length,
    intentsLost: mutations.filter(({ body }) => !intended.has(body)).length,
    duplicates: Math.max(sentTwice - repeatedIntents(attempts), 0) + appliedTwice,
    unsettled: attempts.filter(({ outcomes }) => outcomes.length !== 1).length,
    wrongOutcomes: attempts.filter(
      ({ body, outcomes }) => appliedBodies.has(body) !== (outcomes[0] === 'succeeded' || outcomes[0] === 'noChange')
    ).length,
    uncounted: Math.abs(counted - applied.length)
  }
}

/** A request that was lost may be planned and approved again, word for word. */
function repeatedIntents(attempts: readonly JournalledAttempt[]): number {
  return attempts.length - new Set(attempts.map(({ body }) => body)).size
}
