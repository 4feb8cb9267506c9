import type { Simulation } from '../clock/simulation.ts'

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

/** Reacts to added keys after the lag. */
export function createControlLoop(simulation: Simulation, lag: Lag, handle: (key: string) => void): ControlLoop {
  const planned = new Map<string, { readonly atMs: number; readonly cancel: () => void }>()

  const plan = (key: string, delayMs: number): void => {
    const atMs = simulation.nowMs() + delayMs
    const known = planned.get(key)
    if (known !== undefined && known.atMs <= atMs) return
    known?.cancel()
    const cancel = simulation.at(atMs, () => {
      planned.delete(key)
      handle(key)
    })
    planned.set(key, { atMs, cancel })
  }

  const lagMs = (): number => (simulation.nowMs() < lag.slowBeforeMs ? slowMs : lag.ms)
  return { add: (key) => plan(key, lagMs()), addAfter: (key, delayMs) => plan(key, Math.max(lagMs(), delayMs)) }
}
