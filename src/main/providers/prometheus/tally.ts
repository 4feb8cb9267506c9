import { outcomeOf } from './outcome.ts'

/** Requests per second by what became of them; `total` is all of them. */
export interface Rates {
  readonly total: number
  readonly failed: number
  readonly unanswered: number
  readonly unclear: number
}

/** Who reports requests. */
export type Side = 'destination' | 'source' | 'waypoint'

/** What the sides of the mesh report about one workload. */
export interface Tally {
  /** By the workload's own proxies. */
  readonly destination: Rates
  /** By its callers' proxies: they see requests that reached no pod. */
  readonly source: Rates
  /** By the waypoint of an ambient mesh, which sees them too. */
  readonly waypoint: Rates
  /** A rate among them was negative, infinite or no number: nothing of this is used. */
  readonly unusable: boolean
}

const none: Rates = { total: 0, failed: 0, unanswered: 0, unclear: 0 }
export const emptyTally: Tally = { destination: none, source: none, waypoint: none, unusable: false }

/** One series at one moment; the rate is null where it is no number. */
export interface LabelledRate {
  readonly labels: Readonly<Record<string, string>>
  readonly rate: number | null
}

/** The workload that a series is about. A request that reached no pod belongs to the one named like its Service. */
export function workloadOf(labels: Readonly<Record<string, string>>): string {
  const named = labels['destination_workload'] ?? ''
  return named === 'unknown' ? (labels['destination_service_name'] ?? '') : named
}

/** Adds up request rates by workload. */
export function tallyByWorkload(rates: readonly LabelledRate[]): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>()
  for (const { labels, rate } of rates) {
    const workload = workloadOf(labels)
    const tally = tallies.get(workload) ?? emptyTally
    const side = sideOf(labels)
    tallies.set(
      workload,
      isRate(rate) ? { ...tally, [side]: added(tally[side], labels, rate) } : { ...tally, unusable: true }
    )
  }
  return tallies
}

/** More a second than all computers together; sums of such rates are still finite. */
const mostRate = 1e15

/** Whether a value of Prometheus can be a number of requests a second. */
export function isRate(rate: number | null): rate is number {
  return rate !== null && rate >= 0 && rate <= mostRate
}

function sideOf(labels: Readonly<Record<string, string>>): Side {
  const reporter = labels['reporter']
  return reporter === 'destination' || reporter === 'waypoint' ? reporter : 'source'
}

function added(rates: Rates, labels: Readonly<Record<string, string>>, rate: number): Rates {
  const outcome = outcomeOf(labels)
  const total = rates.total + rate
  return outcome === 'answered' ? { ...rates, total } : { ...rates, total, [outcome]: rates[outcome] + rate }
}
