import type { Evidence, SeriesPoint, ServiceRef } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { formatDuration } from '../lib/format-duration.ts'
import { formatRatio } from '../lib/format-measure.ts'
import type { Clock } from '../ports/clock.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Standing } from '../ports/standing.ts'
import type { KubeObject } from '../ports/kube.ts'
import { historyOf, type HistoryEntry } from '../providers/kubernetes/history.ts'
import { servedIntervals, type Served } from '../providers/kubernetes/served.ts'
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

/** Rates over the last minute, point by point at the same times. */
export interface PastRates {
  readonly total: readonly SeriesPoint[]
  readonly failed: readonly SeriesPoint[]
}

export interface GatherInput {
  readonly ref: ServiceRef
  /** The Deployment as raw JSON. */
  readonly deployment: KubeObject
  readonly replicaSets: readonly KubeObject[]
  /** Null when there is no Prometheus: then nothing is known from metrics. */
  readonly prometheus: RangeQueries | null
  readonly pastErrors: PastErrors | null
  readonly journalRecords: readonly JournalRecord[]
  readonly clock: Clock
  readonly abort?: AbortSignal
}

/** How many revisions are looked up in Prometheus; older ones are out of its retention anyway. */
const measuredRevisions = 10
/** Range queries over days are dear: so many run at a time. */
const queriesAtATime = 2
/** From this ratio on the matrix would act. */
const badFromRatio = 0.01
const fewestRequests = 20
/** Rate window and rollout at the beginning of an interval still hold requests of the revision before. */
const overlapMs = 120_000
/** What a point of {@link PastErrors} looks back over. */
const rateWindowSeconds = 60

/** Looks up the standing of every ReplicaSet of a Deployment, newest revision first. */
export async function gatherStandings(input: GatherInput): Promise<readonly Standing[]> {
  const history = historyOf(input.deployment, input.replicaSets)
  const served = servedIntervals(history)
  const measured = await measureRevisions(input, history, served)
  const gathered = history.map((entry) => {
    const { uid, name } = entry.replicaSet.metadata
    const mark = operatorMark(input.journalRecords, uid)
    const away = rollbacksAway(input.journalRecords, input.deployment.metadata.uid, name)
    const metrics = measured.get(uid)
    const serving = stillServing(history, entry, served.get(uid), input.clock.now())
    const evidence = [mark, ...away, metrics, serving].filter((one) => one !== null && one !== undefined)
    const toAt = served.get(uid)?.toAt ?? null
    return { entry, evidence, standing: combined(evidence), lastServedAt: toAt }
  })
  const recommended = gathered.find(
    ({ entry, standing }) => !entry.isCurrent && entry.revision > 0 && standing === 'good'
  )
  return gathered.map((one) => ({
    replicaSet: one.entry.replicaSet.metadata.name,
    uid: one.entry.replicaSet.metadata.uid,
    revision: one.entry.revision,
    evidence: one.evidence,
    standing: one.standing,
    recommended: one === recommended,
    lastServedAt: one.lastServedAt
  }))
}

function combined(evidence: readonly Evidence[]): Standing['standing'] {
  const mark = evidence.find(({ source }) => source === 'operator')
  if (mark) return mark.verdict
  if (evidence.some(({ verdict }) => verdict === 'bad')) return 'bad'
  return evidence.some(({ verdict }) => verdict === 'good') ? 'good' : 'none'
}

interface Asked {
  readonly entry: HistoryEntry
  readonly fromMs: number
  readonly toMs: number
}

async function measureRevisions(
  input: GatherInput,
  history: readonly HistoryEntry[],
  served: ReadonlyMap<string, Served>
): Promise<ReadonlyMap<string, Evidence>> {
  const now = input.clock.now()
  const asked = history.slice(0, measuredRevisions).flatMap((entry): readonly Asked[] => {
    const { uid, creationTimestamp } = entry.replicaSet.metadata
    const fromMs = Date.parse(served.get(uid)?.fromAt ?? creationTimestamp ?? '')
    const toMs = Math.min(Date.parse(served.get(uid)?.toAt ?? now.toISOString()), now.getTime())
    return fromMs < toMs ? [{ entry, fromMs, toMs }] : []
  })
  const note = (one: Asked, found: Evidence) => [one.entry.replicaSet.metadata.uid, found] as const
  const { prometheus, ref, abort } = input
  if (!prometheus) return new Map()
  try {
    const byPod = await inTurns(asked, async (one) => ({
      one,
      // Pods go on answering while they are being replaced.
      count: await replicaSetRequests(
        prometheus,
        ref,
        one.entry.replicaSet.metadata.name,
        pastRange(one.fromMs, Math.min(one.toMs + overlapMs, now.getTime())),
        abort
      )
    }))
    if (byPod.some(({ count }) => count !== null)) {
      return new Map(byPod.map(({ one, count }) => note(one, judgeCount(one, count ?? { total: 0, failed: 0 }))))
    }
    return new Map(await inTurns(asked, async (one) => note(one, judgeCount(one, await serviceRequests(input, one)))))
  } catch (error) {
    const text = `Not measured: ${asFailure(error).message.replace(/\.?$/, '.')}`
    return new Map(asked.map((one) => note(one, { verdict: 'none', source: 'metrics', text, at: now.toISOString() })))
  }
}

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
async function serviceRequests(input: GatherInput, { entry, fromMs, toMs }: Asked): Promise<RequestCount> {
  const isFirst = Math.min(entry.revision, ...entry.earlier) === 1
  const settledMs = isFirst ? fromMs : fromMs + Math.min(overlapMs, (toMs - fromMs) / 2)
  const range = pastRange(settledMs, toMs)
  const rates = await input.pastErrors?.rates(input.ref, range, input.abort)
  if (!rates) return { total: 0, failed: 0 }
  const skipped = isFirst ? pointsBeforeService(rates, range.stepSeconds) : 0
  const requests = (points: readonly SeriesPoint[]): number => sumOf(points.slice(skipped)) * range.stepSeconds
  return { total: requests(rates.total), failed: requests(rates.failed) }
}

/** How many points, from the first on, hold requests from before somebody was answered. */
function pointsBeforeService({ total, failed }: PastRates, stepSeconds: number): number {
  const answered = total.findIndex(({ value }, index) => (value ?? 0) > (failed[index]?.value ?? 0))
  // The windows of the points after it reach back before it, too.
  return answered === -1 ? total.length : answered + Math.ceil(rateWindowSeconds / stepSeconds)
}

function judgeCount({ entry, fromMs, toMs }: Asked, { total, failed }: RequestCount): Evidence {
  const at = new Date(toMs).toISOString()
  const requests = Math.round(total)
  const during = `in ${formatDuration(toMs - fromMs)}${entry.isCurrent ? ' so far' : ''}`
  if (requests < fewestRequests) {
    const text =
      requests === 0
        ? `No request reached its pods ${during}.`
        : `Only ${requests} requests ${during}, too few to judge.`
    return { verdict: 'none', source: 'metrics', text, at }
  }
  const ratio = failed / total
  return {
    verdict: ratio >= badFromRatio ? 'bad' : 'good',
    source: 'metrics',
    text: `Errors ${formatRatio(ratio)} of ${requests.toLocaleString('en-US')} requests ${during}.`,
    at
  }
}
