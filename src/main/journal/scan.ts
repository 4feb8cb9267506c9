import { setImmediate as nextTurn } from 'node:timers/promises'
import { damagedBytes, type Damage, type Scanned } from './file-parts.ts'
import { beginsLikeFrame, frameAt, headerBytes, isWhole, leafHash, longestFrameBytes, nextFrameStart } from './frame.ts'
import { joinTears } from './joined-tears.ts'
import { parsePayload } from './parse-payload.ts'

export interface Scan {
  readonly records: readonly Scanned[]
  readonly damages: readonly Damage[]
  /** It begins as a file of a journal does; without any whole record that tells a ruined journal from another file. */
  readonly isJournal: boolean
  /** Bytes that were read for what was no record; linear in the length of the file, whatever it holds. */
  readonly wasted: number
}

/** Bytes that are read between two turns for everybody else. */
const turnBytes = 262_144

/**
 * Reads every whole record of a file and names every byte range that is none. After damage it looks for the next record
 * at every byte, not only after newlines: a destroyed newline must not hide the records behind it.
 */
export function scanFrames(file: Buffer): Scan {
  const steps = scanSteps(file)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** The same, with a turn for everybody else after each quarter of a megabyte, for a process that has to answer meanwhile. */
export async function scanInTurns(file: Buffer): Promise<Scan> {
  const steps = scanSteps(file)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await nextTurn()
  }
}

function* scanSteps(file: Buffer): Generator<undefined, Scan> {
  const records: Scanned[] = []
  const damages: Damage[] = []
  const effort = createEffort(file.length)
  let offset = 0
  while (offset < file.length) {
    if (effort.isTurnOver()) yield
    const at = readRecord(file, offset, effort)
    if (at.kind === 'record') {
      records.push(at.scanned)
      offset = at.scanned.end
      continue
    }
    const next = yield* resync(file, offset + 1, effort)
    const end = next ?? file.length
    // A crash leaves any beginning of a frame, and after a power loss zeros or old bytes in its place.
    const isTail = next === undefined && at.kind !== 'foreign' && !effort.isSpent() && end - offset <= longestFrameBytes
    const reason = effort.isSpent() ? 'it was made to look like more records than can be looked for' : at.reason
    damages.push(damagedBytes(file, offset, end, isTail ? 'torn' : 'altered', reason))
    offset = end
  }
  const isJournal = records.length > 0 || beginsLikeFrame(file)
  return { ...joinTears(file, { records, damages }), isJournal, wasted: effort.wasted() }
}

/** Where the next record begins; undefined when there is none, or when looking for it has cost too much. */
function* resync(file: Buffer, from: number, effort: Effort): Generator<undefined, number | undefined> {
  for (let start = nextFrameStart(file, from); start !== -1; start = nextFrameStart(file, start + 1)) {
    if (effort.isTurnOver()) yield
    if (effort.isSpent()) return undefined
    if (readRecord(file, start, effort).kind === 'record') return start
  }
  return undefined
}

/** What is read of a file is counted: bytes can be made that every byte of them seems to begin another record. */
interface Effort {
  /** So many bytes were read, so many of them for what was no record. */
  add(bytes: number, inVain: number): void
  isTurnOver(): boolean
  /** Damage as it happens costs less than the file once: more was made to be looked at for ever. */
  isSpent(): boolean
  wasted(): number
}

/** The most bytes of a file of this length that are read in vain before looking further ends. */
export function mostWasted(fileBytes: number): number {
  return 4 * fileBytes + longestFrameBytes
}

function createEffort(fileBytes: number): Effort {
  const most = mostWasted(fileBytes)
  let [read, wasted] = [0, 0]
  return {
    add(bytes, inVain) {
      read += bytes
      wasted += inVain
    },
    isTurnOver() {
      if (read < turnBytes) return false
      read = 0
      return true
    },
    isSpent: () => wasted > most,
    wasted: () => wasted
  }
}

/** `foreign`: every byte of a frame is there, as no crash leaves it, and it is none of ours. */
type RecordAt =
  | { readonly kind: 'record'; readonly scanned: Scanned }
  | { readonly kind: 'cut' | 'damaged' | 'foreign'; readonly reason: string }

function readRecord(file: Buffer, offset: number, effort: Effort): RecordAt {
  const at = frameAt(file, offset)
  if (at.kind !== 'claimed') {
    effort.add(headerBytes, 0)
    return at.kind === 'cut' ? { kind: 'cut', reason: 'the file ends inside a record' } : at
  }
  const payload = isWhole(at) ? parsePayload(at.payload) : undefined
  effort.add(at.end - offset, payload === undefined ? at.end - offset : 0)
  if (payload) return { kind: 'record', scanned: { payload, hash: leafHash(at.payload), start: offset, end: at.end } }
  return isWhole(at)
    ? { kind: 'foreign', reason: 'the record is not what this journal writes' }
    : { kind: 'damaged', reason: 'its checksum does not match' }
}
