import { createEventQueue } from './event-queue.ts'

/** Simulated time and everything that is going to happen in it. */
export interface Simulation {
  /** Simulated milliseconds since 1970. Inside an event it is the time for which that event was planned. */
  nowMs(): number
  now(): Date
  /** Plans an event at a simulated time; returns the function that cancels it. */
  at(atMs: number, run: () => void): () => void
  /** Plans an event after simulated milliseconds. */
  after(delayMs: number, run: () => void): () => void
  /** Runs everything planned up to a time at once; only before `goLive`. */
  runUntil(atMs: number): void
  /**
   * Runs everything that is due by now. Whoever answers a question about the present calls it first: the timer that
   * would have run it may be late on a busy machine. Does nothing inside an event and before `goLive`.
   */
  catchUp(): void
  /** From here on simulated time follows real time. */
  goLive(): LiveClock
  stop(): void
}

/** The relation between simulated and real time: simulated = simulatedAt + (real - realAt) * speed. */
export interface LiveClock {
  readonly simulatedAt: string
  readonly realAt: string
  readonly speed: number
}

export interface SimulationOptions {
  /** Simulated start of the history. */
  readonly beginMs: number
  /** Simulated milliseconds per real millisecond, 1 to 100. */
  readonly speed: number
}

/** How long the pump sleeps at most, real milliseconds, so that a changed system clock cannot strand it. */
const longestSleepMs = 1000

/**
 * Events carry their planned time with them, so that what follows from an event does not depend on how late the
 * process came to run it: the same seed gives the same history at any speed.
 */
export function createSimulation(options: SimulationOptions): Simulation {
  const queue = createEventQueue()
  let eventMs = options.beginMs
  let running = false
  let live: { readonly simulatedMs: number; readonly realMs: number } | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const flowingMs = (): number =>
    live === undefined ? eventMs : live.simulatedMs + (Date.now() - live.realMs) * options.speed

  const nowMs = (): number => (running ? eventMs : Math.max(eventMs, flowingMs()))

  const drain = (limitMs: number): void => {
    for (let due = queue.takeDue(limitMs); due !== undefined; due = queue.takeDue(limitMs)) {
      eventMs = Math.max(eventMs, due.atMs)
      running = true
      try {
        due.run()
      } finally {
        running = false
      }
    }
  }

  const arm = (): void => {
    if (live === undefined || running || stopped) return
    clearTimeout(timer)
    const next = queue.nextAtMs()
    const waitMs = next === undefined ? longestSleepMs : (next - flowingMs()) / options.speed
    timer = setTimeout(
      () => {
        drain(flowingMs())
        arm()
      },
      Math.min(longestSleepMs, Math.max(0, waitMs))
    )
  }

  const at = (atMs: number, run: () => void): (() => void) => {
    const isNext = atMs < (queue.nextAtMs() ?? Infinity)
    const cancel = queue.add(Math.max(atMs, eventMs), run)
    if (isNext) arm()
    return cancel
  }

  return {
    nowMs,
    now: () => new Date(nowMs()),
    at,
    after: (delayMs, run) => at(nowMs() + delayMs, run),
    runUntil(atMs) {
      drain(atMs)
      eventMs = Math.max(eventMs, atMs)
    },
    catchUp() {
      if (live !== undefined && !running && !stopped) drain(flowingMs())
    },
    goLive() {
      // The system clock, not the monotonic one: other processes compute simulated time from it as well.
      const clock = { simulatedMs: eventMs, realMs: Date.now() }
      live = clock
      arm()
      return {
        simulatedAt: new Date(clock.simulatedMs).toISOString(),
        realAt: new Date(clock.realMs).toISOString(),
        speed: options.speed
      }
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    }
  }
}
