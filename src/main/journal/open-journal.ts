import { randomUUID } from 'node:crypto'
import { FailureError, failureOf } from '../../contract/index.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import { createSecretScan, redactPatterns } from '../lib/redact.ts'
import type { Journal, JournalKind, JournalRecord } from '../ports/journal.ts'
import { anchorFile, type AnchorStore } from './anchors.ts'
import { fileCalls, type AppendFile, type FileCalls } from './file-calls.ts'
import { encodeFrame, genesisHash, leafHash, maxPayloadBytes, type Payload } from './frame.ts'
import { takeLock } from './lock.ts'
import { readSegments, segmentPath, type Segment } from './segments.ts'
import { chainProblems } from './verify.ts'

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
  'recovered'
])

const anchored: ReadonlySet<string> = new Set<JournalKind>(['outcome', 'reconcile', 'export', 'journal.close'])
const anchorEvery = 50

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

  const records: JournalRecord[] = earlier.map(({ payload }) => recordOf(payload))
  const listeners = new Set<(record: JournalRecord) => void>()
  const secrets = createSecretScan()
  let unhealthy: string | undefined = damageOf(segments)
  let file: AppendFile | undefined
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
    const torn = segments.at(-1)?.scan.damages.at(-1)
    await write('journal.open', {
      createdAt: options.clock.now().toISOString(),
      pid: process.pid,
      ...(torn && records.length === earlier.length
        ? { recovered: { segment: writer.segment - 1, start: torn.start, end: torn.end, sha256: torn.sha256 } }
        : {})
    })
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
      body
    }
    const text = redactPatterns(canonicalJson(payload))
    secrets.check(text, kind)
    const frame = encodeFrame(text)
    if (frame.length > maxPayloadBytes) throw tooLong(kind, frame.length)
    const { bytesWritten } = await file.write(frame)
    if (bytesWritten !== frame.length) throw new Error(`only ${bytesWritten} of ${frame.length} bytes were written`)
    if (synced.has(kind)) await file.sync()
    writer.prev = leafHash(text)
    writer.seq += 1
    writer.bytes += frame.length
    const record = recordOf(JSON.parse(text) as Payload)
    records.push(record)
    if (anchored.has(kind) || record.seq % anchorEvery === 0) void anchor(record)
    for (const listener of listeners) listener(record)
    return record
  }

  /** An anchor that cannot be written leaves the tail unanchored, which the verifier says; it stops nothing. */
  async function anchor({ seq, t }: JournalRecord): Promise<void> {
    await anchors.write({ jid: writer.jid, seq, hash: writer.prev, t }).catch(() => undefined)
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
      await file?.sync().catch(() => undefined)
      await file?.close().catch(() => undefined)
      await release()
    }
  }
}

const remedy =
  'Nothing will be changed in any cluster until Backout starts with a sound journal: free disk space, or move the folder away and start again.'

function recordOf({ seq, t, kind, body }: Payload): JournalRecord {
  return { seq, t, kind, body }
}

/** Why the journal cannot be continued; a torn tail can. */
function damageOf(segments: readonly Segment[]): string | undefined {
  const [problem] = chainProblems(segments)
  return problem && `${problem.text} (segment ${problem.segment}, byte ${problem.byte})`
}

function refusal(dir: string, reason: string): FailureError {
  return new FailureError(failureOf('internal', `The journal in ${dir} cannot be written: ${reason}.`, { remedy }))
}

function tooLong(kind: string, bytes: number): FailureError {
  return new FailureError(
    failureOf('invalid', `A record of kind ${kind} has ${bytes} bytes; the journal takes ${maxPayloadBytes}.`)
  )
}
