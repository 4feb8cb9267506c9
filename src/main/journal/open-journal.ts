import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { FailureError, failureOf } from '../../contract/index.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import { createSecretScan, redactDeep } from '../lib/redact.ts'
import type { Journal, JournalKind, JournalRecord } from '../ports/journal.ts'
import { anchorFile, type AnchorStore } from './anchors.ts'
import { fileCalls, type AppendFile, type FileCalls } from './file-calls.ts'
import { encodeFrame, genesisHash, leafHash, maxPayloadBytes, type Payload } from './frame.ts'
import { takeLock } from './lock.ts'
import { readSegments, segmentPath } from './segments.ts'
import { damageOf, pendingTears } from './continuation.ts'

export interface OpenJournalOptions {
  /** Absolute path; made with mode 0700. */
  readonly dir: string
  readonly clock: { now(): Date }
  readonly app: { readonly version: string }
  readonly operator: string
  readonly anchors?: AnchorStore
  readonly files?: FileCalls
  /** A segment this long is followed by a new one, bytes. */
  readonly segmentBytes?: number
}

/** Records that must be on the disk before anything else happens. */
const synced: ReadonlySet<string> = new Set<JournalKind>([
  'journal.open',
  'confirm',
  'intent',
  'attempt',
  'accepted',
  'outcome',
  'reconcile',
  'export',
  'mark',
  'recovered',
  'journal.close'
])

const anchored: ReadonlySet<string> = new Set<JournalKind>(['outcome', 'reconcile', 'export', 'journal.close'])
const anchorEvery = 50

/** Records that nothing waits for reach the disk within this time, milliseconds. */
const syncWithinMs = 200
/** How long closing waits for the last anchor, milliseconds: it may live behind a keychain. */
const lastAnchorMs = 1_000

/**
 * Opens the journal of a folder for writing, in a new segment: nothing that stands is ever written to again. A tail that
 * a crash tore off is kept as it is and named by a `recovered` record.
 * @throws FailureError `conflict` when another process writes it.
 */
