import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journal } from '../../ports/journal.ts'
import { openJournal, type OpenJournalOptions } from '../open-journal.ts'
import { readSegments } from '../segments.ts'

/** A folder for journals that goes away with all that are still open in it. */
export interface JournalFolder {
  readonly dir: string
  open(options?: Partial<OpenJournalOptions>): Promise<Journal>
  /** A closed journal of so many notes; returns the bytes of its last segment. */
  written(notes: number): Promise<Buffer>
  remove(): Promise<void>
}

export async function makeJournalFolder(): Promise<JournalFolder> {
  const dir = await mkdtemp(join(tmpdir(), 'backout-journal-'))
  const opened: Journal[] = []
  async function open(options: Partial<OpenJournalOptions> = {}): Promise<Journal> {
    const journal = await openJournal({
      dir,
      clock: { now: () => new Date('2026-03-01T02:03:04.005Z') },
      app: { version: '0.0.0' },
      operator: 'robin',
      ...options
    })
    opened.push(journal)
    return journal
  }
  return {
    dir,
    open,
    async written(notes) {
      const journal = await open()
      for (let index = 0; index < notes; index += 1) await journal.append('note', { text: `note ${index}`, index })
      await journal.close()
      opened.splice(opened.indexOf(journal), 1)
      const last = (await readSegments(dir)).at(-1)
      if (!last) throw new Error('no segment was written')
      return readFile(last.path)
    },
    async remove() {
      await Promise.all(opened.splice(0).map((journal) => journal.close()))
      await rm(dir, { recursive: true, force: true })
    }
  }
}
