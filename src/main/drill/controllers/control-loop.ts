import type { Simulation } from '../clock/simulation.ts'

/** A work queue as controllers use it: a key is handled once, a little later, however often it was added. */
export interface ControlLoop {
  add(key: string): void
  /** Handles the key again after simulated milliseconds. */
  addAfter(key: string, delayMs: number): void
}

/** `lagMs` is the simulated time between a change and the reaction to it. */
export function createControlLoop(simulation: Simulation, lagMs: number, handle: (key: string) => void): ControlLoop {
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

  return { add: (key) => plan(key, lagMs), addAfter: (key, delayMs) => plan(key, Math.max(lagMs, delayMs)) }
}
