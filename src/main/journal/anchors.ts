import { utcDated } from '../../contract/words/format-time.ts'
import { constants } from 'node:fs'
import { lstat, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Anchor } from './anchor.ts'
import { newestHeads } from './newest-heads.ts'
import { readFileEnd } from './read-journal-file.ts'

/** Where heads are kept. */
export interface AnchorStore {
  write(anchor: Anchor): Promise<void>
  /** The newest, oldest first. */
  read(): Promise<readonly Anchor[]>
}

/** So much of the end of the file is read, bytes: more heads than are taken in. */
const readBytes = 524_288

// One that Windows does not know adds nothing.
const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK, O_NOFOLLOW, O_NOCTTY } = constants

/**
 * Anchors in a file of a folder beside the segments. Neither of the two may be a link: what is written into would be
 * chosen by whoever made it. Reading and writing throw when they are anything else than a folder and a file.
 */
export function anchorFile(dir: string): AnchorStore {
  const folder = join(dir, 'anchors')
  const path = join(folder, 'heads.jsonl')
  return {
    async write(anchor) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await refuseLink(folder)
      const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0o600)
      try {
        const stat = await file.stat()
        if (!stat.isFile() || stat.nlink !== 1) throw new Error(`${path} is not a file of its own`)
        await file.write(`${JSON.stringify(anchor)}\n`)
      } finally {
        await file.close()
      }
    },
    async read() {
      try {
        await refuseLink(folder)
        return await newestHeads(await readFileEnd(path, readBytes))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    }
  }
}

async function refuseLink(folder: string): Promise<void> {
  if (!(await lstat(folder)).isDirectory()) throw new Error(`${folder} is not a folder of its own`)
}

/** What an anchor says against a journal, as a sentence; undefined when the two agree. */
export function contradictionOf(
  anchor: Anchor,
  journal: { readonly lastSeq: number; hashOf(seq: number): string | undefined }
): string | undefined {
  const hash = journal.hashOf(anchor.seq)
  if (hash === undefined && anchor.seq > journal.lastSeq)
    return `the tail was cut off; an anchor of ${utcDated(anchor.t)} knows entry ${anchor.seq}, the last one here is ${journal.lastSeq}`
  if (hash !== undefined && hash !== anchor.hash)
    return `the history was rewritten; entry ${anchor.seq} is not the one that was anchored at ${utcDated(anchor.t)}`
  return undefined
}
