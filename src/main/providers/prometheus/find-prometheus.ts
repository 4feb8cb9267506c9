import type {
  AddressedPrometheus,
  ChosenPrometheus,
  Failure,
  Observed,
  PrometheusTarget,
  ServicePrometheus
} from '../../../contract/index.ts'
import { asFailure, FailureError, leftOutText } from '../../../contract/index.ts'
import { leftOutOf } from '../../lib/left-out.ts'
import { kubePath } from '../kubernetes/kube-path.ts'
import type { KubeObject, KubeReader, ReadOptions } from '../../ports/kube.ts'
import { prometheusCandidates, usualNamespaces } from './candidates.ts'
import { findMeter } from './meters/find-meter.ts'
import type { MeterFile } from './meters/meter-schema.ts'
import type { Meter } from './meters/meter.ts'
import { shippedMeters } from './meters/shipped.ts'
import { createPrometheus } from './prometheus.ts'
import { behindServiceProxy, type PrometheusSource } from './prometheus-source.ts'
import { prometheusName } from './prometheus-name.ts'

export interface FindPrometheusOptions {
  /** The namespace of the service in view; looked at when Services cannot be listed cluster-wide. */
  readonly preferNamespace?: string
  /** Set by the operator: nothing is searched, it is only asked whether it answers. */
  readonly override?: ChosenPrometheus | null
  /** The way to one with an address of its own, which only an override has. @throws FailureError */
  readonly open?: (target: AddressedPrometheus) => Promise<PrometheusSource>
  /** The way by a port-forward; where it is left out, only the service proxy is tried. */
  readonly forward?: (target: ServicePrometheus) => PrometheusSource
  /** How requests may be counted, in the order in which it is looked for; what is shipped when left out. */
  readonly meters?: readonly MeterFile[]
  /** Stamps the result; wall time when left out. */
  readonly now?: () => Date
  readonly abort?: AbortSignal
}

const mostAsked = 6
const byHand = 'Set the Service of Prometheus for this environment by hand.'

/**
 * Finds the Service of the Prometheus that has metrics of requests, by its usual labels and names: the first that answers
 * and has those of the mesh, or else what comes nearest to them. `absent`: no such Service, or none with these metrics; `forbidden`: Services or their proxy may not be
 * read; `unreachable`: found, no answer.
 */
export async function findPrometheus(
  reader: KubeReader,
  options: FindPrometheusOptions = {}
): Promise<Observed<PrometheusSource>> {
  const now = (): string => (options.now?.() ?? new Date()).toISOString()
  const problems: string[] = []
  const read: ReadOptions = {
    tries: 2,
    onSpoiled: (spoiled) => void problems.push(...spoiled.map(({ problem }) => problem)),
    ...(options.abort ? { abort: options.abort } : {})
  }
  let candidates: readonly PrometheusTarget[]
  try {
    candidates = options.override
      ? [byOperator(options.override)]
      : prometheusCandidates(await readServices(reader, options.preferNamespace, read), options.preferNamespace)
  } catch (error) {
    return notFound(asFailure(error), now())
  }
  const wanted = wantedMeters(options)
  /** One may have what a mesh counts, and the first of them only what an app does. */
  let best: { readonly rank: number; readonly source: PrometheusSource } | undefined
  const failures: Failure[] = []
  const without: string[] = []
  for (const target of candidates.slice(0, mostAsked))
    try {
      const source = await reachable(target, reader, options)
      if (source === undefined) continue
      const { meter } = source
      const rank = wanted.findIndex(({ id }) => id === meter?.id)
      if (meter === null) without.push(prometheusName(target))
      else if (best === undefined || rank < best.rank) best = { rank, source: countedBy(source.source, meter) }
      if (best?.rank === 0) break
    } catch (error) {
      failures.push(asFailure(error))
    }
  if (best !== undefined) return { state: 'value', value: best.source, observedAt: now() }
  // A Service that may not be asked says more than one that only looks like Prometheus, or has other metrics.
  const [worst] = failures.toSorted((a, b) => severity(b) - severity(a))
  if (worst && (without.length === 0 || severity(worst) > 0)) return notFound(worst, now())
  const reason =
    without.length === 0
      ? 'No Service with the usual labels or names of Prometheus was found.'
      : `${without.join(' and ')} ${without.length === 1 ? 'has' : 'have'} no metrics of requests: nothing named ${wanted.map(({ counter }) => counter).join(', ')}.`
  const unseen = problems.length === 0 ? '' : ` ${leftOutText(leftOutOf(problems, problems.length))}.`
  return { state: 'absent', reason: `${reason}${unseen}`, remedy: byHand, observedAt: now() }
}

