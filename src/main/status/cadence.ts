import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../ports/clock.ts'

/**
 * Real milliseconds between two polls that are `clockMs` of the clock's time apart. A fast drill is not asked more
 * often than every `leastMs`.
 */
export function pollMs(clock: Clock, clockMs: number, leastMs: number): number {
  return Math.max(leastMs, clockMs / clock.speed)
}

/** Real milliseconds until a poll is tried again whose source is still being looked for. */
export const sourcePollMs = 250

/**
 * The least real time between two views: an eye follows no more, and each is read, sent and drawn. With what that takes of 5,000 pods
 * nothing on the screen is older than a quarter of a second (`staleness-5000-pods` in docs/benchmarks.md).
 */
export const publishEveryMs = 200

/** Repeats `work` with a pause in real time after each, until `abort`. `work` must not throw. */
export async function repeat(work: () => Promise<void>, pauseMs: () => number, abort: AbortSignal): Promise<void> {
  while (!abort.aborted) {
    await work()
    await delay(pauseMs(), undefined, { signal: abort }).catch(() => undefined)
  }
}

/** Collects changes and publishes at most once in `everyMs` of real time, the first one at once. */
export function createPublisher(publish: () => void, everyMs: number, abort: AbortSignal): () => void {
  let lastMs = -Infinity
  let timer: NodeJS.Timeout | undefined
  abort.addEventListener('abort', () => clearTimeout(timer), { once: true })
  return () => {
    if (abort.aborted || timer) return
    const run = (): void => {
      timer = undefined
      lastMs = performance.now()
      publish()
    }
    timer = setTimeout(run, Math.max(0, lastMs + everyMs - performance.now()))
  }
}
