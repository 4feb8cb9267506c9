import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../ports/clock.ts'
import { backoffMs } from './backoff.ts'

/** When a link that is lost is tried again: one time for all who wait for it, so that the screen has one time to show. */
export interface SharedRetry {
  /**
   * The try that is planned, or else a new one, `leastMs` (real milliseconds) from now or later; the longer the more of
   * them were in vain.
   */
  plan(leastMs: number): NextTry
  /** The try that is planned and has not come; undefined for none. */
  planned(): string | undefined
  /** Calls back with each new plan, until `abort`: who waited for the one before, or is trying, waits for the new one. */
  onPlan(listener: (nextTryAt: string) => void, abort: AbortSignal): void
  /** Resolves after `waitMs`, or sooner with an answer; also when `abort` ends it. */
  wait(waitMs: number, abort: AbortSignal): Promise<void>
  /** The link is there again: after a real loss nobody waits any longer. */
  answered(): void
}

export interface NextTry {
  /** By the clock of the connection. */
  readonly nextTryAt: string
  /** Until then, real milliseconds. */
  readonly waitMs: number
}

const firstMs = 800
const mostMs = 30_000
/** A link that answers in between was not lost: whoever is refused on it has to wait, or would ask again at once for ever. */
const lostMs = 3_000

export function createSharedRetry(clock: Clock, random: () => number = Math.random): SharedRetry {
  let inVain = 0
  let next: { readonly atMs: number; readonly at: string } | undefined
  let failingSinceMs: number | undefined
  let waiting = new AbortController()
  const listeners = new Set<(nextTryAt: string) => void>()

  const left = (): number => (next === undefined ? 0 : next.atMs - performance.now())

  return {
    plan(leastMs) {
      failingSinceMs ??= performance.now()
      const leftMs = left()
      if (next && leftMs > 0) return { nextTryAt: next.at, waitMs: leftMs }
      inVain += 1
      // At least half of it: those who fail a moment later, in the same round, wait for the same try.
      const halfMs = Math.min(mostMs, firstMs * 2 ** (inVain - 1)) / 2
      const waitMs = Math.max(leastMs, halfMs + backoffMs(1, halfMs, halfMs, random))
      const at = new Date(clock.now().getTime() + waitMs * clock.speed).toISOString()
      next = { atMs: performance.now() + waitMs, at }
      for (const listener of listeners) listener(at)
      return { nextTryAt: at, waitMs }
    },
    planned: () => (left() > 0 ? next?.at : undefined),
    onPlan(listener, abort) {
      if (abort.aborted) return
      listeners.add(listener)
      abort.addEventListener('abort', () => listeners.delete(listener), { once: true })
    },
    async wait(waitMs, abort) {
      await delay(waitMs, undefined, { signal: AbortSignal.any([abort, waiting.signal]) }).catch(() => undefined)
    },
    answered() {
      const wasLost = failingSinceMs !== undefined && performance.now() - failingSinceMs >= lostMs
      failingSinceMs = undefined
      inVain = 0
      if (!wasLost) return
      next = undefined
      waiting.abort()
      waiting = new AbortController()
    }
  }
}
