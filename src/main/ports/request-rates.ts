/** Requests per second by the workload that they reached. Of a workload that is in neither map nobody counted any. */
export interface RequestRates {
  readonly byWorkload: ReadonlyMap<string, number>
  /** Workloads whose requests cannot be told, with the reason as a sentence: that is never none. */
  readonly untold: ReadonlyMap<string, string>
}

/**
 * Requests per second of each of some workloads, 0 where nobody counted any. A sentence where those of one of them cannot be
 * told: then no share of their sum can be, either.
 */
export function ratesOf(
  workloads: readonly string[],
  { byWorkload, untold }: RequestRates
): ReadonlyMap<string, number> | string {
  for (const name of workloads) {
    const why = untold.get(name)
    if (why !== undefined) return `What ${name} gets cannot be told. ${why}`
  }
  return new Map(workloads.map((name) => [name, byWorkload.get(name) ?? 0]))
}
