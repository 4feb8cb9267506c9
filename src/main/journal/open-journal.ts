import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { FailureError, failureOf } from '../../contract/index.ts'
import { createSecretScan } from '../lib/secret-scan.ts'
import { redactDeep } from '../lib/redact.ts'
import type { Journal, JournalKind, JournalRecord } from '../ports/journal.ts'
import type { Anchor } from './anchor.ts'
import { anchorFile, contradictionOf, type AnchorStore } from './anchors.ts'
import { pendingTears } from './continuation.ts'
import { fileCalls, type FileCalls } from './file-calls.ts'
import {
  damagedEntryText,
  earlierText,
  goneText,
  ownFolderRemedy,
  silentText,
  unprotectedText
} from './notice-texts.ts'
import { ownFolder } from './folder-owner.ts'
import { unfitPlace } from './folder-place.ts'
import { genesisHash } from './frame.ts'
import { createHealth, soundRemedy } from './health.ts'
import { createKeychainAnchor, type AnchorKeychain, type KeychainAnchor } from './keychain-anchor.ts'
import { takeLock } from './lock.ts'
import { isAnchored } from './record-kinds.ts'
import { readEarlier } from './read-earlier.ts'
import { createRecordWriter, UnwrittenError, type Entry } from './record-writer.ts'
import { createReserve } from './reserve.ts'
import { readSegments } from './segments.ts'
import type { Tear } from './tears.ts'

export interface OpenJournalOptions {
  /** Absolute path; made with mode 0700. */
  readonly dir: string
  readonly clock: { now(): Date }
  readonly app: { readonly version: string }
  readonly operator: string
  /** Keeps the head too; without it the anchors in files are all. */
  readonly keychain?: AnchorKeychain
  /** The operator has chosen this place with open eyes: it is not judged. */
  readonly anyPlace?: boolean
  readonly anchors?: AnchorStore
  readonly files?: FileCalls
  /** A segment this long is followed by a new one, bytes. */
  readonly segmentBytes?: number
}

/** Records that nothing waits for reach the disk, and the head of any the outside, within this time, milliseconds. */
const syncWithinMs = 200
/** So many records are written together at most. */
const mostAtOnce = 64
/** How long closing waits for the last anchor, in a file and in the keychain, milliseconds. */
const lastAnchorMs = 1_000

/**
 * Opens the journal of a folder for writing, in a new segment: nothing that stands is ever written to again. A tail that
 * a crash tore off is kept as it is and named by a `recovered` record.
 * @throws FailureError `conflict` when another process writes it.
 */
