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

  function payloadOf(kind: JournalKind, body: Readonly<Record<string, unknown>>): string {
    const payload: Payload = {
      v: 1,
      jid: options.from.jid,
      seg: segment,
      seq,
      prev,
      t: clock.now().toISOString(),
      mono: Math.round(performance.now() - startedAt),
      boot,
      app: `backout ${options.app.version}`,
      actor: options.secrets.hide(options.operator),
      kind,
      body: redactDeep(body, (text) => options.secrets.hide(text)) as Payload['body']
    }
    const text = canonicalJson(payload)
    const bytes = Buffer.from(text)
    if (bytes.length > maxPayloadBytes)
      throw unfit(kind, `has ${bytes.length} bytes; the journal takes ${maxPayloadBytes}`)
    if (isTooDeep(bytes)) throw unfit(kind, `is more than ${deepestRecord} deep`)
    return text
  }

  /** A content that cannot be written out, such as one that is too deep to walk through, says nothing against the file. */
  function fitPayload(kind: JournalKind, body: Readonly<Record<string, unknown>>): string {
    try {
      return payloadOf(kind, body)
    } catch (error) {
      if (error instanceof FailureError) throw error
      throw unfit(kind, `cannot be written (${error instanceof Error ? error.message : String(error)})`)
    }
  }

  async function append(open: AppendFile, frame: Buffer): Promise<void> {
    unsynced = true
    const { bytesWritten } = await open.write(frame).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      throw new UnwrittenError(message, isFullCode(error), { cause: error })
    })
    if (bytesWritten === frame.length) return
    // A disk that fills up takes a part first, and says so only when it is asked for the rest.
    throw new UnwrittenError(`only ${bytesWritten} of ${frame.length} bytes were written`, true)
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
    async write(kind, body) {
      if (!file) throw new Error('no segment is open')
      const text = fitPayload(kind, body)
      const frame = encodeFrame(text)
      await append(file, frame)
      if (isSynced({ kind, seq })) await sync()
      prev = leafHash(text)
      seq += 1
      bytes += frame.length
      return recordOf(JSON.parse(text) as Payload, prev)
    },
    async close() {
      await file?.seal()
    }
  }
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
