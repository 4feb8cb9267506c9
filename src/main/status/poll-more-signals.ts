import type { BusinessQuery, Measure, Signal } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { inUnit } from '../../contract/words/format-measure.ts'
import { stringAt } from '../lib/json-access.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeObject } from '../ports/kube.ts'
import { memoryOfPods, type MemoryRead } from './memory-of-pods.ts'
import { activePods } from '../providers/kubernetes/pods/pod-life.ts'
import {
  growthWindowMs,
  lastsSeconds,
  readMemoryLeft,
  type LimitedPod,
  type Prometheus
} from '../providers/prometheus/index.ts'
import { pollMs, repeat, sourcePollMs } from './cadence.ts'
import { podLimit } from './pod-limits.ts'

export interface MoreSignalsOptions {
  readonly namespace: string
  /** Of the service, as they are watched; null while they are read for the first time. */
  readonly pods: () => readonly KubeObject[] | null
  /** Whether a row of the matrix needs memory. */
  readonly isMemoryJudged: boolean
  readonly business: readonly BusinessQuery[]
  /** Null while there is none that answers. */
  readonly prometheus: () => Prometheus | null
  readonly clock: Clock
  readonly abort: AbortSignal
  readonly onChange: () => void
}

const everyMs = 15_000
const leastRealMs = 1_500
/** A query names its pods, and has to fit into an address: what leaks in one leaks in all of its kind. */
const mostPods = 40

/**
 * Reads what the decision needs besides the users' requests: memory that grows, and numbers of the business. What nothing
 * measures, or nobody asks for, is no signal at all.
 * @returns the signals as they were read last
 */
export function pollMoreSignals(options: MoreSignalsOptions): () => readonly Signal[] {
  const { clock, abort } = options
  let memory: MemoryRead | null = null
  let business: Signal | null = null
  let hasRead = false
  const isWaiting = (): boolean => options.prometheus() === null || options.pods() === null
  const poll = async (): Promise<void> => {
    const prometheus = options.prometheus()
    const pods = options.pods()
    if (prometheus === null || pods === null) return
    ;[memory, business] = await Promise.all([
      readMemory(prometheus, { ...options, pods: () => pods }).catch(
        (error: unknown) => memory && { ...memory, signal: unread(memory.signal, error) }
      ),
      readBusiness(prometheus, { ...options, pods: () => pods })
    ])
    hasRead = true
    if (!abort.aborted) options.onChange()
  }
  void repeat(poll, () => (isWaiting() ? sourcePollMs : pollMs(clock, everyMs, leastRealMs)), abort)
  return () => {
    // Nothing is said of what is not known yet. Where no Prometheus answers, the errors say so.
    if (!hasRead) return options.prometheus() === null ? [] : unreadYet(options)
    return [memoryOfPods(memory, options.pods() ?? []), business].filter((signal) => signal !== null)
  }
}

function unreadYet({ isMemoryJudged, business }: Pick<MoreSignalsOptions, 'isMemoryJudged' | 'business'>) {
  const loading = (id: 'memoryLeft' | 'business', unit: Signal['unit']): Signal => ({
    ...none,
    id,
    unit,
    measure: { state: 'unknown', why: 'loading', detail: '' },
    source: ''
  })
  return [
    ...(isMemoryJudged ? [loading('memoryLeft', 's')] : []),
    ...(business.length > 0 ? [loading('business', 'times')] : [])
  ]
}

/** What is read once. */
export interface ReadOnce extends Pick<MoreSignalsOptions, 'namespace' | 'business' | 'clock' | 'abort'> {
  readonly pods: () => readonly KubeObject[]
}

/** Memory of the pods that are old enough to tell; null where none is, or nothing measures it. @throws FailureError */
export async function readMemory(
  prometheus: Prometheus,
  { namespace, pods, clock, abort }: ReadOnce
): Promise<MemoryRead | null> {
  const now = clock.now()
  const limited = activePods(pods())
    .flatMap((pod) => limitedPod(pod, now) ?? [])
    .slice(0, mostPods)
  const left = await readMemoryLeft(prometheus, namespace, limited, now, abort)
  if (left === null) return null
  const { seconds, pod, limitBytes, bytesPerMinute, source } = left
  const limit = inUnit(limitBytes, 'bytes')
  const said =
    seconds >= lastsSeconds
      ? `of no pod grows towards its limit of ${limit}`
      : `of ${pod} grows by ${inUnit(bytesPerMinute, 'bytes', 1)} a minute, and is at its limit of ${limit} in ${formatDuration(seconds * 1_000)}`
  const signal = {
    ...none,
    id: 'memoryLeft',
    unit: 's',
    measure: { state: 'known', value: seconds, observedAt: now.toISOString() },
    source,
    said
  } as const
  return { signal, pod: seconds >= lastsSeconds ? null : pod }
}

/** Null for one without a limit, or so young that its memory says nothing yet. */
function limitedPod(pod: KubeObject, now: Date): LimitedPod | null {
  const startedMs = Date.parse(stringAt(pod, 'status', 'startTime'))
  if (!(now.getTime() - startedMs >= growthWindowMs)) return null
  const limitBytes = podLimit(pod, 'memory')
  return limitBytes === null ? null : { name: pod.metadata.name, limitBytes }
}

/** The number that is lowest, measured by its floor; null where none is asked for. */
export async function readBusiness(
  prometheus: Prometheus,
  { business, clock, abort }: ReadOnce
): Promise<Signal | null> {
  if (business.length === 0) return null
  const at = clock.now().toISOString()
  const read = await Promise.all(
    business.map(async (one) => ({ one, measure: await numberOf(prometheus, one, at, abort) }))
  )
  const unknown = read.find(({ measure }) => measure.state === 'unknown')
  const ranked = read.toSorted((a, b) => share(a.measure) - share(b.measure))
  const [lowest] = ranked
  // One that cannot be read is not quiet, unless another one is broken already.
  const { one, measure } = (lowest && share(lowest.measure) < 1 ? lowest : (unknown ?? lowest)) ?? {}
  if (!one || !measure) return null
  const value = measure.state === 'known' ? Number((measure.value * one.floor).toPrecision(4)) : 0
  return {
    ...none,
    id: 'business',
    unit: 'times',
    measure,
    source: one.query,
    ...(measure.state === 'known' ? { said: `${one.title} ${value}, floor ${one.floor}` } : {})
  }
}

async function numberOf(
  prometheus: Prometheus,
  { title, query, floor }: BusinessQuery,
  at: string,
  abort: AbortSignal
): Promise<Measure> {
  try {
    const [sample, another] = await prometheus.query(query, undefined, abort)
    const detail = another ? `${title}: the query answers with more than one number` : `${title} has no data`
    if (sample === undefined || sample.value === null || another)
      return { state: 'unknown', why: another ? 'unusable' : 'noSamples', detail }
    return { state: 'known', value: sample.value / floor, observedAt: at }
  } catch (error) {
    return { state: 'unknown', why: 'notAnswering', detail: `${title}: ${asFailure(error).message}` }
  }
}

function share(measure: Measure): number {
  return measure.state === 'known' ? measure.value : Infinity
}

function unread(before: Signal, error: unknown): Signal {
  const { said: _old, ...signal } = before
  return { ...signal, measure: { state: 'unknown', why: 'notAnswering', detail: asFailure(error).message } }
}

const none = { normal: { state: 'unknown', why: 'noSamples', detail: '' }, series: [] } as const
