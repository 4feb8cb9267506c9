import type { JournalRecord } from '../ports/journal.ts'
import type { Anchor } from './anchor.ts'
import { contradictionOf } from './anchors.ts'
import { genesisHash } from './frame.ts'
import { openIntents } from './open-intents.ts'
import type { Damage, Scanned } from './file-parts.ts'
import type { Scan } from './scan.ts'
import { tearsIn } from './tears.ts'

/** A file of a journal as the verifier takes it: one segment, or all of them joined. */
export interface VerifiedFile {
  /** For messages. */
  readonly name: string
  readonly scan: Scan
}

export interface Problem {
  readonly kind: 'torn' | 'altered' | 'fork'
  readonly segment: string
  readonly byte: number
  /** Number of the record that the problem is at or right after; null before the first. */
  readonly seq: number | null
  readonly text: string
  /** The last record that this problem casts no doubt on; -1 when there is none. */
  readonly trustedTo: number
}

/** What a verification found. */
export interface Verification {
  readonly state: 'intact' | 'damaged' | 'notAJournal'
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
  /** Id of the journal; null without a record. */
  readonly jid: string | null
  readonly records: number
  readonly lastSeq: number | null
  readonly head: string | null
  /** The last record that everything before it vouches for; null when not even the first can be trusted. */
  readonly trustedTo: number | null
}

/**
 * Checks frames, sequence, chain, segments, anchors and the pairing of intents with outcomes. Open intents and a tail that
 * no anchor covers are warnings: a crash leaves both.
 */
export function verifyJournal(files: readonly VerifiedFile[], anchors: readonly Anchor[]): Verification {
  const records = files.flatMap(({ scan }) => scan.records)
  const last = records.at(-1)
  if (!files.some(({ scan }) => scan.isJournal)) {
    return {
      state: 'notAJournal',
      problems: [],
      warnings: [],
      jid: null,
      records: 0,
      lastSeq: null,
      head: null,
      trustedTo: null
    }
  }
  const problems = [...problemsOf(files), ...anchorProblems(records, anchors)]
  const trustedTo =
    problems.length === 0
      ? (last?.payload.seq ?? -1)
      : problems.reduce((least, problem) => Math.min(least, problem.trustedTo), Number.POSITIVE_INFINITY)
  return {
    state: problems.length === 0 ? 'intact' : 'damaged',
    problems,
    warnings: warningsOf(records, anchors, tearCount(records)),
    jid: records[0]?.payload.jid ?? null,
    records: records.length,
    lastSeq: last?.payload.seq ?? null,
    head: last?.hash ?? null,
    trustedTo: trustedTo < 0 ? null : trustedTo
  }
}

function problemsOf(files: readonly VerifiedFile[]): Problem[] {
  const problems: Problem[] = []
  const parts = files.flatMap(({ name, scan }) =>
    [...scan.records, ...scan.damages].sort((a, b) => a.start - b.start).map((part) => ({ name, part }))
  )
  const lastRecord = parts.findLastIndex(({ part }) => !isDamage(part))
  const namedAfter = tearsAfter(parts.map(({ part }) => part))
  let before: Scanned | null = null
  parts.forEach(({ name, part }, index) => {
    if (!isDamage(part)) {
      const problem = linkProblem(before, part, name)
      if (problem) problems.push(problem)
      before = part
      return
    }
    if (namedAfter[index]?.has(part.sha256) === true) return
    problems.push(damageProblem(part, name, before, index > lastRecord))
  })
  return problems
}

function isDamage(part: Scanned | Damage): part is Damage {
  return 'reason' in part
}

/** Only at the very end can a tail be torn; bytes that are no record anywhere else were put there. */
function damageProblem(damage: Damage, segment: string, before: Scanned | null, isAtEnd: boolean): Problem {
  const seq = before?.payload.seq ?? null
  const where = seq === null ? 'before the first entry' : `after entry ${seq}`
  const kind = isAtEnd ? damage.kind : 'altered'
  const bytes = `bytes ${damage.start} to ${damage.end}`
  return {
    kind,
    segment,
    byte: damage.start,
    seq,
    text:
      kind === 'torn'
        ? `torn tail ${where}: ${bytes} are an entry that was never finished`
        : `altered ${where}: ${bytes}: ${damage.reason}`,
    trustedTo: seq ?? -1
  }
}

