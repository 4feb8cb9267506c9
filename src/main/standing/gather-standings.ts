import type { Evidence, SeriesPoint, ServiceRef } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { formatRatio } from '../../contract/words/format-measure.ts'
import { ratioOf } from '../lib/ratio.ts'
import type { Clock } from '../ports/clock.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Limits } from '../ports/limits.ts'
import type { Standing } from '../ports/standing.ts'
import type { KubeObject } from '../ports/kube.ts'
import { historyOf, type HistoryEntry } from '../providers/kubernetes/history.ts'
import { servedIntervals, type Served } from '../providers/kubernetes/served.ts'
import { combined, withRecommended } from './combined.ts'
import { operatorMark, rollbacksAway } from './journal-evidence.ts'
import { stillServing } from './serving-evidence.ts'
import {
  pastRange,
  replicaSetRequests,
  sumOf,
  type PastRange,
  type RangeQueries,
  type RequestCount
} from './replica-set-errors.ts'

/** Requests of the whole service in the past; the fallback where metrics do not name pods. */
export interface PastErrors {
  /**
   * Rate of requests and of failed requests of the service, per second, over a past interval.
   * @throws FailureError when Prometheus does not answer.
   */
  rates(ref: ServiceRef, range: PastRange, abort?: AbortSignal): Promise<PastRates>
}

/** Rates over the window of these series, point by point at the same times. */
export interface PastRates {
  readonly total: readonly SeriesPoint[]
  readonly failed: readonly SeriesPoint[]
  /** Of these nobody knows whether they failed. */
  readonly unsure: readonly SeriesPoint[]
}

export interface GatherInput {
  readonly ref: ServiceRef
  /** The Deployment as raw JSON. */
  readonly deployment: KubeObject
  readonly replicaSets: readonly KubeObject[]
  /** Null when there is no Prometheus: then nothing is known from metrics. */
  readonly prometheus: RangeQueries | null
  readonly pastErrors: PastErrors | null
  /** What rates of these series look back over, seconds. */
  readonly windowSeconds: number
  /** What the journal says of an object by its uid, oldest first. */
  readonly recorded: (uid: string) => readonly JournalRecord[]
  readonly clock: Clock
  readonly limits: Limits
  readonly abort?: AbortSignal
}

/** How many revisions are looked up in Prometheus; older ones are out of its retention anyway. */
const measuredRevisions = 10
/** Of one that served again and again the newest times. */
const measuredTimes = 3
/** Range queries over days are dear: so many run at a time. */
const queriesAtATime = 2
/** At the beginning of a time the rollout, and after it the rate window, hold requests of the revision before. */
const rolloutMs = 60_000

/** Looks up the standing of every ReplicaSet of a Deployment, newest revision first. */
export async function gatherStandings(input: GatherInput): Promise<readonly Standing[]> {
  const history = historyOf(input.deployment, input.replicaSets)
  const served = servedIntervals(history)
  const measured = await measureRevisions(input, history, served)
  const deploymentUid = input.deployment.metadata.uid
  const changes = input.recorded(deploymentUid)
  const gathered = history.map((entry) => {
    const { uid, name } = entry.replicaSet.metadata
    const mark = operatorMark(input.recorded(uid), uid)
    const away = rollbacksAway(changes, deploymentUid, name)
    const metrics = measured.get(uid) ?? []
    const last = served.get(uid)?.at(-1)
    const serving = stillServing(history, entry, last, input.clock.now())
    const evidence = [mark, ...away, ...metrics, serving].filter((one) => one !== null && one !== undefined)
    return {
      replicaSet: name,
      uid,
      revision: entry.revision,
      evidence,
      standing: combined(evidence),
      lastServedAt: last?.toAt ?? null
    }
  })
  const current = history.find(({ isCurrent }) => isCurrent)?.replicaSet.metadata.uid
  return withRecommended(gathered, (one) => one.uid === current)
}

