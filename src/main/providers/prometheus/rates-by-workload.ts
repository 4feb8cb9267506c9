import type { Requests } from './read-requests.ts'

/**
 * Requests per second by the workload that they reached, as callers, the workloads' own proxies or waypoints report it,
 * whichever saw most of a workload; a sentence where that cannot be told.
 */
export function ratesByWorkload(read: Requests): ReadonlyMap<string, number> | string {
  if (read.kind === 'unknown') return read.measure.detail
  const [silent] = read.silent.values()
  if (silent && read.tallies.size === 0) return silent.detail
  const rates = new Map<string, number>()
  for (const [workload, { destination, source, waypoint, unusable }] of read.tallies) {
    if (unusable) return `A rate of ${workload} is no number.`
    rates.set(workload, Math.max(destination.total, source.total, waypoint.total))
  }
  return rates
}
