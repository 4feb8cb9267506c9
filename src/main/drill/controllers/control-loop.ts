import type { Simulation } from '../clock/simulation.ts'
import { StatusError } from '../store/status-error.ts'

/** A work queue as controllers use it: a key is handled once, a little later, however often it was added. */
export interface ControlLoop {
  add(key: string): void
  /** Handles the key again after simulated milliseconds. */
  addAfter(key: string, delayMs: number): void
}

/** How long controllers take to react, simulated milliseconds. */
export interface Lag {
  readonly ms: number
  /** Before this time nobody watched: reactions are slower and fewer, which makes days of history cheap. */
  readonly slowBeforeMs: number
}

const slowMs = 2500
/** First wait after a refused write, doubled up to the longest. */
const retryMs = 1000
const longestRetryMs = 64_000

/** Reacts to added keys after the lag; when the store refuses a write, tries again with growing waits as client-go does. */
export function createControlLoop(simulation: Simulation, lag: Lag, handle: (key: string) => void): ControlLoop {
  const planned = new Map<string, { readonly atMs: number; readonly cancel: () => void }>()

  const refusals = new Map<string, number>()

  const attempt = (key: string): void => {
    try {
      handle(key)
      refusals.delete(key)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      const count = refusals.get(key) ?? 0
      refusals.set(key, count + 1)
      plan(key, Math.min(longestRetryMs, retryMs * 2 ** count))
    }
  }

  const plan = (key: string, delayMs: number): void => {
    const atMs = simulation.nowMs() + delayMs
    const known = planned.get(key)
    if (known !== undefined && known.atMs <= atMs) return
    known?.cancel()
    const cancel = simulation.at(atMs, () => {
      planned.delete(key)
      attempt(key)
    })
    planned.set(key, { atMs, cancel })
  }

  const lagMs = (): number => (simulation.nowMs() < lag.slowBeforeMs ? slowMs : lag.ms)
  return { add: (key) => plan(key, lagMs()), addAfter: (key, delayMs) => plan(key, Math.max(lagMs(), delayMs)) }
}
