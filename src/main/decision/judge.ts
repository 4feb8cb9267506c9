import { staleLimitMs, type DeploymentView, type Signal, type SignalId, type Verdict } from '../../contract/index.ts'
import { judgeRow, type JudgedRow } from './judge-row.ts'
import type { Matrix } from './matrix.ts'
import { sentence } from './sentence.ts'
import { severity } from './severity.ts'

export interface JudgeInput {
  readonly signals: readonly Signal[]
  /** Null while it is unknown. */
  readonly deployment: DeploymentView | null
  readonly matrix: Matrix
  readonly now: Date
  /** Speed of the clock that `now` was read from; 1 when left out. */
  readonly speed?: number
  /** The verdict before this one; keeps the time of the first crossing. */
  readonly previous?: Verdict | null
}

/** Judges the signals by the matrix: the most severe row that fires wins, unknown is never quiet. */
export function judge(input: JudgeInput): Verdict {
  const { now, matrix } = input
  const previous = input.previous ?? null
  const limitMs = staleLimitMs('metrics', input.speed ?? 1)
  const signalOf = (id: SignalId) => input.signals.find((signal) => signal.id === id)
  const judged = matrix.map((row) => judgeRow(row, signalOf(row.signal), now, limitMs))
  const firing = judged.filter(({ judgement }) => judgement.result === 'fires')
  const winner = mostSevere(firing)
  const level = winner?.row.level ?? (judged.some(isUnknown) ? 'watch' : 'hold')
  const crossedAt = winner ? earliest([...firing.map((row) => row.crossedAt), previous?.firstCrossedAt ?? null]) : null
  const words = sentence({ winner, firing, judged, signalOf, deployment: input.deployment, crossedAt, now })
  return {
    level,
    row: winner?.row.id ?? null,
    ...words,
    judgements: judged.map(({ judgement }) => judgement),
    disagreeing: firing.filter(({ row }) => row.level !== level).map(({ row }) => row.id),
    firstCrossedAt: crossedAt,
    decideBy: winner ? decideBy(winner, previous) : null,
    withinSeconds: winner?.row.withinSeconds ?? null,
    judgedAt: now.toISOString()
  }
}

function isUnknown({ judgement }: JudgedRow): boolean {
  return judgement.result === 'unknown'
}

function mostSevere(firing: readonly JudgedRow[]): JudgedRow | null {
  return firing.reduce<JudgedRow | null>(
    (worst, row) => (worst === null || severity[row.row.level] > severity[worst.row.level] ? row : worst),
    null
  )
}

/** The time left runs from the row's own crossing, and does not start again while the same row keeps firing. */
function decideBy(winner: JudgedRow, previous: Verdict | null): string {
  if (previous?.row === winner.row.id && previous.decideBy) return previous.decideBy
  const since = Date.parse(winner.crossedAt ?? '')
  return new Date(since + winner.row.withinSeconds * 1_000).toISOString()
}

function earliest(times: readonly (string | null)[]): string | null {
  const known = times.filter((time) => time !== null)
  return known.reduce<string | null>((first, time) => (first === null || time < first ? time : first), null)
}
