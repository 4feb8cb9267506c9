import { randomUUID } from 'node:crypto'
import { FailureError, failureOf } from '../../contract/index.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import { redactDeep } from '../lib/redact.ts'
import type { createSecretScan } from '../lib/secret-scan.ts'
import type { JournalKind, JournalRecord } from '../ports/journal.ts'
import type { AppendFile, FileCalls } from './file-calls.ts'
import { encodeFrame, leafHash, maxPayloadBytes, type Payload } from './frame.ts'
import { deepestRecord, isTooDeep } from './parse-payload.ts'
import { isSynced } from './record-kinds.ts'
import { segmentPath } from './segments.ts'

export interface RecordWriterOptions {
  readonly dir: string
  readonly files: FileCalls
  readonly clock: { now(): Date }
  readonly app: { readonly version: string }
  readonly operator: string
  readonly secrets: ReturnType<typeof createSecretScan>
  /** Where the chain goes on: the next record's number, the hash before it, and the last segment there is. */
  readonly from: { readonly jid: string; readonly segment: number; readonly seq: number; readonly prev: string }
}

/** The bytes of a record did not all reach the file: nothing was promised, and the file may have half of it. */
export class UnwrittenError extends Error {
  /** There was no room for it, as far as the file system tells. */
  readonly isFull: boolean

  constructor(message: string, isFull: boolean, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UnwrittenError'
    this.isFull = isFull
  }
}

/** What is to stand in a record. */
export interface Entry {
  readonly kind: JournalKind
  readonly body: Readonly<Record<string, unknown>>
}

/** What became of several entries that were written at once. */
export interface Written {
  /** One an entry, in their order: the record, why its content was refused, or null where it does not stand in the file whole. */
  readonly results: readonly (JournalRecord | FailureError | null)[]
  /** Why those that are null were not written. */
  readonly failure: unknown
}

/** Appends records to the newest segment. Not for concurrent use; after an error other than a `FailureError` never again. */
export interface RecordWriter {
  /** Size of the segment, bytes. */
  segmentBytes(): number
  /** Makes the segment whole on the disk and begins the next one. */
  nextSegment(): Promise<void>
  /**
   * @throws FailureError when the record is refused for its content, and the file has nothing of it
   * @throws UnwrittenError, or whatever a sync threw
   */
  write(kind: JournalKind, body: Readonly<Record<string, unknown>>): Promise<JournalRecord>
  /**
   * Several in their order, with one write and at most one sync for all of them: each of them waits for no more than it would
   * alone. Where the disk has room for a part, those that are whole stand.
   * @throws whatever a sync threw; then nothing was promised
   */
  writeAll(entries: readonly Entry[]): Promise<Written>
  hasUnsynced(): boolean
  sync(): Promise<void>
  close(): Promise<void>
}

