import type { Labels, ScrapeGrid, Selection, Series, SeriesStore } from '../prometheus/series.ts'
import { scrapeAtOrAfter, scrapeAtOrBefore } from '../prometheus/series.ts'
import { latencyBoundsMs, meanLatencyMs, shareWithin } from './latency.ts'
import type { PodLife, Refusals, Traffic } from './traffic.ts'
import { requestsIn } from './traffic.ts'

/** The ingress gateway that sends the users' requests: its counters are those of `reporter="source"`. */
export interface Gateway {
  readonly namespace: string
  readonly workload: string
  readonly pod: string
  readonly ip: string
}

/** What scraping is like in this cluster. */
export interface ScrapeOptions {
  readonly traffic: Traffic
  readonly gateway: Gateway
  readonly grid: ScrapeGrid
  readonly job: string
  /** Nothing was scraped before this time. */
  readonly sinceMs: number
}

interface Counted {
  readonly code: string
  readonly flags: string
  readonly share: number
}

/** Metrics names of Istio's standard metrics (istio.io reference/config/metrics). */
const requestsTotal = 'istio_requests_total'
const durations = 'istio_request_duration_milliseconds'

function outcomes(life: PodLife): readonly Counted[] {
  const { errorRatio, errorCode } = life.pod.build
  const good = { code: '200', flags: '-', share: 1 - errorRatio }
  return errorRatio === 0 ? [good] : [good, { code: String(errorCode), flags: '-', share: errorRatio }]
}

function destinationLabels(life: PodLife): Labels {
  const { pod, backend } = life
  return {
    destination_app: pod.workload,
    destination_canonical_revision: 'latest',
    destination_canonical_service: pod.workload,
    destination_service: `${backend.service}.${backend.namespace}.svc.cluster.local`,
    destination_service_name: backend.service,
    destination_service_namespace: backend.namespace,
    destination_workload: pod.workload,
    destination_workload_namespace: pod.namespace
  }
}

function sourceLabels(gateway: Gateway): Labels {
  return {
    connection_security_policy: 'mutual_tls',
    request_protocol: 'http',
    source_app: gateway.workload,
    source_canonical_revision: 'latest',
    source_canonical_service: gateway.workload,
    source_workload: gateway.workload,
    source_workload_namespace: gateway.namespace
  }
}

/** When a counter that follows `count` first showed a value; a series does not exist before. */
function firstScrape(
  grid: ScrapeGrid,
  fromMs: number,
  untilMs: number,
  count: (atMs: number) => number
): number | undefined {
  let low = scrapeAtOrAfter(grid, fromMs)
  let high = scrapeAtOrBefore(grid, untilMs)
  if (low > high || count(high) < 1) return undefined
  while (low < high) {
    const middle = scrapeAtOrBefore(grid, (low + high) / 2)
    if (count(middle) >= 1) high = middle
    else low = middle + grid.intervalMs
  }
  return low
}

/** Buckets, sum and count of one family ask for the same total again and again within a query. */
function remembered(count: (atMs: number) => number): (atMs: number) => number {
  const known = new Map<number, number>()
  return (atMs) => {
    const before = known.get(atMs)
    if (before !== undefined) return before
    const value = count(atMs)
    known.set(atMs, value)
    return value
  }
}

interface CounterShape {
  readonly labels: Labels
  readonly fromMs: number
  readonly lastMs: number
  /** Requests counted at a time, not rounded. */
  readonly total: (atMs: number) => number
  readonly build: PodLife['pod']['build']
}

function familyOf(shape: CounterShape, grid: ScrapeGrid, selection: Selection): readonly Series[] {
  const { labels, lastMs, total, build } = shape
  if (lastMs < selection.fromMs || !selection.mayMatch(labels)) return []
  const whole = remembered((atMs) => Math.floor(total(atMs) + 1e-6))
  const firstMs = firstScrape(grid, shape.fromMs, Math.min(selection.nowMs, lastMs), whole)
  if (firstMs === undefined) return []
  const series = (name: string, extra: Labels, valueAt: (atMs: number) => number): Series => ({
    labels: { __name__: name, ...labels, ...extra },
    firstMs,
    lastMs,
    valueAt
  })
  const buckets = [...latencyBoundsMs, Infinity].map((bound) => {
    const share = shareWithin(build, bound)
    const le = Number.isFinite(bound) ? String(bound) : '+Inf'
    return series(`${durations}_bucket`, { le }, (atMs) => Math.floor(whole(atMs) * share + 1e-9))
  })
  const mean = meanLatencyMs(build)
  return [
    series(requestsTotal, {}, whole),
    ...buckets,
    series(`${durations}_count`, {}, whole),
    series(`${durations}_sum`, {}, (atMs) => Math.round(whole(atMs) * mean * 10) / 10)
  ]
}

function scrapeLabels(
  job: string,
  target: { readonly namespace: string; readonly name: string; readonly ip: string }
): Labels {
  return { instance: `${target.ip}:15020`, job, namespace: target.namespace, pod: target.name }
}