export async function openJournal(options: OpenJournalOptions): Promise<Journal> {
  const files = options.files ?? fileCalls
  const anchors = options.anchors ?? anchorFile(options.dir)
  await files.mkdir(options.dir)
  const release = await takeLock(options.dir, files)
  const segments = await readSegments(options.dir, files)
  const earlier = segments.flatMap(({ scan }) => scan.records)
  const last = earlier.at(-1)
  const writer = {
    jid: last?.payload.jid ?? randomUUID(),
    boot: randomUUID(),
    startedAt: performance.now(),
    segment: segments.at(-1)?.number ?? 0,
    seq: (last?.payload.seq ?? -1) + 1,
    prev: last?.hash ?? '',
    bytes: 0
  }
  if (!last) writer.prev = genesisHash(writer.jid)

  const records: JournalRecord[] = earlier.map(({ payload, hash }) => recordOf(payload, hash))
  const listeners = new Set<(record: JournalRecord) => void>()
  const secrets = createSecretScan()
  let unhealthy: string | undefined = damageOf(segments, await anchors.read().catch(() => []))
  let file: AppendFile | undefined
  let anchoring: Promise<unknown> = Promise.resolve()
  let syncTimer: NodeJS.Timeout | undefined
  let queue: Promise<unknown> = Promise.resolve()

  /** One after the other; a failure of one must not stop the answer to the next. */
  function serially<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work)
    queue = result.catch(() => undefined)
    return result
  }

  async function nextSegment(): Promise<void> {
    await file?.close()
    writer.segment += 1
    writer.bytes = 0
    file = await files.openNew(segmentPath(options.dir, writer.segment))
    await files.syncDir(options.dir)
    if (records.length === earlier.length) await nameTears()
    await write('journal.open', { createdAt: options.clock.now().toISOString(), pid: process.pid })
  }

  /** What a crash tore off stays where it is; the new segment vouches for its bytes. */
  async function nameTears(): Promise<void> {
    const tears = pendingTears(segments)
    if (tears.length === 0) return
    const bytes = tears.reduce((sum, { start, end }) => sum + end - start, 0)
    await write('recovered', { text: `Backout ended while it wrote: ${bytes} bytes are an unfinished record`, tears })
  }

  async function write(kind: JournalKind, body: Readonly<Record<string, unknown>>): Promise<JournalRecord> {
    if (!file) throw new Error('no segment is open')
    const payload: Payload = {
      v: 1,
      jid: writer.jid,
      seg: writer.segment,
      seq: writer.seq,
      prev: writer.prev,
      t: options.clock.now().toISOString(),
      mono: Math.round(performance.now() - writer.startedAt),
      boot: writer.boot,
      app: `backout ${options.app.version}`,
      actor: options.operator,
      kind,
      body: redactDeep(body) as Payload['body']
    }
    const text = canonicalJson(payload)
    secrets.check(text, kind)
    const bytes = Buffer.byteLength(text)
    if (bytes > maxPayloadBytes) throw tooLong(kind, bytes)
    const frame = encodeFrame(text)
    const { bytesWritten } = await file.write(frame)
    if (bytesWritten !== frame.length) throw new Error(`only ${bytesWritten} of ${frame.length} bytes were written`)
    const isAnchored = anchored.has(kind) || writer.seq % anchorEvery === 0
    // An anchor must not outlive its record: that would look like a cut tail.
    if (synced.has(kind) || isAnchored) await syncNow(file)
    else syncTimer ??= setTimeout(syncLater, syncWithinMs)
    writer.prev = leafHash(text)
    writer.seq += 1
    writer.bytes += frame.length
    const record = recordOf(JSON.parse(text) as Payload, writer.prev)
    records.push(record)
    if (isAnchored) anchor(record)
    for (const listener of listeners) tell(listener, record)
    return record
  }

  async function syncNow(open: AppendFile): Promise<void> {
    clearTimeout(syncTimer)
    syncTimer = undefined
    await open.sync()
  }

  function syncLater(): void {
    serially(async () => {
      if (file && unhealthy === undefined) await syncNow(file)
    }).catch((error: unknown) => {
      unhealthy = error instanceof Error ? error.message : String(error)
    })
  }

  /** An anchor that cannot be written leaves the tail unanchored, which the verifier says; it stops nothing. */
  function anchor({ seq, t }: JournalRecord): void {
    const head = { jid: writer.jid, seq, hash: writer.prev, t }
    anchoring = anchoring.then(() => anchors.write(head)).catch(() => undefined)
  }

  async function append(kind: JournalKind, body: Readonly<Record<string, unknown>>): Promise<JournalRecord> {
    if (unhealthy !== undefined) throw refusal(options.dir, unhealthy)
    try {
      if (!file || writer.bytes > (options.segmentBytes ?? 16 * 1_048_576)) await nextSegment()
      return await write(kind, body)
    } catch (error) {
      // A record refused for its content never reached the file; the journal itself is sound.
      if (error instanceof FailureError) throw error
      unhealthy = error instanceof Error ? error.message : String(error)
      throw refusal(options.dir, unhealthy)
    }
  }

  if (unhealthy === undefined) {
    await serially(nextSegment).catch(async (error: unknown) => {
      unhealthy = error instanceof Error ? error.message : String(error)
    })
  }

  return {
    append: (kind, body) => serially(() => append(kind, body)),
    records: () => records,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    health: () =>
      unhealthy === undefined
        ? { state: 'healthy', path: options.dir }
        : { state: 'unhealthy', path: options.dir, reason: unhealthy, remedy },
    forbid: (secret) => secrets.add(secret),
    async close() {
      await serially(async () => {
        if (unhealthy === undefined) await append('journal.close', {})
      }).catch(() => undefined)
      clearTimeout(syncTimer)
      unhealthy ??= 'it is closed'
      await file?.close().catch(() => undefined)
      await Promise.race([anchoring, delay(lastAnchorMs, undefined, { ref: false })])
      await release()
    }
  }
}

const remedy =
  'Nothing will be changed in any cluster until Backout starts with a sound journal: free disk space, or move the folder away and start again.'

function recordOf({ seq, t, kind, body }: Payload, hash: string): JournalRecord {
  return { seq, t, kind, body, hash }
}

/** A listener that fails is no fault of the record. */
function tell(listener: (record: JournalRecord) => void, record: JournalRecord): void {
  try {
    listener(record)
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
  }
}

function refusal(dir: string, reason: string): FailureError {
  return new FailureError(failureOf('internal', `The journal in ${dir} cannot be written: ${reason}.`, { remedy }))
}

function tooLong(kind: string, bytes: number): FailureError {
  return new FailureError(
    failureOf('invalid', `A record of kind ${kind} has ${bytes} bytes; the journal takes ${maxPayloadBytes}.`)
  )
}
