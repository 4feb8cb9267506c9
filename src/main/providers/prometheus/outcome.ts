type Labels = Readonly<Record<string, string>>

/**
 * What became of the requests of one series. `unanswered`: the caller got nothing; `unclear`: its labels do not tell an
 * answer from a failure.
 */
export type RequestOutcome = 'answered' | 'failed' | 'unanswered' | 'unclear'

/** The labels that tell outcomes apart; every query of requests keeps them. */
export const outcomeLabels = ['response_code', 'response_flags', 'grpc_response_status', 'request_protocol'] as const

/**
 * gRPC statuses that are the server's fault: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS
 * (open-telemetry/semantic-conventions docs/rpc/grpc.md, status of a server span).
 */
const grpcFaults: ReadonlySet<string> = new Set(['2', '4', '12', '13', '14', '15'])
const grpcCancelled = '1'

/**
 * Envoy's flags of an answer that the other side broke off after it had begun (envoyproxy/envoy
 * docs/root/configuration/observability/access_log/usage.rst, RESPONSE_FLAGS): the status line said 200, the rest never
 * came. A caller that breaks off (DC, DR) may have got what it wanted, as with streams, or have waited in vain.
 */
const brokenOff = /(^|,)(UC|UR|UT|UPE|UMSDR)(,|$)/
const leftByCaller = /(^|,)(DC|DR)(,|$)/

/**
 * The outcome of the requests of a series of `istio_requests_total` (istio.io reference/config/metrics). A response code
 * of 0 means that no answer ever began, mostly because the caller gave up; 499 says the same in other proxies' words. gRPC
 * fails with HTTP status 200 and a status of its own.
 */
export function outcomeOf(labels: Labels): RequestOutcome {
  const code = labels['response_code'] ?? ''
  if (/^5\d\d$/.test(code)) return 'failed'
  if (code === '0' || code === '499') return 'unanswered'
  if (!/^[1-4]\d\d$/.test(code)) return 'unclear'
  if (code.startsWith('1') || code.startsWith('4')) return 'answered'
  const flags = labels['response_flags'] ?? ''
  const protocol = labels['request_protocol'] ?? ''
  const grpc = labels['grpc_response_status'] ?? ''
  if (protocol === 'grpc' || (protocol === '' && grpc !== '')) {
    if (grpcFaults.has(grpc)) return 'failed'
    if (grpc === grpcCancelled) return 'unanswered'
    if (grpc === '') return brokenOff.test(flags) ? 'failed' : 'unclear'
  }
  if (brokenOff.test(flags)) return 'failed'
  return leftByCaller.test(flags) ? 'unclear' : 'answered'
}
