import { basename, dirname, join } from 'node:path'
import type { FileCalls } from '../file-calls.ts'

/** What survives a power loss for sure, and what may or may not. */
interface DiskFile {
  /** Bytes that were synced. */
  synced: Buffer
  /** Writes after that, in order. */
  pending: Buffer[]
  /** Its entry in its folder was synced. */
  isListed: boolean
}

/** A moment of a simulated disk. */
export interface Moment {
  readonly files: ReadonlyMap<
    string,
    { readonly synced: Buffer; readonly pending: readonly Buffer[]; readonly isListed: boolean }
  >
}

/** The files that a power loss left. */
export type DiskImage = ReadonlyMap<string, Buffer>

/**
 * A file system in memory that remembers what was synced. Folders always exist.
 * @param onCall told after each call that changes something, with what is on the disk then
 * @param room bytes that fit on the disk
 */
export function createSimulatedDisk(
  image: DiskImage = new Map(),
  onCall: (moment: Moment) => void = () => undefined,
  room = Number.POSITIVE_INFINITY
) {
  const files = new Map<string, DiskFile>()
  /** Files that nobody reads: only their size matters. */
  const occupied = new Map<string, number>()
  for (const [path, synced] of image) files.set(path, { synced, pending: [], isListed: true })

  const contentOf = ({ synced, pending }: DiskFile) => Buffer.concat([synced, ...pending])
  const used = () =>
    [...files.values()].reduce((sum, file) => sum + contentOf(file).length, 0) +
    [...occupied.values()].reduce((sum, bytes) => sum + bytes, 0)
  const changed = () =>
    onCall({ files: new Map([...files].map(([path, file]) => [path, { ...file, pending: [...file.pending] }])) })
  const found = (path: string): DiskFile => {
    const file = files.get(path)
    if (file) return file
    throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' })
  }
  const add = (path: string, bytes: Buffer): DiskFile => {
    if (files.has(path)) throw Object.assign(new Error(`EEXIST: ${path}`), { code: 'EEXIST' })
    const file: DiskFile = { synced: Buffer.alloc(0), pending: bytes.length > 0 ? [bytes] : [], isListed: false }
    files.set(path, file)
    changed()
    return file
  }

  const calls: FileCalls = {
    mkdir: async () => [],
    list: async (dir) => [...files.keys()].filter((path) => dirname(path) === dir).map((path) => basename(path)),
    read: async (path) => contentOf(found(path)),
    create: async (path, text) => void add(path, Buffer.from(text)),
    async rename(from, to) {
      files.set(to, found(from))
      files.delete(from)
      changed()
    },
    async openNew(path) {
      const file = add(path, Buffer.alloc(0))
      return {
        async write(bytes) {
          const fits = Math.min(bytes.length, room - used())
          if (fits <= 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
          file.pending.push(Buffer.from(bytes.subarray(0, fits)))
          changed()
          return { bytesWritten: fits }
        },
        async sync() {
          file.synced = contentOf(file)
          file.pending = []
          changed()
        },
        isInPlace: async () => files.get(path) === file,
        seal: async () => undefined
      }
    },
    async syncDir(dir) {
      for (const [path, file] of files) if (dirname(path) === dir) file.isListed = true
      changed()
    },
    async remove(path) {
      files.delete(path)
      occupied.delete(path)
      changed()
    },
    async occupy(path, bytes) {
      if (!occupied.has(path)) occupied.set(path, Math.max(0, Math.min(bytes, room - used())))
    }
  }
  return { calls, read: (dir: string, name: string) => contentOf(found(join(dir, name))) }
}

/**
 * Every way in which a power loss at this moment may leave the disk: entries that were not synced are there or not, and
 * of the writes that were not synced any part is lost, by write, by cut, by sector and by page.
 */
export function* powerLosses({ files }: Moment): Generator<DiskImage> {
  const paths = [...files.keys()]
  const unlisted = paths.filter((path) => files.get(path)?.isListed === false)
  const open = paths.filter((path) => (files.get(path)?.pending.length ?? 0) > 0)
  for (const lost of subsetsOf(unlisted)) {
    const kept = paths.filter((path) => !lost.includes(path))
    const whole = new Map(kept.map((path) => [path, files.get(path)?.synced ?? Buffer.alloc(0)]))
    yield whole
    for (const path of open.filter((each) => kept.includes(each))) {
      const file = files.get(path)
      if (file) for (const content of remainsOf(file)) yield new Map([...whole, [path, content]])
    }
  }
}

/** Bytes between two cuts: few enough that every part of a frame is met. */
const cutEvery = 4

/** What may be left of one file. */
function* remainsOf({
  synced,
  pending
}: {
  readonly synced: Buffer
  readonly pending: readonly Buffer[]
}): Generator<Buffer> {
  const full = Buffer.concat([synced, ...pending])
  for (let length = synced.length; length <= full.length; length += cutEvery) {
    yield full.subarray(0, length)
    // The length reached the disk, the bytes did not.
    yield Buffer.concat([full.subarray(0, length), Buffer.alloc(full.length - length)])
  }
  let end = synced.length
  yield* withLost(
    full,
    pending.map((write) => ({ start: end, end: (end += write.length) }))
  )
  for (const block of [512, 4_096]) yield* withLost(full, blocksOf(synced.length, full.length, block))
}

interface Range {
  readonly start: number
  readonly end: number
}

/** The parts of the blocks of a disk that the unsynced bytes are in. */
function blocksOf(from: number, to: number, block: number): readonly Range[] {
  const ranges: Range[] = []
  for (let start = from; start < to; start = (Math.floor(start / block) + 1) * block)
    ranges.push({ start, end: Math.min(to, (Math.floor(start / block) + 1) * block) })
  return ranges
}

/** Lost parts read as zeros, or end the file when nothing after them was kept. */
function* withLost(full: Buffer, parts: readonly Range[]): Generator<Buffer> {
  for (const lost of subsetsOf(parts)) {
    const content = Buffer.from(full)
    for (const { start, end } of lost) content.fill(0, start, end)
    const lastKept = parts.findLast((part) => !lost.includes(part))
    yield content
    yield content.subarray(0, lastKept?.end ?? parts[0]?.start ?? full.length)
  }
}

/** Every subset; of more than five things each one, each pair of neighbours, and everything from each on. */
function subsetsOf<T>(things: readonly T[]): readonly (readonly T[])[] {
  if (things.length > 5)
    return things.flatMap((thing, index) => [[thing], things.slice(index, index + 2), things.slice(index)])
  return Array.from({ length: 2 ** things.length }, (_, bits) => things.filter((_thing, index) => (bits >> index) & 1))
}
