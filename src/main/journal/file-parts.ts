import { createHash } from 'node:crypto'
import type { Payload } from './frame.ts'

/** One whole record with its place in the file. */
export interface Scanned {
  readonly payload: Payload
  readonly hash: string
  readonly start: number
  readonly end: number
}

/** Bytes that are no record. */
export interface Damage {
  readonly start: number
  readonly end: number
  /** `torn`: what a crash or a power loss can leave at the end of a segment. `altered`: everything else. */
  readonly kind: 'torn' | 'altered'
  readonly reason: string
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string
}

/** Names the bytes from `start` to before `end`. */
export function damagedBytes(file: Buffer, start: number, end: number, kind: Damage['kind'], reason: string): Damage {
  return { start, end, kind, reason, sha256: sha256Of(file.subarray(start, end)) }
}

/** Lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
