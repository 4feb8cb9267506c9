import type { JournalledAttempt, Line } from './read-journal.ts'
import type { Mutation } from './slow-wire.ts'
import { wrongEnds } from './wrong-ends.ts'

export interface Evidence {
  /** Every attempt of every journal. */
  readonly attempts: readonly JournalledAttempt[]
  /** The records of each journal, oldest first. */
  readonly journals: readonly (readonly Line[])[]
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
  /** Ends of runs that contradict what the same journal says of their requests. */
  readonly wrongEnds: number
  /** Attempts that the journal calls applied and the server did not apply, or the other way round. */
  readonly wrongOutcomes: number
  /** Changes that the drill counted and the wire did not see, or the other way round. */
  readonly uncounted: number
}

/**
 * Compares what the journals say with what happened, body by body. The tests in a patch bind a body to one state of its
 * Deployment, so that equal bodies are tries of the same change, of which at most one can take effect.
 */
export function judge({ attempts, journals, mutations, counted }: Evidence): Faults {
  const applied = mutations.filter(({ status }) => status !== null && status >= 200 && status < 300)
  const intended = countBy(attempts)
  const claimed = countBy(attempts.filter(({ outcomes }) => outcomes[0] === 'succeeded'))
  const effects = countBy(applied)
  const sent = countBy(mutations.filter(({ body }) => intended.has(body)))
  return {
    effectsWithoutIntent: applied.filter(({ body }) => !intended.has(body)).length,
    intentsLost: mutations.filter(({ body }) => !intended.has(body)).length,
    duplicates: excess(sent, intended) + [...effects.values()].filter((times) => times > 1).length,
    unsettled: attempts.filter(({ outcomes }) => outcomes.length !== 1).length,
    wrongEnds: journals.reduce((sum, lines) => sum + wrongEnds(lines), 0),
    wrongOutcomes: excess(effects, claimed) + excess(claimed, effects),
    uncounted: Math.abs(counted - applied.length)
  }
}

function countBy(all: readonly { readonly body: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { body } of all) counts.set(body, (counts.get(body) ?? 0) + 1)
  return counts
}

/** How much more of everything there is on the left than on the right. */
function excess(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): number {
  return [...left].reduce((sum, [body, times]) => sum + Math.max(0, times - (right.get(body) ?? 0)), 0)
}
