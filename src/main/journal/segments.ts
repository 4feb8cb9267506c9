import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { fileCalls, type FileCalls } from './file-calls.ts'
import { scanInTurns, type Scan } from './scan.ts'

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

/** Writes all segments of a folder into one file, byte for byte, for the incident report. */
export async function joinSegments(dir: string, file: string): Promise<void> {
  const segments = await readSegments(dir)
  await writeFile(file, Buffer.concat(segments.map(({ bytes }) => bytes)), { mode: 0o600 })
}