function linkProblem(before: Scanned | null, next: Scanned, segment: string): Problem | null {
  const { seq, prev, jid } = next.payload
  const problem = (kind: Problem['kind'], trustedTo: number, text: string): Problem => ({
    kind,
    segment,
    byte: next.start,
    seq,
    text,
    trustedTo
  })
  if (!before) {
    if (seq === 0 && prev === genesisHash(jid)) return null
    return problem('altered', -1, `altered: the first entry here is ${seq}; what came before it is missing`)
  }
  const last = before.payload.seq
  if (jid !== before.payload.jid) return problem('altered', last, `altered: entry ${seq} belongs to another journal`)
  if (seq <= last) return problem('fork', seq - 1, `fork: entry ${seq} stands twice, with different histories`)
  if (seq > last + 1) {
    const missing = seq === last + 2 ? `entry ${last + 1} is` : `entries ${last + 1} to ${seq - 1} are`
    return problem('altered', last, `altered: ${missing} missing before entry ${seq}`)
  }
  if (prev !== before.hash) {
    // A broken link accuses both of its ends.
    const text = `altered: entry ${seq} does not follow from entry ${last}; one of the two was changed`
    return problem('altered', last - 1, text)
  }
  // Within one run of the program this clock cannot go back, whatever happens to the time of day.
  if (next.payload.boot === before.payload.boot && next.payload.mono < before.payload.mono) {
    return problem('altered', last, `altered: entry ${seq} says that it was written before entry ${last}`)
  }
  return null
}

/** For each part, the hashes of what the next `recovered` record names as tails that a crash tore off. */
function tearsAfter(parts: readonly (Scanned | Damage)[]): readonly ReadonlySet<string>[] {
  let named: ReadonlySet<string> = new Set()
  return parts
    .toReversed()
    .map((part) => {
      const after = named
      if (!isDamage(part)) named = new Set(tearsIn(part.payload).map(({ sha256 }) => sha256))
      return after
    })
    .reverse()
}

function tearCount(records: readonly Scanned[]): number {
  return records.flatMap(({ payload }) => tearsIn(payload)).length
}

function anchorProblems(records: readonly Scanned[], anchors: readonly Anchor[]): Problem[] {
  const jid = records[0]?.payload.jid
  // Entries of another journal have numbers of their own.
  const own = records.filter(({ payload }) => payload.jid === jid)
  const lastSeq = own.at(-1)?.payload.seq ?? -1
  const bySeq = new Map(own.map((record) => [record.payload.seq, record]))
  let trustedTo = -1
  for (const anchor of anchors.filter((each) => each.jid === jid).toSorted((a, b) => a.seq - b.seq)) {
    const record = bySeq.get(anchor.seq)
    const contradiction = contradictionOf(anchor, { lastSeq, hashOf: (seq) => bySeq.get(seq)?.hash })
    if (contradiction !== undefined) {
      const at = {
        segment: 'anchors',
        byte: record?.start ?? 0,
        kind: 'altered',
        text: `altered: ${contradiction}`
      } as const
      return [record ? { ...at, seq: anchor.seq, trustedTo } : { ...at, seq: lastSeq + 1, trustedTo: lastSeq }]
    }
    if (record) trustedTo = anchor.seq
  }
  return []
}

function warningsOf(records: readonly Scanned[], anchors: readonly Anchor[], tears: number): readonly string[] {
  const plain = records.map(({ payload }): JournalRecord => payload)
  const jid = records[0]?.payload.jid
  const anchoredTo = anchors.reduce((most, anchor) => (anchor.jid === jid ? Math.max(most, anchor.seq) : most), -1)
  const lastSeq = records.at(-1)?.payload.seq ?? -1
  return [
    ...openIntents(plain).map(
      ({ seq }) => `entry ${seq} is an intent without an outcome: what it did is not known here`
    ),
    ...records.flatMap(({ payload: { seq, kind, body } }) =>
      kind === 'anchor' && typeof body['text'] === 'string' ? [`entry ${seq}: ${body['text']}`] : []
    ),
    ...newerWarning(records),
    ...(tears > 0 ? [`${tears} torn tail(s) of a crash, kept and named by the journal itself`] : []),
    ...(anchoredTo < lastSeq
      ? [
          anchoredTo < 0
            ? 'no anchor covers this file: a cut tail would not show'
            : `unanchored since entry ${anchoredTo + 1}`
        ]
      : [])
  ]
}

function newerWarning(records: readonly Scanned[]): readonly string[] {
  const newer = records.filter(({ payload }) => payload.v !== 1)
  return newer.length === 0 ? [] : [`${newer.length} entries are of a newer Backout, which says more about them`]
}