interface Reached {
  readonly source: PrometheusSource
  /** Null where nothing in it counts requests. */
  readonly meter: Meter | null
}

/**
 * One that answers, by the way that somebody chose; else through the service proxy, and by a port-forward where that may help.
 * @throws FailureError of the first way, with what the second one said among its causes
 */
async function reachable(
  target: PrometheusTarget,
  reader: KubeReader,
  options: FindPrometheusOptions
): Promise<Reached | undefined> {
  const { open, forward, override, abort } = options
  const asked = async (source: PrometheusSource | undefined): Promise<Reached | undefined> =>
    source && { source, meter: await findMeter(createPrometheus(source), wantedMeters(options), abort) }
  if ('url' in target) return asked(await open?.(target))
  if (target.through === 'portForward') return asked(forward?.(target))
  try {
    return await asked(behindServiceProxy(reader, target))
  } catch (error) {
    const failure = asFailure(error)
    const because = becauseOf(failure)
    if (override || forward === undefined || because === undefined || abort?.aborted) throw error
    return asked(forward({ ...target, through: 'portForward', because })).catch((second: unknown) => {
      const causes = [...failure.causes, asFailure(second).message]
      throw new FailureError({ ...failure, causes }, { cause: error })
    })
  }
}

/** Why a port-forward may reach what the service proxy did not, as a clause; undefined where it could not either. */
function becauseOf({ code, address }: Failure): string | undefined {
  if (code === 'forbidden') return 'services/proxy may not be used'
  // What stands in front of the API server may cut the service proxy off (status 502 and 504), or its own network may.
  if (code === 'server' || code === 'timeout')
    return `the service proxy ${address.status === undefined ? 'does not answer' : `answers with status ${address.status}`}`
  return undefined
}

function byOperator(chosen: ChosenPrometheus): PrometheusTarget {
  return 'url' in chosen ? { ...chosen, foundBy: 'operator' } : { ...chosen, foundBy: 'operator' }
}

/** What is looked for: what somebody chose, or one after the other. */
function wantedMeters({ meters = shippedMeters, override }: FindPrometheusOptions): readonly MeterFile[] {
  const chosen = meters.filter(({ id }) => id === override?.meter)
  return chosen.length > 0 ? chosen : meters
}

function countedBy(source: PrometheusSource, meter: Meter): PrometheusSource {
  return { ...source, meter, target: { ...source.target, meter: meter.id, countedBy: meter.title } }
}

function severity({ code }: Failure): number {
  return code === 'forbidden' ? 2 : code === 'notFound' ? 0 : 1
}

function notFound(failure: Failure, at: string): Observed<PrometheusSource> {
  if (failure.code === 'forbidden') return { state: 'forbidden', failure, observedAt: at }
  if (failure.code === 'notFound')
    return { state: 'absent', reason: failure.message, remedy: failure.remedy ?? byHand, observedAt: at }
  return { state: 'unreachable', failure, sinceAt: at }
}
/** All Services; where listing them all is forbidden, those of the usual namespaces that may be read. */
async function readServices(
  reader: KubeReader,
  preferNamespace: string | undefined,
  read: ReadOptions
): Promise<readonly KubeObject[]> {
  const services = { group: '', version: 'v1', resource: 'services' }
  try {
    return (await reader.list(kubePath(services), read)).items
  } catch (error) {
    const refusal = asFailure(error)
    if (refusal.code !== 'forbidden') throw error
    const namespaces = new Set([...usualNamespaces, ...(preferNamespace ? [preferNamespace] : [])])
    const lists = await Promise.allSettled(
      [...namespaces].map(async (namespace) => reader.list(kubePath({ ...services, namespace }), read))
    )
    const readable = lists.flatMap((list) => (list.status === 'fulfilled' ? [list.value] : []))
    if (readable.length === 0) throw error
    return readable.flatMap(({ items }) => items)
  }
}