/** One time in which a revision served. */
interface Asked {
  readonly entry: HistoryEntry
  readonly revision: number
  readonly fromMs: number
  readonly toMs: number
  /** Its beginning is written nowhere; `fromMs` is the end of the time before. */
  readonly isBeginUnknown: boolean
  /** It is one of several, and the text says which. */
  readonly isOneOfMany: boolean
}

async function measureRevisions(
  input: GatherInput,
  history: readonly HistoryEntry[],
  served: ReadonlyMap<string, readonly Served[]>
): Promise<ReadonlyMap<string, readonly Evidence[]>> {
  const now = input.clock.now()
  const asked = history
    .slice(0, measuredRevisions)
    .flatMap((entry) => timesOf(entry, served.get(entry.replicaSet.metadata.uid) ?? [], now))
  const { prometheus } = input
  if (!prometheus) return new Map()
  try {
    const byPod = await inTurns(asked, async (one) => ({ one, count: await podRequests(input, prometheus, one) }))
    if (byPod.some(({ count }) => count !== null))
      return evidenceOf(byPod.map(({ one, count }) => ({ one, found: judgePods(one, count ?? nothing, input.limits) })))
    return evidenceOf(
      await inTurns(asked, async (one) => {
        if (one.isBeginUnknown) return { one, found: unknownBegin(one) }
        return { one, found: judgeCount(one, await serviceRequests(input, one), input.limits) }
      })
    )
  } catch (error) {
    const text = `Not measured: ${asFailure(error).message.replace(/\.?$/, '.')}`
    const found: Evidence = { verdict: 'none', source: 'metrics', text, at: now.toISOString(), unread: true }
    return evidenceOf(asked.map((one) => ({ one, found })))
  }
}

function timesOf(entry: HistoryEntry, times: readonly Served[], now: Date): readonly Asked[] {
  const created = entry.replicaSet.metadata.creationTimestamp
  const asked = times.flatMap(({ revision, fromAt, toAt }, index): readonly Asked[] => {
    const isOpen = entry.isCurrent && index === times.length - 1
    if (toAt === null && !isOpen) return []
    const fromMs = Date.parse(fromAt ?? times[index - 1]?.toAt ?? created ?? '')
    const toMs = Math.min(toAt === null ? Infinity : Date.parse(toAt), now.getTime())
    const isBeginUnknown = fromAt === null
    return fromMs < toMs ? [{ entry, revision, fromMs, toMs, isBeginUnknown, isOneOfMany: times.length > 1 }] : []
  })
  return asked.slice(-measuredTimes)
}

/** Each time on its own. Those that say nothing are left out beside one that says something. */
function evidenceOf(
  judged: readonly { readonly one: Asked; readonly found: Evidence }[]
): ReadonlyMap<string, readonly Evidence[]> {
  const all = new Map<string, readonly Evidence[]>()
  for (const { one, found } of judged) {
    const { uid } = one.entry.replicaSet.metadata
    const before = (all.get(uid) ?? []).filter(({ verdict }) => verdict !== 'none')
    all.set(uid, found.verdict === 'none' && before.length > 0 ? before : [...before, found])
  }
  return all
}

async function podRequests(input: GatherInput, prometheus: RangeQueries, one: Asked): Promise<RequestCount | null> {
  // Pods go on answering while they are being replaced, and so did those of the time before.
  const toMs = Math.min(one.toMs + overlapMs(input), input.clock.now().getTime())
  const fromMs = one.isBeginUnknown ? one.fromMs + overlapMs(input) : one.fromMs
  if (fromMs >= toMs) return null
  const { name } = one.entry.replicaSet.metadata
  const range = pastRange(fromMs, toMs)
  return replicaSetRequests(prometheus, input.ref, name, range, input.windowSeconds, input.abort)
}

function overlapMs({ windowSeconds }: GatherInput): number {
  return rolloutMs + windowSeconds * 1_000
}

const nothing: RequestCount = { total: 0, failed: 0, unsure: 0 }

