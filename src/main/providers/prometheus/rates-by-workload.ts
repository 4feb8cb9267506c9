import type { RequestRates } from '../../ports/request-rates.ts'
import type { Requests } from './read-requests.ts'

/**
 * Requests per second by the workload that they reached, as callers, the workloads' own proxies or waypoints report it,
 * whichever saw most of a workload, and those of whom that cannot be told; a sentence where it cannot of anybody.
 */
export function ratesByWorkload(read: Requests): RequestRates | string {
  if (read.kind === 'unknown') return read.measure.detail
  const [silent] = read.silent.values()
  if (silent && read.tallies.size === 0) return silent.detail
  const byWorkload = new Map<string, number>()
  const untold = new Map([...read.silent].map(([workload, { detail }]) => [workload, detail]))
  for (const [workload, { destination, source, waypoint, unusable }] of read.tallies) {
    if (unusable) untold.set(workload, `A rate of ${workload} is no number.`)
    else byWorkload.set(workload, Math.max(destination.total, source.total, waypoint.total))
  }
  return { byWorkload, untold }
}