export async function openJournal(options: OpenJournalOptions): Promise<Journal> {
  const { dir } = options
  const files = options.files ?? fileCalls
  const anchors = options.anchors ?? anchorFile(dir)
  // A folder that the power loss takes takes all records with it.
  for (const made of await files.mkdir(dir)) await files.syncDir(dirname(made))
  const owner = await ownFolder(dir, options.anyPlace === true)
  if (owner.refusal !== undefined)
    throw new FailureError(failureOf('refused', `${owner.refusal}.`, { remedy: ownFolderRemedy }))
  const release = await takeLock(dir, files)
  // The functions below live as long as the journal, and with them all that they name.
  const left = await readEarlier(dir, files, anchors).catch(async (error: unknown) => {
    await release()
    const text = `The journal in ${dir} cannot be read: ${messageOf(error)}.`
    throw new FailureError(failureOf('internal', text, { remedy: soundRemedy }))
  })
  const { records: earlier, jid = randomUUID(), segment, tears, damage } = left
  const records = [...earlier]
  const earlierCount = records.length
  const last = records.at(-1)
  const secrets = createSecretScan()
  const writer = createRecordWriter({
    ...options,
    files,
    secrets,
    from: {
      jid,
      segment,
      seq: (last?.seq ?? -1) + 1,
      prev: last?.hash ?? genesisHash(jid)
    }
  })
  const listeners = new Set<(record: JournalRecord) => void>()
  const health = createHealth(dir, options.anyPlace === true ? undefined : await unfitPlace(dir))
  const reserve = createReserve(dir, files)
  let keychain: KeychainAnchor | undefined
  let anchoring: Promise<unknown> = Promise.resolve()
  /** The newest head that is not written down outside; null for none. */
  let unanchored: Anchor | null = null
  let anchoredSeq = -1
  let syncTimer: NodeJS.Timeout | undefined
  let queue: Promise<unknown> = Promise.resolve()
  const waiting: Waiting[] = []

  /** One after the other; a failure of one must not stop the answer to the next. */
  function serially<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work)
    queue = result.catch(() => undefined)
    return result
  }

  async function nextSegment(): Promise<void> {
    const isFirst = records.length === earlierCount
    await writer.nextSegment()
    if (isFirst) await nameTears(tears, 'Backout ended while it wrote')
    await write('journal.open', { createdAt: options.clock.now().toISOString(), pid: process.pid, runtime })
  }

  /** What a crash tore off stays where it is; the new segment vouches for its bytes. */
  async function nameTears(found: readonly Tear[], why: string): Promise<void> {
    if (found.length === 0) return
    const bytes = found.reduce((sum, { start, end }) => sum + end - start, 0)
    await write('recovered', {
      text: `${why}: ${bytes} bytes are an unfinished record`,
      tears: found
    })
  }

  async function write(kind: JournalKind, body: Readonly<Record<string, unknown>>): Promise<JournalRecord> {
    const record = await writer.write(kind, body)
    took([record])
    return record
  }

  /** They stand in the file, in this order; the head of the last one vouches for those before it. */
  function took(written: readonly JournalRecord[]): void {
    records.push(...written)
    const head = written.findLast(isAnchored)
    if (head) anchor(head)
    if (writer.hasUnsynced() || anchoredSeq < records.length - 1) syncTimer ??= setTimeout(syncLater, syncWithinMs)
    for (const record of written) for (const listener of listeners) tell(listener, record)
  }

  function syncLater(): void {
    syncTimer = undefined
    serially(async () => {
      if (!health.isSound()) return
      if (writer.hasUnsynced()) await writer.sync()
      // A change that was sent and never answered must not be cut off without a word either.
      const last = records.at(-1)
      if (last && anchoredSeq < last.seq) anchor(last)
    }).catch((error: unknown) => health.fail(messageOf(error)))
  }

  /**
   * An anchor that cannot be written leaves the tail unanchored, which the verifier says; it stops nothing. Of several that came
   * while one was being written the newest vouches for the others.
   */
  function anchor({ seq, t, hash = '' }: JournalRecord): void {
    const head = { jid, seq, hash, t }
    anchoredSeq = seq
    unanchored = head
    anchoring = anchoring
      .then(() => {
        const newest = unanchored
        unanchored = null
        return newest === null ? undefined : anchors.write(newest)
      })
      .catch((error: unknown) => health.notice('anchors', silentText(messageOf(error))))
    keychain?.offer(head)
  }

  function append(kind: JournalKind, body: Readonly<Record<string, unknown>>): Promise<JournalRecord> {
    return new Promise((resolve, reject) => {
      waiting.push({ kind, body, resolve, reject })
      void serially(appendWaiting)
    })
  }

  /** What came while the disk was busy is written together: many changes at a time wait for one sync, not for each other's. */
  async function appendWaiting(): Promise<void> {
    const taken = waiting.splice(0, mostAtOnce)
    if (taken.length === 0) return
    try {
      health.check()
      if (writer.segmentBytes() > (options.segmentBytes ?? 16 * 1_048_576)) await nextSegment()
      const { results, failure } = await writer.writeAll(taken)
      took(results.filter((result): result is JournalRecord => result !== null && !(result instanceof FailureError)))
      const left = taken.filter((entry, index) => {
        const result = results[index]
        // A record refused for its content never reached the file; the journal itself is sound.
        if (result instanceof FailureError) entry.reject(result)
        else if (result) entry.resolve(result)
        return result === null
      })
      if (left.length > 0) await refuse(left, failure)
    } catch (error) {
      await refuse(taken, error)
    }
  }

  async function refuse(entries: readonly Waiting[], error: unknown): Promise<void> {
    if (error instanceof FailureError) return entries.forEach(({ reject }) => reject(error))
    const isFull = error instanceof UnwrittenError && error.isFull
    health.fail(isFull ? `the disk is full (${messageOf(error)})` : messageOf(error))
    if (isFull) await recordFullDisk(entries[0]?.kind ?? 'note')
    for (const { reject } of entries) reject(health.refusal())
  }

  /** The last words, in the space that was kept for them, in a segment whose file has not failed. */
  async function recordFullDisk(kind: JournalKind): Promise<void> {
    try {
      await reserve.release()
      await writer.nextSegment()
      await nameTears(pendingTears(await readSegments(dir, files)), 'The disk was full while Backout wrote')
      await write('refused', {
        text: `The disk with the journal is full: a record (${kind}) could not be written`,
        kind
      })
    } catch {
      // Not even that: the journal is unhealthy all the same.
    }
  }

  /** What the keychain knows comes when it comes. */
  function compare(found: readonly Anchor[]): boolean {
    const own = found.find((head) => head.jid === jid)
    const hashes = new Map(records.map(({ seq, hash }) => [seq, hash]))
    const against = own && contradictionOf(own, { lastSeq: records.length - 1, hashOf: (seq) => hashes.get(seq) })
    if (against !== undefined) {
      health.fail(`the keychain contradicts it: ${against}`)
      return false
    }
    const [newest] = found
    if (newest !== undefined && newest.jid !== jid) {
      const text = goneText(newest, own === undefined ? earlierCount : 0)
      append('anchor', { text, earlier: newest }).catch(() => undefined)
      health.notice('earlier', `${text}.`)
    }
    return true
  }

  function onDamaged(why: string): void {
    const text = damagedEntryText(why)
    health.notice('keychain', text)
    append('note', { what: 'journal', text }).catch(() => undefined)
  }

  function sayProtection(): void {
    health.notice('unprotected', unprotectedText(options.keychain?.state().state))
  }

  if (owner.notice !== undefined) health.notice('folder', owner.notice)
  if (left.silentAnchors !== undefined) health.notice('anchors', silentText(left.silentAnchors))
  health.notice('earlier', earlierText(earlier, options.clock.now()))
  sayProtection()
  const unsubscribe = options.keychain?.subscribe(sayProtection)
  if (damage === undefined) await serially(nextSegment).catch((error: unknown) => health.fail(messageOf(error)))
  else health.fail(damage)
  if (owner.notice !== undefined) await append('note', { what: 'journal', text: owner.notice }).catch(() => undefined)
  if (options.keychain && health.isSound()) {
    keychain = createKeychainAnchor({ keychain: options.keychain, dir, onFound: compare, onDamaged })
    const head = records.at(-1)
    if (head) keychain.offer({ jid, seq: head.seq, hash: head.hash ?? '', t: head.t })
  }
  const keeping = reserve.keep()

  return {
    append,
    records: () => records,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onHealth: health.subscribe,
    setPurpose: health.setPurpose,
    health: health.state,
    forbid: (secret) => secrets.add(secret),
    redacted: (value) => redactDeep(value, secrets),
    async close() {
      unsubscribe?.()
      await serially(async () => undefined)
      if (health.isSound()) await append('journal.close', {}).catch(() => undefined)
      clearTimeout(syncTimer)
      health.fail('it is closed')
      await writer.close().catch(() => undefined)
      await Promise.all([
        Promise.race([anchoring, delay(lastAnchorMs, undefined, { ref: false })]),
        keychain?.close(lastAnchorMs)
      ])
      await keeping
      await release()
    }
  }
}

/** An entry that nobody has written yet. */
interface Waiting extends Entry {
  readonly resolve: (record: JournalRecord) => void
  readonly reject: (error: unknown) => void
}

/** What the records were made by, for whoever reads them later. */
const runtime = [
  `Node ${process.versions.node}`,
  ...(process.versions['electron'] === undefined ? [] : [`Electron ${process.versions['electron']}`]),
  `${process.platform} ${process.arch}`
].join(', ')

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A listener that fails is no fault of the record. */
function tell(listener: (record: JournalRecord) => void, record: JournalRecord): void {
  try {
    listener(record)
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
  }
}
