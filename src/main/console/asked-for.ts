import {
  askedCheckName,
  asksForChange,
  isReported,
  type Check,
  type ServiceRef,
  type Signal,
  type SignalId,
  type Verdict
} from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { utc } from '../../contract/words/format-time.ts'
import { crossing, type Matrix } from '../decision/index.ts'
import { at, stringAt } from '../lib/json-access.ts'
import type { AskedFor, AskingRows } from '../ports/asking.ts'
import type { KubeObject } from '../ports/kube.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { formatLabelSelector } from '../providers/kubernetes/label-selector.ts'
import { activePods } from '../providers/kubernetes/pods/pod-life.ts'
import { readObject } from '../providers/kubernetes/read-object.ts'
import { workloadResource } from '../providers/kubernetes/workload.ts'
import { growthWindowMs } from '../providers/prometheus/index.ts'
import { readBusiness, readMemory } from '../status/index.ts'
import type { EnvironmentSession } from './environment-session.ts'

/** What no lever measures for its proof; a person says the last ones, and says when they are over. */
const ownRows: readonly SignalId[] = ['memoryLeft', 'business', 'securityIncident', 'customerReports']

/** Rows that ask for a change now and that no proof of a lever covers, one a signal. */
export function askedBy(verdict: Pick<Verdict, 'judgements'> | null): readonly AskedFor[] {
  const firing = (verdict?.judgements ?? []).filter(
    ({ result, level, signal }) => result === 'fires' && asksForChange(level) && ownRows.includes(signal)
  )
  return firing
    .filter(({ signal }, index) => firing.findIndex((one) => one.signal === signal) === index)
    .map(({ signal, title }) => ({ signal, title }))
}

export interface AskingOf {
  readonly session: Pick<EnvironmentSession, 'connection' | 'clock' | 'prometheus'>
  readonly matrix: Matrix
  readonly verdict: () => Verdict | null
}

/** What asks for a change on a service, and whether it still does after one. */
export function createAsking({ session, matrix, verdict }: AskingOf): AskingRows {
  const { connection, clock } = session

  async function checkOf({ signal, title }: AskedFor, ref: ServiceRef, abort: AbortSignal): Promise<Check> {
    const now = clock.now()
    const said = await saidOf(signal, ref, now, abort)
    const blocks = said.status === 'False'
    return {
      name: askedCheckName(signal),
      title: titleOf(signal, title),
      ...said,
      blocks,
      observedAt: now.toISOString()
    }
  }

  async function saidOf(signal: SignalId, ref: ServiceRef, now: Date, abort: AbortSignal): Promise<Said> {
    if (isReported(signal))
      return {
        status: 'Unknown',
        evidence: 'People said so, and no reading tells: ask them, and say here when it is over.'
      }
    const prometheus = session.prometheus()
    if (prometheus === null) return { status: 'Unknown', evidence: 'Not measured: Prometheus does not answer' }
    const pods = signal === 'memoryLeft' ? await podsOf(ref, abort) : []
    const of = { namespace: ref.namespace, pods: () => pods, business: matrix.business, clock, abort }
    const read =
      signal === 'memoryLeft' ? (await readMemory(prometheus, of))?.signal : await readBusiness(prometheus, of)
    if (read) return judged(read, matrix)
    return signal === 'memoryLeft'
      ? { status: 'Unknown', ...untold(pods, now) }
      : { status: 'Unknown', evidence: 'Nothing measures it any more' }
  }

  async function podsOf(ref: ServiceRef, abort: AbortSignal): Promise<readonly KubeObject[]> {
    const { reader } = connection
    const { namespace, name } = ref
    const workload = await readObject(reader, kubePath({ ...workloadResource(ref), namespace, name }), { abort })
    if (workload === null) return []
    const labelSelector = formatLabelSelector(at(workload, 'spec', 'selector'))
    const path = kubePath({ group: '', version: 'v1', resource: 'pods', namespace })
    return activePods((await reader.list(path, { query: { labelSelector }, abort })).items)
  }

  return {
    now: () => askedBy(verdict()),
    checks: (asked, ref, abort) => Promise.all(asked.map((one) => checkOf(one, ref, abort)))
  }
}

type Said = Pick<Check, 'status' | 'evidence' | 'tellsAt'>

/** A reading against the rows of its signal. */
export function judged({ id, measure, normal, said = '' }: Signal, matrix: Matrix): Said {
  if (measure.state === 'unknown') return { status: 'Unknown', evidence: `Not measured: ${measure.detail}` }
  const isPast = crossing(matrix, id, measure, normal) !== null
  return { status: isPast ? 'False' : 'True', evidence: id === 'memoryLeft' ? `Memory ${said}` : said }
}

/** Why nothing can be told of how memory grows, and from when on it can. */
export function untold(pods: readonly KubeObject[], now: Date): Pick<Said, 'evidence' | 'tellsAt'> {
  const started = pods.map((pod) => Date.parse(stringAt(pod, 'status', 'startTime'))).filter(Number.isFinite)
  if (started.length === 0) return { evidence: 'Cannot be told: there is no pod that runs' }
  const oldest = Math.min(...started)
  const ageMs = now.getTime() - oldest
  if (ageMs >= growthWindowMs)
    return { evidence: 'Not measured: no memory of its pods, or no limit of their containers, can be read' }
  const tellsAt = new Date(oldest + growthWindowMs).toISOString()
  const evidence = `Cannot be told yet: the pods run for ${formatDuration(ageMs)}, and growth shows after ${formatDuration(growthWindowMs)}. From ${utc(tellsAt)} on the watch tells`
  return { evidence, tellsAt }
}

function titleOf(signal: SignalId, title: string): string {
  return signal === 'memoryLeft' ? 'Memory does not grow to its limit' : `No more: ${title}`
}
