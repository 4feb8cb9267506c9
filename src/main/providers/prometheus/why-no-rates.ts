import type { Measure } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { canonical } from './meters/canonical.ts'
import { unknown } from './judge-tally.ts'
import type { Prometheus } from './prometheus.ts'
import { connections, newestSamples, type Scope } from './queries.ts'
import type { RateWindow } from './rate-window.ts'
import type { VectorSample } from './read-answer.ts'

type Unknown = Extract<Measure, { state: 'unknown' }>

/**
 * Why workloads have no rates though they have series: no rate is not the same as no requests. Workloads that are not
 * among the answers have no series at all.
 * @throws FailureError when Prometheus does not answer.
 */
export async function whyNoRates(
  prometheus: Prometheus,
  scope: Scope,
  window: RateWindow,
  { now, abort }: { readonly now: Date; readonly abort: AbortSignal | undefined }
): Promise<ReadonlyMap<string, Unknown>> {
  const workloadOf = (labels: VectorSample['labels']): string =>
    canonical(prometheus.meter, labels)['destination_workload'] ?? ''
  const newest = await prometheus.query(newestSamples(prometheus.meter, scope), undefined, abort)
  if (newest.length > 0)
    return new Map(
      newest.map(({ labels, value }) => [workloadOf(labels), tooFew(window, now.getTime() - secondsOf(value) * 1_000)])
    )
  const counted = connections(prometheus.meter, scope)
  const connected = counted === null ? [] : await prometheus.query(counted, undefined, abort)
  return new Map(connected.map(({ labels }) => [workloadOf(labels), onlyConnections]))
}

/** A time that no sample can have stands for the oldest one. */
function secondsOf(value: number | null): number {
  return value !== null && value >= 0 && Number.isFinite(value) ? value : 0
}

const onlyConnections = unknown(
  'noSamples',
  'Only connections are counted here, not requests: an ambient mesh counts requests at a waypoint, and there is none.'
)

function tooFew({ seconds, isLearned }: RateWindow, ageMs: number): Unknown {
  const window = formatDuration(seconds * 1_000)
  if (!isLearned) return unknown('sampledRarely', `Sampled too rarely for a window of ${seconds} s.`)
  if (ageMs > seconds * 1_000)
    return unknown('noSamples', `The newest sample is ${formatDuration(ageMs)} old, and ${window} count.`)
  return unknown('noSamples', `Fewer than two samples in the last ${window}, too few for a rate.`)
}
