/** How many requests users send to one service: a mean rate with a slow swing around it. */
export interface Demand {
  readonly requestsPerSecond: number
  /** Amplitude of the swing as a share of the mean, below 1. */
  readonly swing: number
  readonly periodSeconds: number
  /** Time of the swing's zero crossing, simulated milliseconds. */
  readonly phaseMs: number
}

/** Requests sent since an arbitrary origin; a pure, growing function of simulated time. */
export function demandUntil(demand: Demand, atMs: number): number {
  const seconds = (atMs - demand.phaseMs) / 1000
  const turns = (2 * Math.PI) / demand.periodSeconds
  return demand.requestsPerSecond * (seconds - (demand.swing / turns) * Math.cos(turns * seconds))
}
