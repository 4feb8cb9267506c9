import { backoffMs } from './backoff.ts'
import { lifeSeconds } from './watch-rules.ts'

const firstBackoffMs = 800
const mostBackoffMs = 30_000
/** What is more than is taken in is seldom less the next time, and costs much each time. */
const leastLargeMs = 30_000
const mostLargeMs = 600_000
/** Between the lists that stand in for a watch that sends too much: what is shown is not stale yet. */
const fastMs = 10_000

/** Why a watch, or the list before it, came to nothing. */
export type WatchTrouble =
  /** There is no such list, or one may not see it. */
  | 'refused'
  /** More than is taken in. */
  | 'large'
  /** More changes than are taken in. */
  | 'fast'
  /** It was no answer. */
  | 'malformed'
  /** Everything else: nothing answers, or the server is not well. */
  | 'other'

/**
 * Before a server is asked again that ends each watch at once, or is not well, real milliseconds.
 * @param failures one after the other, this one counted
 */
export function soonMs(failures: number, random: () => number): number {
  return backoffMs(failures, firstBackoffMs, mostBackoffMs, random)
}

/** Before the next list when what is known is only old, the same. The first time it is that; again and again it is the server. */
export function outdatedMs(failures: number, random: () => number): number {
  return failures === 1 ? random() * firstBackoffMs : soonMs(failures, random)
}

/**
 * How long a watch waits by itself after it failed, real milliseconds.
 * @param failures one after the other, this one counted
 * @param speed of the clock that ages are told by
 */
export function troubleMs(trouble: WatchTrouble, failures: number, speed: number, random: () => number): number {
  switch (trouble) {
    case 'large':
      return leastLargeMs + backoffMs(failures, leastLargeMs, mostLargeMs, random)
    case 'fast':
      return fastMs
    case 'malformed':
      return backoffMs(failures, firstBackoffMs, fastMs, random)
    case 'refused':
      // What is not there is asked for as often as what is there is confirmed.
      return backoffMs(failures, firstBackoffMs, lifeSeconds(speed, random) * 1000, random)
    case 'other':
      return soonMs(failures, random)
  }
}
