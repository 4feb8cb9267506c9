import type { Measure } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import type { Clock } from '../../ports/clock.ts'
import { mixedClusters, ownSeries } from './cluster-labels.ts'
import { canonical } from './meters/canonical.ts'
import { unknown, type Stamp } from './judge-tally.ts'
import type { Prometheus } from './prometheus.ts'
import { latency95, requestRates, type Scope } from './queries.ts'
import { isTooRare, type RateWindow } from './rate-window.ts'
import { PartialAnswer, type VectorSample } from './read-answer.ts'
import { tallyByWorkload, workloadOf, type LabelledRate, type Tally } from './tally.ts'
import { whyNoRates } from './why-no-rates.ts'

type Unknown = Extract<Measure, { state: 'unknown' }>

export interface RequestsAsked {
  readonly clock: Pick<Clock, 'now' | 'speed'>
  /** A moment of the past, ISO; now when left out. */
  readonly at?: string
  /** What a rate looks back over at least; the window that was learned of the series where it is left out. */
  readonly leastWindowSeconds?: number
  readonly abort: AbortSignal | undefined
}

/** What was read of a scope at one moment. */
export type Requests =
  | { readonly kind: 'unknown'; readonly measure: Unknown }
  | {
      readonly kind: 'read'
      readonly tallies: ReadonlyMap<string, Tally>
      /** P95 in milliseconds by workload; null where there was nothing to measure. */
      readonly p95: ReadonlyMap<string, number | null>
      /** Workloads that say nothing, with the reason. */
      readonly silent: ReadonlyMap<string, Unknown>
      readonly stamp: Stamp
    }

/** Clocks of two computers are seldom further apart; a fast clock gets ahead while an answer is on its way. */
const toleratedMs = 30_000
const onItsWayMs = 5_000

/**
 * Requests and latencies of a scope in one rate window.
 * @throws FailureError when Prometheus does not answer.
 */
export async function readRequests(prometheus: Prometheus, scope: Scope, asked: RequestsAsked): Promise<Requests> {
  const learned = await prometheus.window(scope.namespace, asked.abort)
  if (isTooRare(learned)) {
    const every = formatDuration(learned.scrapeSeconds * 1_000)
    return blank('sampledRarely', `Sampled only every ${every}, too rarely to judge a release by.`)
  }
  try {
    const window = { ...learned, seconds: Math.max(learned.seconds, asked.leastWindowSeconds ?? 0) }
    return await readWindow(prometheus, scope, window, asked)
  } catch (error) {
    if (error instanceof PartialAnswer) return blank('partial', error.failure.message)
    throw error
  }
}

async function readWindow(
  prometheus: Prometheus,
  scope: Scope,
  window: RateWindow,
  { clock, at, abort }: RequestsAsked
): Promise<Requests> {
  const asked = async (promql: string | null): Promise<readonly VectorSample[]> => {
    const samples = promql === null ? [] : await prometheus.query(promql, at, abort)
    return samples.map((sample) => ({ ...sample, labels: canonical(prometheus.meter, sample.labels) }))
  }
  const [rates, latencies] = await Promise.all([
    asked(requestRates(prometheus.meter, scope, window.seconds)),
    asked(latency95(prometheus.meter, scope, window.seconds))
  ])
  const now = clock.now()
  const reference = at === undefined ? now : new Date(at)
  const misplaced = outOfTime([...rates, ...latencies], reference, window.seconds, clock.speed)
  if (misplaced !== null) return blank('unusable', misplaced)

  const { cluster } = prometheus.target
  const own = ofOwnCluster(rates, cluster)
  const p95 = new Map<string, number | null>()
  for (const [workload, series] of ofOwnCluster(latencies, cluster).kept)
    p95.set(workload, worst(series.map(({ value }) => value)))
  const isEmpty = rates.length === 0 && at === undefined
  // As old as the oldest of both, because one stamp is said of all of it.
  const moments = [...rates, ...latencies].map((sample) => Date.parse(sample.at))
  const taken = moments.reduce((oldest, moment) => Math.min(oldest, moment), reference.getTime())
  return {
    kind: 'read',
    tallies: tallyByWorkload(
      [...own.kept.values()].flat().map(({ labels, value }): LabelledRate => ({ labels, rate: value }))
    ),
    p95,
    silent: isEmpty ? await whyNoRates(prometheus, scope, window, { now, abort }) : own.mixed,
    stamp: { observedAt: new Date(taken).toISOString(), windowSeconds: window.seconds }
  }
}

function blank(why: Unknown['why'], detail: string): Requests {
  return { kind: 'unknown', measure: unknown(why, detail) }
}

/** Why samples are of another time than was asked for, in words; null when they are not. */
function outOfTime(
  samples: readonly VectorSample[],
  reference: Date,
  windowSeconds: number,
  speed: number
): string | null {
  // Not spread into arguments, of which there may be 50,000.
  const ages = samples.map(({ at }) => reference.getTime() - Date.parse(at))
  const oldest = ages.reduce((most, age) => Math.max(most, age), 0)
  const newest = ages.reduce((least, age) => Math.min(least, age), 0)
  if (oldest > windowSeconds * 1_000) return `The answer of Prometheus is ${formatDuration(oldest)} old.`
  if (-newest <= Math.max(toleratedMs, onItsWayMs * speed)) return null
  return `The answer of Prometheus is stamped ${formatDuration(-newest)} ahead of this computer’s clock; one of the two clocks is wrong.`
}

/** The series of this cluster by workload, and the workloads whose series are of several. */
function ofOwnCluster(samples: readonly VectorSample[], cluster: string | undefined) {
  const groups = new Map<string, VectorSample[]>()
  for (const sample of samples) {
    const workload = workloadOf(sample.labels)
    const group = groups.get(workload)
    if (group) group.push(sample)
    else groups.set(workload, [sample])
  }
  const kept = new Map<string, readonly VectorSample[]>()
  const mixed = new Map<string, Unknown>()
  for (const [workload, group] of groups) {
    const own = ownSeries(group, cluster)
    if (own.kind === 'own') kept.set(workload, own.series)
    else mixed.set(workload, unknown('mixedClusters', mixedClusters(own.clusters, cluster)))
  }
  return { kept, mixed }
}

/** The highest of several quantiles: that of all requests together is never higher. */
function worst(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null)
  return numbers.length === 0 ? null : Math.max(...numbers)
}
