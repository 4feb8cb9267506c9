import { constants } from 'node:fs'
import { open, realpath, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** A file that hangs, as on a share that is gone, keeps a thread; nobody waits for it longer than this. */
const patienceMs = 10_000
const leastPieceBytes = 65_536
const mostPieceBytes = 1_048_576
/**
 * What the kernel makes up while it is read: it may never end, wait for something, or do something. `/dev/shm` has
 * ordinary files, in memory (shm_overview(7)).
 */
export const madeUpByKernel = /^\/(?:proc|sys|dev(?!\/shm\/))\//

// Without O_NONBLOCK, opening a pipe would wait for its writer for ever; a terminal that is opened without O_NOCTTY may
// become ours. Windows has none of the three, and one that is undefined adds nothing.
const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW, O_NOCTTY } = constants

export interface RegularFile {
  readonly content: Buffer
  /** User id of its owner, 0 where the system has none. */
  readonly owner: number
}

/** Why a file is not read: an error code of the system, or a clause for after its name. */
export class UnreadableFileError extends Error {
  /** `ENOENT` and the like; undefined when it was opened and is not what it has to be. */
  readonly code: string | undefined

  constructor(why: string, code?: string) {
    super(why)
    this.name = 'UnreadableFileError'
    this.code = code
  }
}

export interface Opening {
  /** Within how many real milliseconds it has to be opened and used; 10 s when left out. */
  readonly withinMs?: number
  /** Whether the last part of the path may be a link, as it may when left out; the folders before it always may. */
  readonly followsLink?: boolean
}

/**
 * Opens a regular file for reading, never one of the kernel's, and hands over its handle, which is closed afterwards.
 * Links are followed first, and the file that they led to is opened without following: a pipe or a device that takes its
 * place in between is refused, and waited for by nobody.
 * @throws UnreadableFileError, or whatever `use` throws
 */
export async function withRegularFile<T>(
  path: string,
  use: (file: FileHandle, real: string) => Promise<T>,
  { withinMs = patienceMs, followsLink = true }: Opening = {}
): Promise<T> {
  let isLate = false
  const work = async (): Promise<T> => {
    const real = await (followsLink ? realpath(path) : besideLinks(path)).catch(refuse)
    if (madeUpByKernel.test(real)) throw new UnreadableFileError('is not a regular file')
    const file = await open(real, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY).catch((error: unknown) => {
      // What O_NOFOLLOW answers to a link: one that may not be there, or that was put there in between.
      if (codeOf(error) === 'ELOOP') throw new UnreadableFileError('is a symbolic link')
      return refuse(error)
    })
    try {
      if (!(await file.stat()).isFile()) throw new UnreadableFileError('is not a regular file')
      if (isLate) throw new UnreadableFileError('does not answer')
      return await use(file, real)
    } finally {
      await file.close()
    }
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isLate = true
      reject(new UnreadableFileError(`does not answer within ${withinMs / 1_000} s`))
    }, withinMs)
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}

/** Its content piece by piece, to its end: what it says of its size is not believed. @throws UnreadableFileError */
export async function* piecesOf(file: FileHandle, mostBytes: number): AsyncGenerator<Buffer> {
  const { size } = await file.stat()
  const pieceBytes = Math.min(mostPieceBytes, Math.max(size + 1, leastPieceBytes))
  for (let at = 0; ;) {
    const piece = Buffer.alloc(pieceBytes)
    const { bytesRead } = await file.read(piece, 0, pieceBytes, at).catch(refuse)
    if (bytesRead === 0) return
    at += bytesRead
    if (at > mostBytes) throw new UnreadableFileError(`is larger than ${sizeText(mostBytes)}`)
    yield piece.subarray(0, bytesRead)
  }
}

/** Reads a whole file of at most `mostBytes`. @throws UnreadableFileError */
export function readRegularFile(path: string, mostBytes: number, opening: Opening = {}): Promise<RegularFile> {
  const read = async (file: FileHandle): Promise<RegularFile> => {
    const { uid, size } = await file.stat()
    if (size > mostBytes) throw new UnreadableFileError(`is larger than ${sizeText(mostBytes)}`)
    const pieces: Buffer[] = []
    for await (const piece of piecesOf(file, mostBytes)) pieces.push(piece)
    return { content: Buffer.concat(pieces), owner: uid }
  }
  return withRegularFile(path, read, opening)
}

/** Where a path leads when the links among its folders are followed, and its last part is not. */
async function besideLinks(path: string): Promise<string> {
  const whole = resolve(path)
  return join(await realpath(dirname(whole)), basename(whole))
}

function refuse(error: unknown): never {
  throw new UnreadableFileError(`cannot be opened (${codeOf(error)})`, codeOf(error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'error'
}

function sizeText(bytes: number): string {
  return `${bytes / 1_048_576} MiB`
}
