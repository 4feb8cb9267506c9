import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'

/** An appendable file. */
export interface AppendFile {
  write(bytes: Uint8Array): Promise<{ readonly bytesWritten: number }>
  /** fdatasync; on macOS Node makes it a full flush. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** The file system as the journal uses it, so that a test can fail any one call. */
export interface FileCalls {
  mkdir(dir: string): Promise<void>
  list(dir: string): Promise<readonly string[]>
  read(path: string): Promise<Buffer>
  /** Makes the file with all of its text at once; fails when it exists. */
  create(path: string, text: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Creates the file and opens it for appending; fails when it exists. */
  openNew(path: string): Promise<AppendFile>
  /** Makes a new directory entry durable. */
  syncDir(dir: string): Promise<void>
  remove(path: string): Promise<void>
}

/** The real file system; everything it makes is readable by its owner only. */
export const fileCalls: FileCalls = {
  mkdir: async (dir) => void (await mkdir(dir, { recursive: true, mode: 0o700 })),
  list: (dir) => readdir(dir),
  read: (path) => readFile(path),
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
    return { write: (bytes) => file.write(bytes), sync: () => file.datasync(), close: () => file.close() }
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
  remove: (path) => rm(path, { force: true })
}
