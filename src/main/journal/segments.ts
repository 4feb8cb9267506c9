import { join } from 'node:path'
import { open } from 'node:fs/promises'
import { mapAtMost } from '../lib/map-at-most.ts'
import { UnreadableFileError } from '../lib/regular-file.ts'
import { fileCalls, type FileCalls } from './file-calls.ts'
import { scanInTurns, type Scan } from './scan.ts'
import { tearsIn } from './tears.ts'

const pattern = /^(\d{6})\.journal$/

/** Path of a segment. */
export function segmentPath(dir: string, segment: number): string {
  return join(dir, `${String(segment).padStart(6, '0')}.journal`)
}

/** Whether a file name is that of a segment. */
export function isSegment(name: string): boolean {
  return pattern.test(name)
}

/** One segment of a journal folder, read. Its bytes are let go: there may be many, and each may be long. */
export interface Segment {
  readonly number: number
  readonly path: string
  readonly scan: Scan
}

/** Segments that are read at a time: small ones wait for the disk most of the time, and long ones have to fit into memory. */
const atOnce = 4
/** All segments of a journal, bytes. What is read of them stays in memory, and takes several times as much there. */
const mostJournalBytes = 536_870_912
/** Each start begins one: a hundred thousand are ten starts a day for 27 years. */
const mostSegments = 100_000

/**
 * Every segment of a folder in order.
 * @throws UnreadableFileError where one of them cannot be read, is longer than any that Backout writes, or all of them
 *   are more than `most` bytes
 */
export async function readSegments(
  dir: string,
  files: FileCalls = fileCalls,
  most: number = mostJournalBytes
): Promise<readonly Segment[]> {
  const numbers = (await files.list(dir))
    .map((name) => Number(pattern.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0)
    .sort((a, b) => a - b)
  if (numbers.length > mostSegments)
    throw new UnreadableFileError(`the folder has ${numbers.length} segments, more than ${mostSegments}`)
  let left = most
  return mapAtMost(atOnce, numbers, async (number) => {
    const path = segmentPath(dir, number)
    const bytes = await files.read(path)
    left -= bytes.length
    if (left < 0) throw new UnreadableFileError(`its segments are together longer than ${most / 1_048_576} MiB`)
    return { number, path, scan: await scanInTurns(bytes) }
  })
}

/**
 * Writes all segments of a folder into one file, for the incident report. Every line of it is a record: what a crash tore
 * off, and a later record names by its hash, stays in the folder. Damage that no record names is written as it is.
 */
export async function joinSegments(dir: string, file: string): Promise<void> {
  const segments = await readSegments(dir)
  const named = new Set(
    segments.flatMap(({ scan }) => scan.records.flatMap(({ payload }) => tearsIn(payload))).map(({ sha256 }) => sha256)
  )
  const joined = await open(file, 'w', 0o600)
  try {
    // Some file systems know no modes.
    await joined.chmod(0o600).catch(() => undefined)
    for (const { path, scan } of segments) {
      const kept = scan.damages.filter(({ kind, sha256 }) => !(kind === 'torn' && named.has(sha256)))
      const bytes = await fileCalls.read(path)
      const parts = [...scan.records, ...kept]
        .sort((a, b) => a.start - b.start)
        .map(({ start, end }) => bytes.subarray(start, end))
      await joined.appendFile(Buffer.concat(parts))
    }
  } finally {
    await joined.close()
  }
}
