import type { Crossing, Measure, SignalId } from '../../contract/index.ts'
import { heldByFew } from './held-by-few.ts'
import { limitOf } from './judge-row.ts'
import { isWithin, type Matrix } from './matrix.ts'
import { severity } from './severity.ts'

/** The most severe limit of the matrix that one value is past; null when it is under all of them, or unknown. */
export function crossing(matrix: Matrix, signal: SignalId, measure: Measure, normal: Measure): Crossing | null {
  if (measure.state === 'unknown') return null
  let worst: Crossing | null = null
  for (const row of matrix.rows) {
    if (row.signal !== signal) continue
    const unit = row.relativeToNormal ? (normal.state === 'known' ? normal.value : 0) : 1
    const isPast = measure.few ? heldByFew(row, measure.few) : isWithin(row, measure.value / unit)
    if (unit <= 0 || isPast !== true) continue
    if (worst === null || severity[row.level] > severity[worst.level])
      worst = { level: row.level, limit: limitOf(row) * unit }
  }
  return worst
}
