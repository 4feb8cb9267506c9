import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readJournalFile } from './read-journal-file.ts'

/** An appendable file. */
export interface AppendFile {
  write(bytes: Uint8Array): Promise<{ readonly bytesWritten: number }>
  /** fdatasync; on macOS Node makes it a full flush. */
  sync(): Promise<void>
  /** Whether it still is what stands at its path: a file that was taken away takes every byte, and keeps none. */
  isInPlace(): Promise<boolean>
  /** Takes the right to write to it away, as far as the file system can, and closes it. */
  seal(): Promise<void>
}

/** The file system as the journal uses it, so that a test can fail any one call. */
export interface FileCalls {
  /** Makes the folder with all that lead to it. Returns those it made, the outermost first. */
  mkdir(dir: string): Promise<readonly string[]>
  list(dir: string): Promise<readonly string[]>
  /** Nothing but a regular file, at most `longestFileBytes` of it. */
  read(path: string): Promise<Buffer>
  /** Makes the file with all of its text at once; fails when it exists. */
  create(path: string, text: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Creates the file and opens it for appending; fails when it exists. */
  openNew(path: string): Promise<AppendFile>
  /** Makes a new directory entry durable. */
  syncDir(dir: string): Promise<void>
  remove(path: string): Promise<void>
  /** Occupies so many bytes with a file, unless it is there; a part of it when there is no room for all. */
  occupy(path: string, bytes: number): Promise<void>
}

/** No file of a journal is longer, bytes: a segment ends at 16 MiB, or with the 64 records of 1 MiB that are written together then. */
const longestFileBytes = 100_663_296

/** The real file system; everything it makes is readable by its owner only. */
export const fileCalls: FileCalls = {
  async mkdir(dir) {
    const first = await mkdir(dir, { recursive: true, mode: 0o700 })
    return first === undefined ? [] : pathsBetween(first, dir)
  },
  list: (dir) => readdir(dir),
  read: (path) => readJournalFile(path, longestFileBytes),
  async create(path, text) {
    const whole = `${path}.${randomUUID()}`
    await writeFile(whole, text, { flag: 'wx', mode: 0o600 })
    try {
      await link(whole, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error
      // A file system without hard links.
      await writeFile(path, text, { flag: 'wx', mode: 0o600 })
    } finally {
      await rm(whole, { force: true })
    }
  },
  rename: (from, to) => rename(from, to),
  async openNew(path) {
    const file = await open(path, 'ax', 0o600)
    return {
      write: (bytes) => file.write(bytes),
      sync: () => file.datasync(),
      async isInPlace() {
        const [own, there] = await Promise.all([file.stat(), stat(path).catch(() => null)])
        return there !== null && own.ino === there.ino && own.dev === there.dev
      },
      async seal() {
        // Some file systems have no such right; the hash chain does not need it.
        await file.chmod(0o400).catch(() => undefined)
        await file.close()
      }
    }
  },
  async syncDir(dir) {
    // Windows does not permit opening a directory; its metadata is journalled by NTFS.
    if (process.platform === 'win32') return
    const handle = await open(dir, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
  remove: (path) => rm(path, { force: true }),
  // Bytes that no file system can compress or leave out.
  occupy: (path, bytes) => writeFile(path, randomBytes(bytes), { flag: 'wx', mode: 0o600 })
}

function pathsBetween(first: string, last: string): readonly string[] {
  const paths = [last]
  for (let path = last; path !== first && dirname(path) !== path;) {
    path = dirname(path)
    paths.unshift(path)
  }
  return paths
}
