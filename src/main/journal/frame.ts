import { crc32 } from 'node:zlib'
import { createHash } from 'node:crypto'
import { mostRecordBytes } from '../ports/journal.ts'

export const maxPayloadBytes = mostRecordBytes

const [lengthDigits, crcDigits] = [8, 8]
/** `12345678 89abcdef `: eight decimal digits, a space, eight hex digits, a space. */
export const headerBytes = lengthDigits + 1 + crcDigits + 1
/** Header, longest payload and newline. */
export const longestFrameBytes = headerBytes + maxPayloadBytes + 1
const [space, newline] = [0x20, 0x0a]

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
  const header = `${String(bytes.length).padStart(lengthDigits, '0')} ${crcOf(bytes).toString(16).padStart(crcDigits, '0')} `
  return Buffer.concat([Buffer.from(header, 'latin1'), bytes, Buffer.from('\n', 'latin1')])
}

/** What a header at a byte of a file says, before any of its payload was read. */
export type FrameAt =
  | { readonly kind: 'claimed'; readonly payload: Buffer; readonly crc: number; readonly end: number }
  /** The file ends inside of it. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'damaged'; readonly reason: string }

/** Looks at the header at `offset` and at the newline that it leads to: the same work however long the payload is. */
export function frameAt(file: Buffer, offset: number): FrameAt {
  if (file.length - offset < headerBytes) return { kind: 'cut' }
  const length = numberAt(file, offset, lengthDigits, 10)
  const crc = numberAt(file, offset + lengthDigits + 1, crcDigits, 16)
  const hasSpaces = file[offset + lengthDigits] === space && file[offset + headerBytes - 1] === space
  if (length === undefined || crc === undefined || !hasSpaces)
    return { kind: 'damaged', reason: 'no frame begins here' }
  if (length > maxPayloadBytes) return { kind: 'damaged', reason: `a length of ${length} bytes is over the limit` }
  const end = offset + headerBytes + length
  if (end >= file.length) return { kind: 'cut' }
  if (file[end] !== newline) return { kind: 'damaged', reason: 'the newline at its end is missing' }
  return { kind: 'claimed', payload: file.subarray(offset + headerBytes, end), crc, end: end + 1 }
}

/** Digits as `encodeFrame` writes them, in lower case; undefined for anything else. */
function numberAt(file: Buffer, offset: number, digits: number, base: 10 | 16): number | undefined {
  let value = 0
  for (let index = offset; index < offset + digits; index += 1) {
    const byte = file[index] ?? 0
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : base
    if (digit >= base) return undefined
    value = value * base + digit
  }
  return value
}

/** Whether the payload is the one that its header was written for. */
export function isWhole({ payload, crc }: { readonly payload: Buffer; readonly crc: number }): boolean {
  return crcOf(payload) === crc
}

/**
 * The next byte from `from` on at which a frame may begin; -1 for none. Every payload is a JSON object, so that `{"` stands
 * right after the space of its header. Inside a payload that cannot be: JSON escapes a quote in a text.
 */
export function nextFrameStart(file: Buffer, from: number): number {
  const at = file.indexOf(' {"', from + headerBytes - 1, 'latin1')
  return at === -1 ? -1 : at - headerBytes + 1
}

/** Whether a file begins as one of a journal does, however little of its first frame is left. */
export function beginsLikeFrame(file: Buffer): boolean {
  return /^\d{8} (?:[0-9a-f]{8} |[0-9a-f]{0,8}$)/.test(file.toString('latin1', 0, headerBytes))
}

function crcOf(bytes: Uint8Array): number {
  return crc32(bytes) >>> 0
}

/** What the next record's `prev` must be: SHA-256 over a domain byte and the payload. */
export function leafHash(payload: Uint8Array | string): string {
  return createHash('sha256').update('\0').update(payload).digest('hex')
}

/** `prev` of the very first record. */
export function genesisHash(jid: string): string {
  return createHash('sha256').update('\x01backout journal ').update(jid).digest('hex')
}
