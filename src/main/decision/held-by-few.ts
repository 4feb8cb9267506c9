import type { FewRequests, MatrixRow } from '../../contract/index.ts'
import { isFromAbove, isWithin } from './matrix.ts'

/**
 * What few requests say of a row: it is crossed when even the mildest share that they allow is past where it begins, and
 * not when no share that they allow is. Null for all between: too few to tell. Pure.
 */
export function heldByFew(row: MatrixRow, { low, high }: FewRequests): boolean | null {
  const mildest = isFromAbove(row.signal) ? high : low
  if (isWithin(row, mildest)) return true
  const reaches = low <= (row.max ?? Infinity) && high >= (row.min ?? -Infinity)
  return reaches ? null : false
}
