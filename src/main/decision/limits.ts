import type { MatrixRow } from '../../contract/index.ts'
import type { Limits } from '../ports/limits.ts'
import type { Matrix } from './matrix.ts'

/** The strictest limit of each signal. A matrix without one calls nothing well that the signal measures. */
export function limitsOf(matrix: Matrix): Limits {
  const bounds = (signal: MatrixRow['signal'], relativeToNormal: boolean, bound: 'min' | 'max'): readonly number[] =>
    matrix.rows.flatMap((row) => {
      const limit = row[bound]
      return row.signal === signal && row.relativeToNormal === relativeToNormal && limit !== null ? [limit] : []
    })
  return {
    errorRatio: lowest(bounds('errorRatio', false, 'min')),
    availability: Math.max(...bounds('availability', false, 'max'), 0) || 1,
    latencyTimesNormal: lowest(bounds('p95', true, 'min')),
    fewRequests: matrix.fewRequests
  }
}

function lowest(limits: readonly number[]): number {
  return limits.length === 0 ? 0 : Math.min(...limits)
}
