import type { Payload } from './frame.ts'

/** Bytes that a crash left behind, as a `recovered` record names them. */
export interface Tear {
  readonly segment: number
  readonly start: number
  readonly end: number
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string
}

/** The tears that a record names; none for records of other kinds. */
export function tearsIn({ kind, body }: Payload): readonly Tear[] {
  const { tears } = body
  return kind === 'recovered' && Array.isArray(tears) ? tears.filter(isTear) : []
}

function isTear(value: unknown): value is Tear {
  if (typeof value !== 'object' || value === null) return false
  const { start, end, sha256 } = value as Partial<Tear>
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && typeof sha256 === 'string'
}
