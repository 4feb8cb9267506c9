import { isStale, type MatrixRow, type RowJudgement, type Signal } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { besideLimit, inUnit } from '../../contract/words/format-measure.ts'

/** How one row judged its signal, and since when it has been crossed. */
export interface JudgedRow {
  readonly row: MatrixRow
  readonly judgement: RowJudgement
  /** Start of the present crossing as far back as the samples reach; null when the row does not fire. */
  readonly crossedAt: string | null
}

/** Judges one row; a signal that is missing, unknown or older than `limitMs` makes it unknown, never quiet. */
export function judgeRow(row: MatrixRow, signal: Signal | undefined, now: Date, limitMs: number): JudgedRow {
  const normal = row.relativeToNormal ? signal && normalOf(signal) : 1
  const settled = (result: RowJudgement['result'], evidence: string, crossedAt: string | null = null): JudgedRow => ({
    row,
    judgement: {
      row: row.id,
      title: row.title,
      signal: row.signal,
      level: row.level,
      limit: normal ? limitOf(row) * normal : null,
      result,
      evidence
    },
    crossedAt
  })
  if (!signal) return settled('unknown', 'not measured')
  const { measure } = signal
  if (measure.state === 'unknown') return settled('unknown', `not measured: ${measure.detail}`)
  if (isStale(measure.observedAt, now, limitMs)) {
    return settled(
      'unknown',
      `reading is ${formatDuration(now.getTime() - Date.parse(measure.observedAt))} old, not counted`
    )
  }
  if (!normal) return settled('unknown', `${inUnit(measure.value, signal.unit)}, normal not measured`)
  const evidence = heldAgainst(row, signal, measure.value, normal)
  if (!isWithin(row, measure.value / normal)) return settled('quiet', evidence)
  return settled('fires', evidence, crossedSince(row, signal, normal, measure.observedAt, measure.value))
}

/** Whether a value (or multiple of normal) lies in the row; a single bound is exclusive, two are inclusive. */
export function isWithin(row: MatrixRow, value: number): boolean {
  if (row.min !== null && row.max !== null) return value >= row.min && value <= row.max
  return (row.min === null || value > row.min) && (row.max === null || value < row.max)
}

/** Where a row begins, in the signal's unit or as a multiple of normal: availability is crossed from above. */
export function limitOf(row: MatrixRow): number {
  return (row.signal === 'availability' ? row.max : row.min) ?? row.max ?? 0
}

function normalOf(signal: Signal): number | null {
  return signal.normal.state === 'known' && signal.normal.value > 0 ? signal.normal.value : null
}

function crossedSince(row: MatrixRow, signal: Signal, normal: number, observedAt: string, value: number): string {
  if (signal.id === 'newPodsUnavailable') {
    const overSeconds = value - (row.min ?? 0) * normal
    return new Date(Date.parse(observedAt) - overSeconds * 1_000).toISOString()
  }
  const samples = signal.series.toReversed()
  const end = samples.findIndex((sample) => sample.value === null || !isWithin(row, sample.value / normal))
  const crossing = end === -1 ? samples : samples.slice(0, end)
  return crossing.at(-1)?.at ?? observedAt
}

/** The value and the limit of its row, so exactly that the two are told apart. */
function heldAgainst(row: MatrixRow, signal: Signal, value: number, normal: number): string {
  const { unit } = signal
  if (!row.relativeToNormal || unit === 's') {
    const words = besideLimit(value, limitOf(row) * normal, unit)
    return `${words.value}, limit ${words.limit}`
  }
  const words = besideLimit(value / normal, limitOf(row), 'times')
  return `${inUnit(value, unit)}, ${words.value} normal (${inUnit(normal, unit)}), limit ${words.limit}`
}
