import {
  asksForChange,
  isReported,
  lastValue,
  staleLimitMs,
  usualReachMs,
  type DeploymentView,
  type Observed,
  type RevisionView,
  type ServiceRef,
  type Serving,
  type Signal,
  type SignalId,
  type Verdict,
  type Wait
} from '../../contract/index.ts'
import type { TrafficShare } from '../ports/traffic-share.ts'
import { askedSince, sameTrouble, stillCrossed, type EarlierVerdict } from './asked.ts'
import { changedBack } from './changed-back.ts'
import { firstOf, type Crossed } from './crossed-since.ts'
import { declinedView, type Declined } from './declined.ts'
import { judgeRow, type JudgedRow } from './judge-row.ts'
import type { Matrix } from './matrix.ts'
import { newestChange, type ChangeFacts, type NewestChange } from './newest-change.ts'
import { sentence } from './sentence.ts'
import { sinceProof } from './since-proof.ts'
import { severity } from './severity.ts'

export interface JudgeInput {
  readonly ref: ServiceRef
  readonly signals: readonly Signal[]
  readonly deployment: Observed<DeploymentView>
  /** Whose pods serve instead of its own; its own when null or left out. */
  readonly serving?: Serving | null
  /** The workload that serves in its place, as it was read: what is measured there is held against its changes. */
  readonly servingView?: DeploymentView | null
  /** What is known of the revision that runs now; nothing when left out. */
  readonly standing?: RevisionView['standing']
  /** What part of the requests of its users the service gets; all of them when null or left out. */
  readonly share?: TrafficShare | null
  readonly matrix: Matrix
  readonly now: Date
  /** Speed of the clock that `now` was read from; 1 when left out. */
  readonly speed?: number
  /** The server's clock minus the one that `now` was read from, milliseconds; 0 when left out. */
  readonly skewMs?: number
  /** How long a reading still holds requests of before a change, milliseconds. */
  readonly reachMs?: number
  /** The verdict before this one; keeps the time of the first crossing, and since when a decision is asked for. */
  readonly previous?: EarlierVerdict | null
  /** When a change of the service was proved last, ISO; never when null or left out. */
  readonly provedAt?: string | null
  /** The last decision not to act; null when none stands. */
  readonly declined?: Declined | null
}

/**
 * Judges the signals by the matrix: the most severe row that fires wins, unknown is never quiet. Rows that may fire on
 * requests of before a fresh change wait, as those do whose users no route sends there any more; the whole waits when none
 * that counts is as severe.
 */
export function judge(input: JudgeInput): Verdict {
  const { now, matrix, skewMs = 0, reachMs = usualReachMs, provedAt = null } = input
  const earlier = sinceProof(input.previous ?? null, provedAt)
  const deployment = input.deployment.state === 'value' ? input.deployment.value : null
  const known = lastValue(input.deployment)
  const own = known
    ? newestChange({ deployment: known, standing: input.standing ?? 'none', now, skewMs, reachMs })
    : null
  const changeOf = changeBehind(own, input, { now, skewMs, reachMs })
  const signalOf = (id: SignalId) => input.signals.find((signal) => signal.id === id)
  const limitMs = staleLimitMs('metrics', input.speed ?? 1)
  // Before the Deployment is known, nobody knows how fresh the change is that a number belongs to.
  const isUnread = input.deployment.state === 'loading'
  const before = new Map(
    (earlier?.judgements ?? []).flatMap(({ row, result, decideBy }) =>
      result === 'fires' ? [[row, decideBy] as const] : []
    )
  )
  const context = { now, limitMs, changeOf, reachMs, isUnread, provedAt, before }
  const judged = matrix.rows
    .filter(({ optional, signal }) => !optional || signalOf(signal) !== undefined)
    .map((row) => judgeRow(row, signalOf(row.signal), context))
  const firing = judged.filter(({ judgement }) => judgement.result === 'fires')
  const waiting = mostSevere(judged.filter(({ judgement }) => judgement.result === 'waits'))
  const counted = mostSevere(firing)
  const waits = waiting !== null && isOutdone(counted, waiting)
  const change = changeOf(signalOf((waits ? waiting : (counted ?? waiting))?.row.signal ?? 'errorRatio'))
  const winner = waits ? null : counted
  const level = waits ? 'wait' : (winner?.row.level ?? (judged.some(isUnknown) ? 'watch' : 'hold'))
  const crossings = [...firing, ...(waiting ? [waiting] : [])].map(({ crossed }) => crossed)
  const previous = sameTrouble(earlier, firstOf(crossings))
  const isDated = crossings.every((one) => one !== null)
  const crossed = crossings.length > 0 && isDated ? firstOf([...crossings, stillCrossed(previous)]) : null
  const unended = unendedOf(judged, previous)
  // The clock of the decision begins with a verdict that has its whole sentence.
  // A number that is about a part of the users is not said in full before that part is known.
  const isWeighed = winner === null || input.share?.kind !== 'reading'
  const asked = isDated ? askedSince(level, previous, now) : (previous?.asked ?? null)
  const judgements = judged.map(({ judgement }) => judgement)
  const back = level === 'hold' ? changedBack(change, { now, provedAt, forMs: matrix.watchMs }) : null
  const facts = {
    winner,
    firing,
    waiting: waits ? waiting : null,
    judged,
    signalOf,
    deployment,
    serving: input.serving ?? null,
    change,
    share: input.share ?? null,
    crossed,
    now
  }
  return {
    level,
    row: winner?.row.id ?? null,
    ...sentence({ ...facts, gone: input.deployment.state === 'absent' ? input.ref : null, reachMs }),
    judgements,
    disagreeing: firing.filter(({ row }) => winner !== null && row.level !== level).map(({ row }) => row.id),
    firstCrossedAt: crossed?.at ?? null,
    isCrossedEarlier: crossed?.isEarlier ?? false,
    ...lastCrossed(crossed, earlier),
    unended,
    asked,
    decideBy: winner && asked && isDated ? after(asked.at, winner.row.withinSeconds) : null,
    withinSeconds: winner?.row.withinSeconds ?? null,
    wait: waits ? waitFor(waiting, change) : null,
    ...(back === null ? {} : { changedBack: back }),
    reachMs,
    declined: declinedView(input.declined ?? null, { level, judgements }, input.signals, now),
    isComplete: isDated && isWeighed && !judged.some(({ missing }) => missing?.kind === 'reading'),
    judgedAt: now.toISOString()
  }
}

