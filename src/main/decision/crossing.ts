import type { Crossing, Measure, SignalId } from '../../contract/index.ts'
import { isWithin, limitOf } from './judge-row.ts'
import type { Matrix } from './matrix.ts'
import { severity } from './severity.ts'

/** The most severe limit of the matrix that one value is past; null when it is under all of them, or unknown. */
export function crossing(matrix: Matrix, signal: SignalId, measure: Measure, normal: Measure): Crossing | null {
  if (measure.state === 'unknown') return null
  let worst: Crossing | null = null
  for (const row of matrix.rows) {
    if (row.signal !== signal) continue
    const unit = row.relativeToNormal ? (normal.state === 'known' ? normal.value : 0) : 1
    if (unit <= 0 || !isWithin(row, measure.value / unit)) continue
    if (worst === null || severity[row.level] > severity[worst.level])
      worst = { level: row.level, limit: limitOf(row) * unit }
  }
  return worst
}
