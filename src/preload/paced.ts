import { createRateLimit, type Rate } from './rate-limit.ts'

export interface Paced {
  readonly ask: (work: () => void) => void
  /** What is still to be done is not done any more. */
  readonly stop: () => void
}

/**
 * Does something that costs much no more often than so: what is asked for above that is done once, as soon as it may be,
 * however often it was asked for meanwhile.
 * @param nowMs monotonic milliseconds
 */
export function paced(rate: Rate, nowMs: () => number): Paced {
  const may = createRateLimit(rate, nowMs)
  let latest: (() => void) | null = null
  let timer: NodeJS.Timeout | undefined

  function attempt(): void {
    timer = undefined
    if (latest === null) return
    if (!may()) {
      timer = setTimeout(attempt, 1_000 / rate.perSecond)
      return
    }
    const work = latest
    latest = null
    work()
  }

  return {
    ask(work) {
      latest = work
      if (timer === undefined) attempt()
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      latest = null
    }
  }
}
