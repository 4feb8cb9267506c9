import { isStale, type MatrixRow, type RowJudgement, type Signal } from '../../contract/index.ts'
import { formatDuration } from '../lib/format-duration.ts'
import { formatMs, formatRatio } from '../lib/format-measure.ts'

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
  if (!normal) return settled('unknown', `${formatValue(signal, measure.value)}, normal not measured`)
  const evidence = `${formatValue(signal, measure.value)}${relation(row, signal, measure.value, normal)}, limit ${formatLimit(row, normal)}`
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

function formatValue(signal: Signal, value: number): string {
  if (signal.unit === 'ratio') return formatRatio(value)
  if (signal.unit === 'ms') return formatMs(value)
  return signal.unit === 's' ? formatDuration(value * 1_000) : `${Number(value.toFixed(1))} requests/s`
}

function relation(row: MatrixRow, signal: Signal, value: number, normal: number): string {
  if (!row.relativeToNormal || signal.unit === 's') return ''
  return `, ${Number((value / normal).toFixed(1))}× normal (${formatValue(signal, normal)})`
}

function formatLimit(row: MatrixRow, normal: number): string {
  const limit = limitOf(row)
  if (row.signal === 'newPodsUnavailable') return formatDuration(limit * (row.relativeToNormal ? normal : 1) * 1_000)
  if (row.relativeToNormal) return `${limit}×`
  if (row.signal === 'p95') return formatMs(limit)
  return row.signal === 'requestRate' ? `${limit} requests/s` : formatRatio(limit)
}
