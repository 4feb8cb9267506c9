import { join } from 'node:path'
import type { FileCalls } from './file-calls.ts'

/** Room for the last words of a journal whose disk is full, bytes. */
const reserveBytes = 1_048_576

/** A file that does nothing but occupy space, which is given back when there is none left. */
export interface Reserve {
  /** Occupies the space, unless that is done. Never throws: without room for it there is simply none to give back. */
  keep(): Promise<void>
  release(): Promise<void>
}

export function createReserve(dir: string, files: FileCalls): Reserve {
  const path = join(dir, 'reserve')
  return {
    keep: () => files.occupy(path, reserveBytes).catch(() => undefined),
    release: () => files.remove(path)
  }
}
