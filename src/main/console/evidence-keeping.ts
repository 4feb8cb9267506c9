import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { asFailure, FailureError, failureOf, type EvidenceView, type ServiceRef } from '../../contract/index.ts'
import { inMiB } from '../lib/reading-limits.ts'
import {
  collectEvidence,
  isName,
  listEvidence,
  readEvidence,
  writeEvidence,
  type EvidenceSource,
  type OpenedZip,
  type RecordedEvidence
} from '../evidence/index.ts'
import { stringAt } from '../lib/json-access.ts'
import { readRegularFile } from '../lib/regular-file.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { RecordKeeper } from './record-keeper.ts'
import { serviceRefIn } from './service-ref-in.ts'

export interface EvidenceKeepingOptions {
  /** Absolute; the folder of evidence is beside it. */
  readonly journalDir: string
  readonly record: Pick<RecordKeeper, 'journal'>
  readonly clock: Pick<Clock, 'now'>
  readonly ports: Pick<ConsolePorts, 'dialogs' | 'profile'>
}

/** What there is to keep of the open service. */
export interface EvidenceSubject {
  readonly ref: ServiceRef
  readonly environment: string
  readonly sources: readonly EvidenceSource[]
}

/** An action is not kept waiting; what has not been read by then is left out, real milliseconds. */
const deadlineMs = 20_000
/** Longest text that is handed out at once, characters. */
const mostShown = 262_144
/** What one start may write: a page that was taken over would fill the disk, bytes. */
const mostOfStart = 268_435_456

/** Loaded when a zip is first written or opened: a start does without it. */
const zips = () => import('../evidence/evidence-zip.ts')

/** Keeps evidence in folders beside the journal, whose records vouch for them. */
export function createEvidenceKeeping({ journalDir, record, clock, ports }: EvidenceKeepingOptions) {
  const dir = join(dirname(journalDir), 'evidence')
  let spent = 0
  /** One at a time: what is kept twice at once is the same. */
  let under: Promise<unknown> | null = null
  /** Who asks again meanwhile gets the same: each file is read from the disk. */
  let listing: Promise<readonly EvidenceView[]> | null = null
  /** The zip that was opened last: it is shown before the folders, and never written down. */
  let opened: OpenedZip | null = null
  const closing = new AbortController()

  async function keep({ ref, environment, sources }: EvidenceSubject, why: string): Promise<string> {
    if (spent > mostOfStart) {
      const text = `So much was kept already (${inMiB(mostOfStart)} a start) that no more is taken.`
      throw new FailureError(failureOf('refused', text, { remedy: 'Start Backout again to keep more.' }))
    }
    const collected = await collectEvidence(sources, deadlineMs, closing.signal)
    const journal = await record.journal()
    const head = journal.records().at(-1)
    const at = clock.now().toISOString()
    const about = { at, ref, environment, why, journal: head ? { seq: head.seq, hash: head.hash ?? '' } : null }
    spent += collected.files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
    const { folder, sha256 } = await writeEvidence(dir, about, collected)
    const missing = collected.leftOut.length === 0 ? '' : `, without ${collected.leftOut.length} that were not read`
    await journal.append('keep', {
      text: `Kept as evidence ${why}: ${collected.files.length} files${missing}, in evidence/${folder} (SHA-256 ${sha256.slice(0, 12)})`,
      what: 'evidence',
      ref,
      folder,
      sha256,
      leftOut: collected.leftOut
    })
    return folder
  }

  async function recorded(): Promise<ReadonlyMap<string, RecordedEvidence>> {
    const kept = (await record.journal())
      .records()
      .flatMap(({ kind, t, body }): readonly (readonly [string, RecordedEvidence])[] => {
        const ref = serviceRefIn(body)
        return kind === 'keep' && body['what'] === 'evidence' && ref !== null
          ? [[stringAt(body, 'folder'), { sha256: stringAt(body, 'sha256'), at: t, ref }]]
          : []
      })
    return new Map(kept)
  }

  async function list(): Promise<readonly EvidenceView[]> {
    const folders = await listEvidence(dir, await recorded())
    return opened === null ? folders : [opened.view, ...folders]
  }

  return {
    /** Absolute. */
    dir,
    /** @throws FailureError when it cannot be written or recorded */
    async keep(subject: EvidenceSubject, why: string): Promise<{ readonly folder: string }> {
      while (under) await under.catch(() => undefined)
      const mine = keep(subject, why)
      under = mine
      try {
        return { folder: await mine }
      } finally {
        under = null
      }
    },
    /** Needs no cluster. */
    list(): Promise<readonly EvidenceView[]> {
      listing ??= list().finally(() => {
        listing = null
      })
      return listing
    },
    /** @throws FailureError `notFound` */
    async read(folder: string, path: string): Promise<{ readonly text: string }> {
      if (opened?.view.folder !== folder) return { text: await readEvidence(dir, folder, path) }
      const text = opened.texts.get(path)
      if (text === undefined) throw new FailureError(failureOf('notFound', 'There is no such file of evidence.'))
      return { text: text.slice(-mostShown) }
    },
    /**
     * Writes a folder as a zip where the person says, and that it was written into the journal.
     * @returns its path, null when the dialog was dismissed
     */
    async save(folder: string): Promise<{ readonly path: string | null }> {
      if (!isName.test(folder)) throw new FailureError(failureOf('notFound', 'There is no such folder of evidence.'))
      const { zipEvidence } = await zips()
      const path = await ports.dialogs.saveZip(await zipEvidence(dir, folder), `${folder}.zip`)
      if (path !== null) await (await record.journal()).append('note', { text: `Evidence saved as a zip: ${folder}` })
      return { path }
    },
    /**
     * Opens a zip that the person chooses; it comes first in the list from then on.
     * @returns its name there, null when the dialog was dismissed
     * @throws FailureError `badInput` for what is no zip of evidence
     */
    async openZip(): Promise<{ readonly folder: string | null }> {
      const path = await ports.dialogs.chooseFile('Open a zip of evidence')
      if (path === null) return { folder: null }
      const { openZip, mostOfZip } = await zips()
      const { content } = await readRegularFile(path, mostOfZip).catch((error: unknown) => {
        throw new FailureError(failureOf('badInput', `The file ${asFailure(error).message}.`))
      })
      opened = await openZip(content, await recorded())
      return { folder: opened.view.folder }
    },
    /** Shows a folder in the system's file manager. @throws FailureError `notFound` where it is not there */
    show(folder: string): null {
      const path = join(dir, folder)
      if (!isName.test(folder) || !ports.profile || !existsSync(path))
        throw new FailureError(failureOf('notFound', 'There is no such folder of evidence.'))
      ports.profile.show(path)
      return null
    },
    /** Ends the reading: what was read by then is written before the journal closes. */
    close: async (): Promise<void> => {
      closing.abort()
      await under?.catch(() => undefined)
    }
  }
}

export type EvidenceKeeping = ReturnType<typeof createEvidenceKeeping>
