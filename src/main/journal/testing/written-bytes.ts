import { fileCalls, type FileCalls } from '../file-calls.ts'
import { readSegments } from '../segments.ts'

/** The bytes of all segments of a journal's folder, one after the other. */
export async function writtenBytes(dir: string, files: FileCalls = fileCalls): Promise<Buffer> {
  const segments = await readSegments(dir, files)
  return Buffer.concat(await Promise.all(segments.map(({ path }) => files.read(path))))
}
