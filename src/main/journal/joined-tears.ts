import { damagedBytes, sha256Of, type Damage, type Scanned } from './file-parts.ts'
import { longestFrameBytes } from './frame.ts'
import { isSynced } from './record-kinds.ts'
import { tearsIn } from './tears.ts'

/** What storage writes at once at least. */
const sectorBytes = 512

interface Parts {
  readonly records: readonly Scanned[]
  readonly damages: readonly Damage[]
}

interface Range {
  readonly start: number
  readonly end: number
}

/**
 * A power loss may keep a later write and lose an earlier one, as long as neither was synced. What follows such a hole
 * was never promised to anybody, and is torn off with it. Each byte is looked at a constant number of times.
 */
export function joinTears(file: Buffer, parts: Parts): Parts {
  if (parts.damages.length === 0 || parts.records.length === 0) return parts
  const named = namedTears(file, parts)
  const tail = unwrittenTail(file, parts)
  const ranges = tail ? [...named.filter(({ end }) => end <= tail.start), tail] : named
  if (ranges.length === 0) return parts
  const records = outside(parts.records, ranges)
  const joined = ranges.map(({ start, end }) =>
    damagedBytes(file, start, end, 'torn', 'it was never completely written')
  )
  const damages = [...outside(parts.damages, ranges), ...joined].sort((a, b) => a.start - b.start)
  return { records, damages }
}

/** Both in order; ranges do not overlap. */
function outside<T extends Range>(parts: readonly T[], ranges: readonly Range[]): readonly T[] {
  let next = 0
  return parts.filter(({ start }) => {
    while (next < ranges.length && (ranges[next]?.end ?? 0) <= start) next += 1
    return start < (ranges[next]?.start ?? Number.POSITIVE_INFINITY)
  })
}

/**
 * In a file of joined segments, the record that was written after the loss says what was lost: right before it ends the
 * last of the tears that it names, before that the one before, each in a segment of its own.
 */
function namedTears(file: Buffer, { records, damages }: Parts): readonly Range[] {
  const begins = new Set(damages.map(({ start }) => start))
  const plain = new Set(damages.map(({ start, end }) => `${start} ${end}`))
  const found: Range[] = []
  let free = 0
  for (const { payload, start: namedAt } of records) {
    const tears = tearsIn(payload)
    if (tears.length === 0 || namedAt < free) continue
    const before: Range[] = []
    let end = namedAt
    for (const tear of tears.toReversed()) {
      const start = end - (tear.end - tear.start)
      if (start < free || start >= end || end - start > longestFrameBytes) break
      const isJoined = begins.has(start) && !plain.has(`${start} ${end}`)
      if (isJoined && sha256Of(file.subarray(start, end)) === tear.sha256) before.unshift({ start, end })
      end = start
    }
    found.push(...before)
    free = namedAt
  }
  return found
}

/** From the first hole after which nothing was promised to the end of the file; undefined when there is none. */
function unwrittenTail(file: Buffer, { records, damages }: Parts): Range | undefined {
  // The last record may have been waiting for its sync.
  const promised = records.slice(0, -1).findLast(({ payload }) => isSynced(payload))
  const from = Math.max(promised?.end ?? 0, file.length - longestFrameBytes)
  const last = records.at(-1)?.start ?? 0
  const hole = damages.find(({ start, end }) => start >= from && end <= last && hasUnwritten(file, start, end))
  return hole && { start: hole.start, end: file.length }
}

/** A record has no zero byte in it; two of them, or one before a sector's end, are space that was never written to. */
function hasUnwritten(file: Buffer, start: number, end: number): boolean {
  const hole = file.subarray(start, end)
  for (let zero = hole.indexOf(0); zero !== -1; zero = hole.indexOf(0, zero + 1)) {
    if (hole[zero + 1] === 0 || (start + zero + 1) % sectorBytes === 0) return true
  }
  return false
}