export function createRecordWriter(options: RecordWriterOptions): RecordWriter {
  const { dir, files, clock } = options
  const boot = randomUUID()
  const startedAt = performance.now()
  let { segment, seq, prev } = options.from
  let file: AppendFile | undefined
  let bytes = 0
  let unsynced = false

  function payloadOf({ kind, body }: Entry, at: { readonly seq: number; readonly prev: string }): string {
    const payload: Payload = {
      v: 1,
      jid: options.from.jid,
      seg: segment,
      seq: at.seq,
      prev: at.prev,
      t: clock.now().toISOString(),
      mono: Math.round(performance.now() - startedAt),
      boot,
      app: `backout ${options.app.version}`,
      actor: options.secrets.hide(options.operator),
      kind,
      body: redactDeep(body, options.secrets) as Payload['body']
    }
    const text = canonicalJson(payload)
    const bytes = Buffer.from(text)
    if (bytes.length > maxPayloadBytes)
      throw unfit(kind, `has ${bytes.length} bytes; the journal takes ${maxPayloadBytes}`)
    if (isTooDeep(bytes)) throw unfit(kind, `is more than ${deepestRecord} deep`)
    return text
  }

  /** A content that cannot be written out, such as one that is too deep to walk through, says nothing against the file. */
  function fitPayload(entry: Entry, at: { readonly seq: number; readonly prev: string }): string {
    try {
      return payloadOf(entry, at)
    } catch (error) {
      if (error instanceof FailureError) throw error
      throw unfit(entry.kind, `cannot be written (${error instanceof Error ? error.message : String(error)})`)
    }
  }

  /** How many bytes reached the file, and what kept the others out of it. */
  async function append(
    open: AppendFile,
    frames: Buffer
  ): Promise<{ readonly bytesWritten: number; readonly failure: unknown }> {
    unsynced = true
    try {
      const { bytesWritten } = await open.write(frames)
      if (bytesWritten === frames.length) return { bytesWritten, failure: undefined }
      // A disk that fills up takes a part first, and says so only when it is asked for the rest.
      const text = `only ${bytesWritten} of ${frames.length} bytes were written`
      return { bytesWritten, failure: new UnwrittenError(text, true) }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { bytesWritten: 0, failure: new UnwrittenError(message, isFullCode(error), { cause: error }) }
    }
  }

  /** The chain of what is taken, from where the file ends. */
  function chained(entries: readonly Entry[]): readonly (Link | FailureError)[] {
    let at = { seq, prev }
    return entries.map((entry) => {
      try {
        const text = fitPayload(entry, at)
        const link = { text, frame: encodeFrame(text), seq: at.seq, hash: leafHash(text), kind: entry.kind }
        at = { seq: at.seq + 1, prev: link.hash }
        return link
      } catch (error) {
        if (error instanceof FailureError) return error
        throw error
      }
    })
  }

  async function writeAll(entries: readonly Entry[]): Promise<Written> {
    if (!file) throw new Error('no segment is open')
    const chain = chained(entries)
    const links = chain.filter((one): one is Link => !(one instanceof FailureError))
    if (links.length === 0) return { results: chain as readonly FailureError[], failure: undefined }
    const { bytesWritten, failure } = await append(file, Buffer.concat(links.map(({ frame }) => frame)))
    const whole = new Set<Link>()
    let end = 0
    for (const link of links) {
      end += link.frame.length
      if (end <= bytesWritten) whole.add(link)
    }
    if ([...whole].some(isSynced)) await sync()
    for (const { frame, hash } of whole) {
      prev = hash
      seq += 1
      bytes += frame.length
    }
    const results = chain.map((one) => {
      if (one instanceof FailureError) return one
      return whole.has(one) ? recordOf(JSON.parse(one.text) as Payload, one.hash) : null
    })
    return { results, failure }
  }

  async function sync(): Promise<void> {
    await file?.sync()
    if (file && !(await file.isInPlace())) throw new Error(`${segmentPath(dir, segment)} was taken away`)
    unsynced = false
  }

  return {
    segmentBytes: () => bytes,
    hasUnsynced: () => unsynced,
    sync,
    async nextSegment() {
      // The next segment continues this one's chain: it must not outlive what it refers to.
      if (unsynced) await sync()
      await file?.seal()
      segment += 1
      bytes = 0
      file = await files.openNew(segmentPath(dir, segment))
      await files.syncDir(dir)
    },
    writeAll,
    async write(kind, body) {
      const { results, failure } = await writeAll([{ kind, body }])
      const [result] = results
      if (!result) throw failure
      if (result instanceof FailureError) throw result
      return result
    },
    async close() {
      await file?.seal()
    }
  }
}

/** A record as it goes into the file, with its place in the chain. */
interface Link {
  readonly text: string
  readonly frame: Buffer
  readonly seq: number
  readonly hash: string
  readonly kind: JournalKind
}

/** A payload as the rest of the console sees it. */
export function recordOf({ seq, t, kind, body }: Payload, hash: string): JournalRecord {
  return { seq, t, kind, body, hash }
}

function isFullCode(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

function unfit(kind: string, why: string): FailureError {
  return new FailureError(
    failureOf('invalid', `A record of kind ${kind} ${why}.`, {
      remedy: 'What cannot be recorded is not done here: do it with kubectl, and write it down as a note.'
    })
  )
}
