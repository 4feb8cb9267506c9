import type { Labels, ScrapeGrid, Series, SeriesStore } from '../prometheus/series.ts'
import { scrapeAtOrAfter, scrapeAtOrBefore } from '../prometheus/series.ts'
import type { Build } from './build.ts'
import type { Family, Part } from './metric-family.ts'
import { seriesOf } from './metric-family.ts'
import type { Gateway } from './metric-labels.ts'
import { destinationLabels, refusedLabels, scrapeLabels, sourceLabels } from './metric-labels.ts'
import { podSeries } from './pod-series.ts'
import type { PodLife, Refusals, Traffic } from './traffic.ts'

/** What scraping is like in this cluster. */
export interface ScrapeOptions {
  readonly traffic: Traffic
  readonly gateway: Gateway
  readonly grid: ScrapeGrid
  readonly job: string
  /** Nothing was scraped before this time. */
  readonly sinceMs: number
  /** What is scraped besides. */
  readonly others?: () => readonly Series[]
}

/** Latency of requests that Envoy answers by itself. */
const refusalLatency = { medianMs: 0.4, spread: 0.5 }

/** How a build's answers divide by response code. */
function codesOf({ errorRatio, errorCode }: Build): readonly { readonly code: string; readonly share: number }[] {
  const good = { code: '200', share: 1 - errorRatio }
  return errorRatio === 0 ? [good] : [good, { code: String(errorCode), share: errorRatio }]
}

/** Builds of one workload that share a response code. */
interface CodeGroup {
  readonly labels: Labels
  readonly parts: Part[]
  fromMs: number
}

/** Everything the drill's Prometheus has scraped: Istio's request metrics of both reporters, and `up`. */
export function createScrapedSeries(options: ScrapeOptions): SeriesStore {
  const { traffic, gateway, grid, job, sinceMs } = options
  const source = sourceLabels(gateway)
  const gatewayTarget = scrapeLabels(job, { namespace: gateway.namespace, name: gateway.pod, ip: gateway.ip })
  const lastScrape = ({ endedMs }: PodLife): number =>
    endedMs === undefined ? Infinity : scrapeAtOrBefore(grid, endedMs)

  const ofPod = (life: PodLife): readonly Family[] => {
    const { pod, backend, answered } = life
    const labels = {
      ...destinationLabels(backend, pod.workload),
      ...source,
      ...scrapeLabels(job, pod),
      reporter: 'destination',
      response_flags: '-'
    }
    return codesOf(pod.build).map(({ code, share }) => ({
      labels: { ...labels, response_code: code },
      fromMs: Math.max(sinceMs, life.firstServedMs),
      lastMs: lastScrape(life),
      parts: [{ total: (atMs) => share * answered.total(atMs), latency: pod.build }]
    }))
  }

  /** The gateway's counters go on through all builds of a workload. */
  const ofGateway = (): readonly Family[] => {
    const groups = new Map<string, CodeGroup>()
    for (const { backend, workload, build, answered } of traffic.builds())
      for (const { code, share } of codesOf(build)) {
        const key = `${backend.namespace}/${backend.service}/${workload}/${code}`
        const labels = {
          ...destinationLabels(backend, workload),
          ...source,
          ...gatewayTarget,
          reporter: 'source',
          response_code: code,
          response_flags: '-'
        }
        const group: CodeGroup = groups.get(key) ?? { labels, parts: [], fromMs: Infinity }
        groups.set(key, group)
        group.parts.push({ total: (atMs) => share * answered.total(atMs), latency: build })
        group.fromMs = Math.min(group.fromMs, answered.firstMs() ?? Infinity)
      }
    return [...groups.values()].map((group) => ({
      ...group,
      fromMs: Math.max(sinceMs, group.fromMs),
      lastMs: Infinity
    }))
  }

  const ofRefusals = ({ refused, ...refusal }: Refusals): Family => ({
    labels: { ...source, ...gatewayTarget, ...refusedLabels(refusal) },
    fromMs: Math.max(sinceMs, refused.firstMs() ?? sinceMs),
    lastMs: Infinity,
    parts: [{ total: (atMs) => refused.total(atMs), latency: refusalLatency }]
  })

  return {
    grid,
    select(selection) {
      const lives = [...traffic.pods()].filter((life) => lastScrape(life) >= selection.fromMs)
      const families = [...lives.flatMap(ofPod), ...ofGateway(), ...Array.from(traffic.refusals(), ofRefusals)]
      const up = [
        { labels: gatewayTarget, fromMs: sinceMs, lastMs: Infinity },
        ...[...new Map(lives.map((life) => [`${life.pod.namespace}/${life.pod.name}`, life])).values()].map((life) => ({
          labels: scrapeLabels(job, life.pod),
          fromMs: life.firstServedMs,
          lastMs: lastScrape(life)
        }))
      ].map(({ labels, fromMs, lastMs }) => ({
        labels: { __name__: 'up', ...labels },
        firstMs: scrapeAtOrAfter(grid, Math.max(sinceMs, fromMs)),
        lastMs,
        valueAt: () => 1
      }))
      return [
        ...families.flatMap((family) => seriesOf(family, grid, selection)),
        ...lives.flatMap((life) =>
          podSeries(life, scrapeLabels(job, life.pod), grid, sinceMs, lastScrape(life)).filter(({ labels }) =>
            selection.matches(labels)
          )
        ),
        ...[...up, ...(options.others?.() ?? [])].filter(({ labels }) => selection.matches(labels))
      ]
    }
  }
}
