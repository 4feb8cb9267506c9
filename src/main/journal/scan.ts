import { createHash } from 'node:crypto'
import { longestFrameBytes, readFrame, leafHash, type Payload } from './frame.ts'

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
  /** `torn`: the end of the file, shorter than one frame, in which no record begins. `altered`: everything else. */
  readonly kind: 'torn' | 'altered'
  readonly reason: string
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string
}

export interface Scan {
  readonly records: readonly Scanned[]
  readonly damages: readonly Damage[]
}

/**
 * Reads every whole record of a file and names every byte range that is none. After damage it looks for the next record
 * at every byte, not only after newlines: a destroyed newline must not hide the records behind it.
 */
export function scanFrames(file: Buffer): Scan {
  const records: Scanned[] = []
  const damages: Damage[] = []
  let offset = 0
  while (offset < file.length) {
    const at = readRecord(file, offset)
    if (at.kind === 'record') {
      records.push(at.scanned)
      offset = at.scanned.end
      continue
    }
    const next = resync(file, offset + 1)
    const end = next ?? file.length
    // A crash leaves any beginning of a frame, and after a power loss zeros or old bytes in its place.
    const isTail = next === undefined && end - offset <= longestFrameBytes
    damages.push({
      start: offset,
      end,
      kind: isTail ? 'torn' : 'altered',
      reason: at.reason,
      sha256: createHash('sha256').update(file.subarray(offset, end)).digest('hex')
    })
    offset = end
  }
  return { records, damages }
}

type RecordAt =
  | { readonly kind: 'record'; readonly scanned: Scanned }
  | { readonly kind: 'cut' | 'damaged'; readonly reason: string }

function readRecord(file: Buffer, offset: number): RecordAt {
  const at = readFrame(file, offset)
  if (at.kind === 'cut') return { kind: 'cut', reason: 'the file ends inside a record' }
  if (at.kind === 'damaged') return at
  const payload = parse(at.payload)
  if (!payload) return { kind: 'damaged', reason: 'the record is not what this journal writes' }
  return {
    kind: 'record',
    scanned: { payload, hash: leafHash(at.payload), start: offset, end: at.end }
  }
}

function resync(file: Buffer, from: number): number | undefined {
  for (let offset = from; offset < file.length; offset += 1) {
    const byte = file[offset] ?? 0
    if (byte >= 0x30 && byte <= 0x39 && readRecord(file, offset).kind === 'record') return offset
  }
  return undefined
}

function parse(bytes: Buffer): Payload | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isPayload(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isPayload(value: unknown): value is Payload {
  if (typeof value !== 'object' || value === null) return false
  const payload = value as Partial<Payload>
  return (
    Number.isSafeInteger(payload.seq) &&
    Number.isSafeInteger(payload.seg) &&
    typeof payload.jid === 'string' &&
    typeof payload.prev === 'string' &&
    typeof payload.kind === 'string' &&
    typeof payload.t === 'string' &&
    typeof payload.body === 'object' &&
    payload.body !== null
  )
}
