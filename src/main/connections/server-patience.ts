import { setTimeout as delay } from 'node:timers/promises'
import { retryAfterMs } from './backoff.ts'

/**
 * The time before which a server that answered 429 wants no request. It holds for every read of a connection together:
 * priority and fairness counts all requests of a user, whichever stream or poll sends them
 * (kubernetes/apiserver pkg/server/filters/priority-and-fairness.go).
 */
export interface ServerPatience {
  /** Takes `Retry-After` of a 429, or nothing when there was none. */
  asked(retryAfter: string | undefined, serverNowMs: number): void
  /** Real milliseconds that are left; 0 when requests may be sent. */
  leftMs(): number
  /** Resolves when requests may be sent; rejects with the reason of `abort`. */
  wait(abort: AbortSignal): Promise<void>
}

export function createPatience(): ServerPatience {
  let untilMs = 0
  const leftMs = (): number => Math.max(0, untilMs - performance.now())
  return {
    asked(retryAfter, serverNowMs) {
      untilMs = Math.max(untilMs, performance.now() + (retryAfterMs(retryAfter, serverNowMs) ?? 0))
    },
    leftMs,
    async wait(abort) {
      // A later answer may have made it longer meanwhile.
      for (let ms = leftMs(); ms > 0; ms = leftMs()) await delay(Math.ceil(ms), undefined, { signal: abort })
    }
  }
}