/** Maps in order, a few at a time. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = []
  for (let next = 0; next < items.length; next += queriesAtATime) {
    done.push(...(await Promise.all(items.slice(next, next + queriesAtATime).map(work))))
  }
  return done
}

/**
 * Requests of the whole service while the revision was the newest. The beginning is left out: after another revision
 * its rollout, and of the very first one all until somebody was answered. Before that nobody was there who could
 * answer, however long the start took, and callers' proxies count those requests as failed.
 */
async function serviceRequests(input: GatherInput, { revision, fromMs, toMs }: Asked): Promise<RequestCount> {
  const isFirst = revision === 1
  const settledMs = isFirst ? fromMs : fromMs + Math.min(overlapMs(input), (toMs - fromMs) / 2)
  const range = pastRange(settledMs, toMs)
  const rates = await input.pastErrors?.rates(input.ref, range, input.abort)
  if (!rates) return nothing
  const skipped = isFirst ? pointsBeforeService(rates, range.stepSeconds, input.windowSeconds) : 0
  const requests = (points: readonly SeriesPoint[]): number => sumOf(points.slice(skipped)) * range.stepSeconds
  return { total: requests(rates.total), failed: requests(rates.failed), unsure: requests(rates.unsure) }
}

/** How many points, from the first on, hold requests from before somebody was answered. */
function pointsBeforeService({ total, failed }: PastRates, stepSeconds: number, windowSeconds: number): number {
  const answered = total.findIndex(({ value }, index) => (value ?? 0) > (failed[index]?.value ?? 0))
  // The windows of the points after it reach back before it, too.
  return answered === -1 ? total.length : answered + Math.ceil(windowSeconds / stepSeconds)
}

function unknownBegin({ toMs }: Asked): Evidence {
  const text = 'When it began to serve again is written nowhere, so its requests are not told from those before.'
  return { verdict: 'none', source: 'metrics', text, at: new Date(toMs).toISOString() }
}

/**
 * What the own pods answered. Where the beginning is not known the time may have been seconds of what lies between, in
 * which another revision served: failures speak against it all the same, and nothing speaks for it.
 */
function judgePods(one: Asked, count: RequestCount, limits: Limits): Evidence {
  const found = judgeCount(one, count, limits)
  return one.isBeginUnknown && found.verdict !== 'bad' ? unknownBegin(one) : found
}

function judgeCount(
  one: Asked,
  { total, failed, unsure }: RequestCount,
  { errorRatio: badFrom, fewRequests }: Limits
): Evidence {
  const { entry, revision, fromMs, toMs, isOneOfMany, isBeginUnknown } = one
  const at = new Date(toMs).toISOString()
  const requests = Math.round(total)
  const which = isOneOfMany ? ` as revision ${revision}` : ''
  const during = `in ${isBeginUnknown ? 'at most ' : ''}${formatDuration(toMs - fromMs)}${which}${entry.isCurrent && revision === entry.revision ? ' so far' : ''}`
  const judged = (verdict: Evidence['verdict'], text: string): Evidence => {
    return { verdict, source: 'metrics', text, at }
  }
  if (requests === 0) return judged('none', `No request reached its pods ${during}.`)
  const ratio = ratioOf(failed, total)
  const dark = ratioOf(failed + unsure, total)
  if (ratio === null || dark === null) return judged('none', `What was counted ${during} is no share of requests.`)
  if (requests < fewRequests) return judged('none', `Only ${requests} requests ${during}, too few to judge.`)
  const of = `of ${requests.toLocaleString('en-US')} requests ${during}`
  if (ratio >= badFrom) return judged('bad', `Errors ${formatRatio(ratio)} ${of}.`)
  if (dark >= badFrom)
    return judged('none', `${formatRatio(dark - ratio)} ${of} got no answer, or none that is told from a failure.`)
  return judged('good', `Errors ${formatRatio(ratio)} ${of}.`)
}
