import { crc32 } from 'node:zlib'
import { createHash } from 'node:crypto'
import { mostRecordBytes } from '../ports/journal.ts'

export const maxPayloadBytes = mostRecordBytes

/** `12345678 89abcdef `: eight decimal digits, a space, eight hex digits, a space. */
const headerBytes = 18
/** Header, longest payload and newline. */
export const longestFrameBytes = headerBytes + maxPayloadBytes + 1
const headerPattern = /^(\d{8}) ([0-9a-f]{8}) $/

/** One record as it stands in the file. */
export interface Payload {
  /** Version of this format: 1; a newer Backout may write a higher one, which is read and never continued. */
  readonly v: number
  /** Id of the journal; the same in all its segments. */
  readonly jid: string
  /** Number of the segment, from 1. */
  readonly seg: number
  /** Number of the record over all segments, from 0. */
  readonly seq: number
  /** Hash of the payload before this one, lower-case hex. */
  readonly prev: string
  /** UTC time by the console's clock. */
  readonly t: string
  /** Milliseconds since this process opened the journal; never goes back. */
  readonly mono: number
  /** Id of the process run. */
  readonly boot: string
  readonly app: string
  readonly actor: string
  readonly kind: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Length, CRC-32, payload, newline: the length finds the end, the CRC tells torn from whole, the newline lets grep work. */
export function encodeFrame(payload: string): Buffer {
  const bytes = Buffer.from(payload, 'utf8')
  const header = `${String(bytes.length).padStart(8, '0')} ${crcOf(bytes)} `
  return Buffer.concat([Buffer.from(header, 'latin1'), bytes, Buffer.from('\n', 'latin1')])
}

/** What stands at a byte of a file: a whole frame, the beginning of one that the file ends in, or something else. */
export type FrameAt =
  | { readonly kind: 'frame'; readonly payload: Buffer; readonly end: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'damaged'; readonly reason: string }

/** Reads the frame that begins at `offset`. */
export function readFrame(file: Buffer, offset: number): FrameAt {
  const header = file.toString('latin1', offset, offset + headerBytes)
  if (header.length < headerBytes) return { kind: 'cut' }
  const match = headerPattern.exec(header)
  if (!match) return { kind: 'damaged', reason: 'no frame begins here' }
  const length = Number(match[1])
  if (length > maxPayloadBytes) return { kind: 'damaged', reason: `a length of ${length} bytes is over the limit` }
  const end = offset + headerBytes + length
  if (end >= file.length) return { kind: 'cut' }
  const payload = file.subarray(offset + headerBytes, end)
  if (crcOf(payload) !== match[2]) return { kind: 'damaged', reason: 'its checksum does not match' }
  if (file[end] !== 0x0a) return { kind: 'damaged', reason: 'the newline at its end is missing' }
  return { kind: 'frame', payload, end: end + 1 }
}

/** Whether a file begins as one of a journal does, however little of its first frame is left. */
export function beginsLikeFrame(file: Buffer): boolean {
  return /^\d{8} (?:[0-9a-f]{8} |[0-9a-f]{0,8}$)/.test(file.toString('latin1', 0, headerBytes))
}

function crcOf(bytes: Uint8Array): string {
  return (crc32(bytes) >>> 0).toString(16).padStart(8, '0')
}

/** What the next record's `prev` must be: SHA-256 over a domain byte and the payload. */
export function leafHash(payload: Uint8Array | string): string {
  return createHash('sha256').update('\0').update(payload).digest('hex')
}

/** `prev` of the very first record. */
export function genesisHash(jid: string): string {
  return createHash('sha256').update('\x01backout journal ').update(jid).digest('hex')
}