/** The newest change of what a signal was measured of: of the workload that serves in the service's place, or of its own. */
function changeBehind(
  own: NewestChange | null,
  { servingView }: Pick<JudgeInput, 'servingView'>,
  clock: Pick<ChangeFacts, 'now' | 'skewMs' | 'reachMs'>
): (signal: Signal | undefined) => NewestChange | null {
  if (!servingView) return () => own
  const { name } = servingView.ref
  const found = newestChange({ deployment: servingView, standing: 'none', ...clock })
  const other = found && { ...found, workload: name }
  // What people say is of what serves them.
  return (signal) => (signal?.workload === name || (signal && isReported(signal.id)) ? (other ?? own) : own)
}

function isUnknown({ judgement }: JudgedRow): boolean {
  return judgement.result === 'unknown'
}

/** Whether a row that waits would ask for more than what counts does. */
function isOutdone(counted: JudgedRow | null, waiting: JudgedRow): boolean {
  if (!asksForChange(waiting.row.level)) return false
  return counted === null || severity[counted.row.level] < severity[waiting.row.level]
}

function mostSevere(firing: readonly JudgedRow[]): JudgedRow | null {
  return firing.reduce<JudgedRow | null>(
    (worst, row) => (worst === null || severity[row.row.level] > severity[worst.row.level] ? row : worst),
    null
  )
}

/** What clears by itself: people are asked instead. */
function waitFor({ left, isSaidBefore }: JudgedRow, change: NewestChange | null): Wait | null {
  if (left) {
    const { cleanMs, ...of } = left
    return { left: of, cleanAt: new Date(cleanMs).toISOString() }
  }
  if (change === null || isSaidBefore) return null
  const { workload, revision, templateOf, isBackOnGood, by, startedMs, endedMs, cleanMs } = change
  const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
  return {
    ...(workload === undefined ? {} : { workload }),
    revision,
    templateOf,
    isBackOnGood,
    by,
    startedAt: new Date(startedMs).toISOString(),
    endedAt: iso(endedMs),
    cleanAt: iso(cleanMs)
  }
}

function after(at: string, seconds: number): string {
  return new Date(Date.parse(at) + seconds * 1_000).toISOString()
}

/** Of the trouble that goes on, or of the last one. */
function lastCrossed(
  crossed: Crossed | null,
  before: EarlierVerdict | null
): Pick<Verdict, 'wasCrossedAt' | 'wasCrossedEarlier'> {
  const last = crossed ?? (before?.firstCrossedAt ? stillCrossed(before) : null)
  if (last !== null) return { wasCrossedAt: last.at, wasCrossedEarlier: last.isEarlier }
  return { wasCrossedAt: before?.wasCrossedAt ?? null, wasCrossedEarlier: before?.wasCrossedEarlier ?? false }
}

/** What is past a limit, and what was when it was read last: only a reading within the limits ends that. */
function unendedOf(judged: readonly JudgedRow[], previous: EarlierVerdict | null): readonly SignalId[] {
  const past = judged.filter(({ judgement: { result } }) => result === 'fires' || result === 'waits')
  const unread = judged.filter(isUnknown)
  const over = past.map(({ row }) => row.signal)
  const lost = unread.map(({ row }) => row.signal).filter((id) => previous?.unended?.includes(id))
  return [...new Set([...over, ...lost])]
}