/** Everything the drill's Prometheus has scraped: Istio's request metrics of both reporters, and `up`. */
export function createScrapedSeries(options: ScrapeOptions): SeriesStore {
  const { traffic, gateway, grid, job, sinceMs } = options
  const gatewayTarget = { namespace: gateway.namespace, name: gateway.pod, ip: gateway.ip }

  const lastScrape = (life: PodLife): number =>
    life.endedMs === undefined ? Infinity : scrapeAtOrBefore(grid, life.endedMs)

  const ofPod = (life: PodLife, selection: Selection): readonly Series[] => {
    const { demand } = life.route
    const fromMs = Math.max(sinceMs, life.firstServedMs)
    const shared = { ...destinationLabels(life), ...sourceLabels(gateway) }
    return outcomes(life).flatMap(({ code, flags, share }) =>
      familyOf(
        {
          labels: {
            ...shared,
            ...scrapeLabels(job, life.pod),
            reporter: 'destination',
            response_code: code,
            response_flags: flags
          },
          fromMs,
          lastMs: lastScrape(life),
          total: (atMs) => share * requestsIn(demand, life.spans, atMs),
          build: life.pod.build
        },
        grid,
        selection
      )
    )
  }

  /** The gateway counts by destination and code, over all pods that answered; builds with the same latency share buckets. */
  const ofGateway = (lives: readonly PodLife[], selection: Selection): readonly Series[] => {
    const groups = new Map<
      string,
      { readonly labels: Labels; readonly parts: { readonly life: PodLife; readonly share: number }[] }
    >()
    for (const life of lives)
      for (const { code, flags, share } of outcomes(life)) {
        const labels: Labels = {
          ...destinationLabels(life),
          ...sourceLabels(gateway),
          ...scrapeLabels(job, gatewayTarget),
          reporter: 'source',
          response_code: code,
          response_flags: flags
        }
        const key = `${life.backend.namespace}/${life.backend.service}/${life.pod.workload}/${code}`
        const group = groups.get(key) ?? { labels, parts: [] }
        groups.set(key, group)
        group.parts.push({ life, share })
      }
    return [...groups.values()].flatMap(({ labels, parts }) => gatewayFamily(labels, parts, selection))
  }

  const gatewayFamily = (
    labels: Labels,
    parts: readonly { readonly life: PodLife; readonly share: number }[],
    selection: Selection
  ): readonly Series[] => {
    if (!selection.mayMatch(labels)) return []
    const families = parts.map(({ life, share }) => ({
      build: life.pod.build,
      total: remembered((atMs) => share * requestsIn(life.route.demand, life.spans, atMs))
    }))
    const total = (atMs: number): number => families.reduce((sum, part) => sum + part.total(atMs), 0)
    const whole = (atMs: number): number => Math.floor(total(atMs) + 1e-6)
    const fromMs = Math.max(sinceMs, Math.min(...parts.map(({ life }) => life.firstServedMs)))
    const firstMs = firstScrape(grid, fromMs, selection.nowMs, whole)
    if (firstMs === undefined) return []
    const series = (name: string, extra: Labels, valueAt: (atMs: number) => number): Series => ({
      labels: { __name__: name, ...labels, ...extra },
      firstMs,
      lastMs: Infinity,
      valueAt
    })
    const weighted = (atMs: number, weight: (build: PodLife['pod']['build']) => number): number =>
      families.reduce((sum, part) => sum + part.total(atMs) * weight(part.build), 0)
    return [
      series(requestsTotal, {}, whole),
      ...[...latencyBoundsMs, Infinity].map((bound) =>
        series(`${durations}_bucket`, { le: Number.isFinite(bound) ? String(bound) : '+Inf' }, (atMs) =>
          Math.floor(weighted(atMs, (build) => shareWithin(build, bound)) + 1e-6)
        )
      ),
      series(`${durations}_count`, {}, whole),
      series(`${durations}_sum`, {}, (atMs) => Math.round(weighted(atMs, meanLatencyMs) * 10) / 10)
    ]
  }

  const ofRefusals = ({ route, backend, flag, spans }: Refusals, selection: Selection): readonly Series[] => {
    const chosen = flag === 'UO' ? backend.workload : 'unknown'
    const labels: Labels = {
      ...sourceLabels(gateway),
      ...scrapeLabels(job, gatewayTarget),
      connection_security_policy: 'unknown',
      destination_app: flag === 'UO' ? route.name : 'unknown',
      destination_canonical_revision: flag === 'UO' ? 'latest' : 'unknown',
      destination_canonical_service: flag === 'UO' ? route.name : 'unknown',
      destination_service: `${backend.service}.${backend.namespace}.svc.cluster.local`,
      destination_service_name: backend.service,
      destination_service_namespace: backend.namespace,
      destination_workload: chosen,
      destination_workload_namespace: flag === 'UO' ? backend.namespace : 'unknown',
      reporter: 'source',
      response_code: '503',
      response_flags: flag
    }
    const build = { errorRatio: 1, errorCode: 503, medianMs: 0.4, spread: 0.5 }
    return familyOf(
      {
        labels,
        fromMs: Math.max(sinceMs, spans[0]?.fromMs ?? sinceMs),
        lastMs: Infinity,
        total: (atMs) => requestsIn(route.demand, spans, atMs),
        build: { ...build, health: { kind: 'serves' }, startSeconds: 0, complaint: '', errorCode: 503 }
      },
      grid,
      selection
    )
  }

  const up = (lives: readonly PodLife[]): readonly Series[] => [
    ...lives.map((life) => ({
      labels: { __name__: 'up', ...scrapeLabels(job, life.pod) },
      firstMs: scrapeAtOrAfter(grid, Math.max(sinceMs, life.firstServedMs)),
      lastMs: lastScrape(life),
      valueAt: () => 1
    })),
    {
      labels: { __name__: 'up', ...scrapeLabels(job, gatewayTarget) },
      firstMs: scrapeAtOrAfter(grid, sinceMs),
      lastMs: Infinity,
      valueAt: () => 1
    }
  ]

  return {
    grid,
    select(selection) {
      const lives = traffic.pods()
      const candidates = [
        ...lives.flatMap((life) => ofPod(life, selection)),
        ...ofGateway(lives, selection),
        ...traffic.refusals().flatMap((refusals) => ofRefusals(refusals, selection)),
        ...up(lives)
      ]
      return candidates.filter(({ labels }) => selection.matches(labels))
    }
  }
}
