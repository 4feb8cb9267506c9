/** How much may be written at once, and how much more each minute, in characters. */
export interface Allowance {
  readonly most: number
  readonly perMinute: number
}

/** What is left of an allowance, and what took the rest. */
export interface RefillingBudget {
  /** Characters, a whole number from 0. */
  left(): number
  /** Takes so many characters, also more than are left: what was begun is finished, and made up for later. */
  spend(characters: number): void
  /** What took it, since the start: how often, and how many characters. */
  spent(): { readonly times: number; readonly characters: number }
  /** Real minutes until so many characters are left, a whole number from 0; null when that is not before the next start. */
  minutesUntil(characters: number): number | null
}

/** Times the whole allowance in one start: what comes back for ever would fill a disk all the same. */
const mostRefills = 4

/**
 * An allowance that comes back by the minute, up to four times in all: a page that uses it up keeps a person from writing
 * for some minutes, and not at once until the next start.
 * @param nowMs monotonic milliseconds
 */
export function createRefillingBudget(
  { most, perMinute }: Allowance,
  nowMs: () => number = () => performance.now()
): RefillingBudget {
  const inAll = most * mostRefills
  let rest = most
  let at = nowMs()
  let times = 0
  let characters = 0
  const now = (): number => {
    const ms = nowMs()
    rest = Math.min(most, rest + ((ms - at) / 60_000) * perMinute, inAll - characters)
    at = ms
    return rest
  }
  return {
    left: () => Math.max(0, Math.floor(now())),
    spend(taken) {
      rest = now() - taken
      times += 1
      characters += taken
    },
    spent: () => ({ times, characters }),
    minutesUntil(wanted) {
      const missing = Math.min(wanted, most) - now()
      return inAll - characters < wanted ? null : Math.max(0, Math.ceil(missing / perMinute))
    }
  }
}

/** When something of that length is taken again, as the end of a remedy. */
export function whenTaken(budget: Pick<RefillingBudget, 'minutesUntil'>, characters: number): string {
  const minutes = budget.minutesUntil(characters)
  return minutes === null ? 'start Backout again.' : `wait ${minutes} min, or start Backout again.`
}
