import { createHash } from 'node:crypto'
import { beginsLikeFrame, longestFrameBytes, readFrame, leafHash, type Payload } from './frame.ts'
import { isSynced } from './record-kinds.ts'
import { tearsIn } from './tears.ts'

/** What storage writes at once at least. */
const sectorBytes = 512

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

export interface Scan {
  readonly records: readonly Scanned[]
  readonly damages: readonly Damage[]
  /** It begins as a file of a journal does; without any whole record that tells a ruined journal from another file. */
  readonly isJournal: boolean
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
    damages.push(damageOf(file, offset, end, isTail ? 'torn' : 'altered', at.reason))
    offset = end
  }
  return joinTears(file, { records, damages, isJournal: records.length > 0 || beginsLikeFrame(file) })
}

function damageOf(file: Buffer, start: number, end: number, kind: Damage['kind'], reason: string): Damage {
  return { start, end, kind, reason, sha256: sha256Of(file.subarray(start, end)) }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * A power loss may keep a later write and lose an earlier one, as long as neither was synced. What follows such a hole
 * was never promised to anybody, and is torn off with it.
 */
function joinTears(file: Buffer, scan: Scan): Scan {
  for (const damage of scan.damages) {
    const end = tornEnd(file, scan, damage)
    if (end === undefined) continue
    const isOutside = ({ start }: { readonly start: number }) => start < damage.start || start >= end
    const joined = damageOf(file, damage.start, end, 'torn', 'it was never completely written')
    return joinTears(file, {
      ...scan,
      records: scan.records.filter(isOutside),
      damages: [...scan.damages.filter(isOutside), joined].toSorted((a, b) => a.start - b.start)
    })
  }
  return scan
}

/** Where the tear ends that begins with this damage and has records in it; undefined when there is none. */
function tornEnd(file: Buffer, { records }: Scan, { start, end }: Damage): number | undefined {
  const after = records.filter((record) => record.start >= end)
  if (after.length === 0) return undefined
  // In a file of joined segments, the record that was written after the loss says what was lost.
  for (const tear of after.flatMap(({ payload }) => tearsIn(payload))) {
    const length = tear.end - tear.start
    if (length > end - start && sha256Of(file.subarray(start, start + length)) === tear.sha256) return start + length
  }
  // The last one may have been waiting for its sync.
  const isUnpromised = after.slice(0, -1).every(({ payload }) => !isSynced(payload))
  const isShort = file.length - start <= longestFrameBytes
  return isUnpromised && isShort && hasUnwritten(file, start, end) ? file.length : undefined
}

/** A record has no zero byte in it; two of them, or one before a sector's end, are space that was never written to. */
function hasUnwritten(file: Buffer, start: number, end: number): boolean {
  for (let zero = file.indexOf(0, start); zero !== -1 && zero < end; zero = file.indexOf(0, zero + 1)) {
    if (file[zero + 1] === 0 || (zero + 1) % sectorBytes === 0) return true
  }
  return false
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
