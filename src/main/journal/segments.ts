import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
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

/** One segment of a journal folder, read. */
export interface Segment {
  readonly number: number
  readonly path: string
  readonly bytes: Buffer
  readonly scan: Scan
}

/** Every segment of a folder in order. */
export async function readSegments(dir: string, files: FileCalls = fileCalls): Promise<readonly Segment[]> {
  const numbers = (await files.list(dir))
    .map((name) => Number(pattern.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0)
    .sort((a, b) => a - b)
  return Promise.all(
    numbers.map(async (number) => {
      const path = segmentPath(dir, number)
      const bytes = await files.read(path)
      return { number, path, bytes, scan: await scanInTurns(bytes) }
    })
  )
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
  const parts = segments.flatMap(({ bytes, scan }) => {
    const kept = scan.damages.filter(({ kind, sha256 }) => !(kind === 'torn' && named.has(sha256)))
    return [...scan.records, ...kept]
      .sort((a, b) => a.start - b.start)
      .map(({ start, end }) => bytes.subarray(start, end))
  })
  await writeFile(file, Buffer.concat(parts), { mode: 0o600 })
}
