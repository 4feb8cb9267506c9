/** Requests per second, total and failed. */
export interface Rates {
  readonly total: number
  readonly failed: number
}

/** What the two sides of the mesh report about one workload. */
export interface Tally {
  /** By the workload's own proxies. */
  readonly destination: Rates
  /** By its callers' proxies (or a waypoint): the only ones that see requests that reached no pod. */
  readonly source: Rates
}

/** gRPC answers that are the server's fault: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const grpcFailures: ReadonlySet<string> = new Set(['2', '4', '12', '13', '14', '15'])

const none: Rates = { total: 0, failed: 0 }
export const emptyTally: Tally = { destination: none, source: none }

interface LabelledRate {
  readonly labels: Readonly<Record<string, string>>
  readonly rate: number
}

/** Adds up request rates by workload. A request that reached no pod belongs to the workload named like its Service. */
export function tallyByWorkload(rates: readonly LabelledRate[]): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>()
  for (const { labels, rate } of rates) {
    const named = labels['destination_workload'] ?? ''
    const workload = named === 'unknown' ? (labels['destination_service_name'] ?? '') : named
    const side = labels['reporter'] === 'destination' ? 'destination' : 'source'
    const tally = tallies.get(workload) ?? emptyTally
    const { total, failed } = tally[side]
    const isFailure = isFailed(labels)
    tallies.set(workload, { ...tally, [side]: { total: total + rate, failed: failed + (isFailure ? rate : 0) } })
  }
  return tallies
}

/** Whether the requests of a series failed by the server's fault; Istio reports gRPC failures with HTTP status 200. */
export function isFailed(labels: Readonly<Record<string, string>>): boolean {
  const code = labels['response_code'] ?? ''
  return code.startsWith('5') || grpcFailures.has(labels['grpc_response_status'] ?? '')
}
