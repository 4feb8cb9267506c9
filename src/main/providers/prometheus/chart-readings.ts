import type { ChartId, ChartLine, ChartView, ServiceRef } from '../../../contract/index.ts'
import { FailureError, failureOf, type Measure } from '../../../contract/index.ts'
import { commandLine } from '../../lib/shell-quote.ts'
import { mixedClusters } from './cluster-labels.ts'
import { resourceCharts, resourceLine } from './resource-lines.ts'
import { availability, errorRatio, requestRate, type Healthy, type Stamp } from './judge-tally.ts'
import type { Prometheus } from './prometheus.ts'
import { latencyLines } from './latency-lines.ts'
import { latency95, requestRates } from './queries.ts'
import { talliesOver, type HistoryRange } from './requests-over-time.ts'
import type { Tally } from './tally.ts'
import { proxiedPath } from './prometheus-name.ts'

/** One chart as it was read. */
export interface ChartReading {
  readonly id: ChartId
  readonly unit: ChartView['unit']
  readonly lines: readonly ChartLine[]
  readonly query: string
}

/**
 * Errors, latencies, requests and availability of one workload over a range, and what its pods use, all at the same times. What
 * the pods use is left without values where nothing counts it, and where it cannot be read. Each value is of the time
 * since the one before it, where that is longer than the usual window: no burst falls between two of them.
 * @returns times in Unix seconds
 * @throws FailureError when Prometheus does not answer, and where its series are of several clusters
 */
export async function readCharts(
  prometheus: Prometheus,
  ref: ServiceRef,
  range: Omit<HistoryRange, 'leastWindowSeconds'>,
  limits: Healthy,
  abort?: AbortSignal
): Promise<{ readonly times: readonly number[]; readonly charts: readonly ChartReading[] }> {
  const whole: HistoryRange = { ...range, leastWindowSeconds: range.stepSeconds }
  const resources = resourceCharts(ref, range.stepSeconds)
  const [{ moments, windowSeconds, mixed }, latencies, used] = await Promise.all([
    talliesOver(prometheus, ref, whole, abort),
    latencyLines(prometheus, ref, whole, abort),
    Promise.all(resources.map((chart) => resourceLine(prometheus, chart, whole, abort).catch(() => noLine)))
  ])
  if (mixed.length > 0) throw new FailureError(failureOf('invalid', mixedClusters(mixed, prometheus.target.cluster)))
  const scope = { namespace: ref.namespace, workload: ref.name }
  const rates = requestRates(prometheus.meter, scope, windowSeconds)
  const line = (judge: (tally: Tally, stamp: Stamp, healthy: Healthy) => Measure): ChartReading['lines'] => [
    {
      label: '',
      values: moments.map(({ at, tally }) => {
        const measure = judge(tally, { observedAt: at, windowSeconds }, limits)
        return measure.state === 'known' ? measure.value : null
      })
    }
  ]
  const times = moments.map(({ at }) => Date.parse(at) / 1_000)
  return {
    times,
    charts: [
      { id: 'errorRatio', unit: 'ratio', lines: line(errorRatio), query: rates },
      {
        id: 'latency',
        unit: 'ms',
        lines: latencies(moments.map(({ at }) => at)),
        query: latency95(prometheus.meter, scope, windowSeconds) ?? ''
      },
      { id: 'requestRate', unit: 'rps', lines: line(requestRate), query: rates },
      { id: 'availability', unit: 'ratio', lines: line(availability), query: rates },
      ...resources.map(({ id, unit, query }, index) => ({ id, unit, query, lines: [(used[index] ?? noLine)(times)] }))
    ]
  }
}

const noLine = (times: readonly number[]): ChartLine => ({ label: '', values: times.map(() => null) })

/**
 * The command that asks Prometheus the same over the same range. Where it has an address of its own, a token is taken from
 * `PROMETHEUS_TOKEN`, a password is asked for, and a certificate with its key is expected in `client.pem`.
 * @param context of the kubeconfig
 */
export function chartCommand({ target }: Prometheus, query: string, range: HistoryRange, context: string): string {
  const parameters = { query, start: range.fromAt, end: range.toAt, step: String(range.stepSeconds) }
  const api = '/api/v1/query_range'
  const said = Object.entries(parameters).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`])
  if (!('url' in target) && target.through === 'portForward') {
    const { namespace, service, port, path: below = '' } = target
    const forward = ['kubectl', '--context', context, '-n', namespace, 'port-forward', `svc/${service}`, `9090:${port}`]
    // The first tries are refused while the port-forward is being opened.
    const patiently = ['--retry', '5', '--retry-connrefused', '--get']
    const ask = commandLine(['curl', ...patiently, ...said, `http://localhost:9090${below}${api}`])
    return `${commandLine(forward)} >/dev/null & ${ask}; kill $!`
  }
  if (!('url' in target)) {
    const path = `${proxiedPath(target, api)}?${new URLSearchParams(parameters).toString()}`
    return commandLine(['kubectl', '--context', context, 'get', '--raw', path])
  }
  const { url, signIn, user = '', tenant } = target
  const line = commandLine([
    'curl',
    '--get',
    ...said,
    ...(tenant === undefined ? [] : ['--header', `X-Scope-OrgID: ${tenant}`]),
    ...(signIn === 'basic' ? ['--user', user] : []),
    ...(signIn === 'certificate' ? ['--cert', 'client.pem'] : []),
    `${url}${api}`
  ])
  if (signIn === 'azure') return `${line} --header "Authorization: Bearer $(${tokenOfAz(url)})"`
  return signIn === 'bearer' ? `${line} --header "Authorization: Bearer $PROMETHEUS_TOKEN"` : line
}

/** Has az give a token for Azure Monitor, in the cloud of the address, to whoever is signed in there. */
function tokenOfAz(url: string): string {
  const [audience = 'prometheus.monitor.azure.com'] =
    /prometheus\.monitor\.azure\.(com|us|cn)$/.exec(new URL(url).hostname) ?? []
  return `az account get-access-token --scope https://${audience}/.default --query accessToken --output tsv`
}
