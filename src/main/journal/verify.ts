import type { JournalRecord } from '../ports/journal.ts'
import type { Anchor } from './anchors.ts'
import { genesisHash, type Payload } from './frame.ts'
import { openIntents } from './open-intents.ts'
import type { Damage, Scan, Scanned } from './scan.ts'

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
}

/** What a verification found. */
export interface Verification {
  readonly state: 'intact' | 'damaged' | 'notAJournal'
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
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
  if (!last) {
    return { state: 'notAJournal', problems: [], warnings: [], records: 0, lastSeq: null, head: null, trustedTo: null }
  }
  const problems = [...problemsOf(files, { isWhole: true }), ...anchorProblems(records, anchors)]
  const first = problems[0]
  return {
    state: problems.length === 0 ? 'intact' : 'damaged',
    problems,
    warnings: warningsOf(records, anchors, recoveredTears(files)),
    records: records.length,
    lastSeq: last.payload.seq,
    head: last.hash,
    trustedTo: first ? (first.seq === null ? null : trustedBefore(first, records)) : last.payload.seq
  }
}

/** The problems that keep a writer from continuing a journal; a torn tail does not. */
export function chainProblems(
  segments: readonly { readonly path: string; readonly scan: Scan }[]
): readonly { readonly segment: string; readonly byte: number; readonly text: string }[] {
  const files = segments.map(({ path, scan }) => ({ name: path, scan }))
  const tail = files.at(-1)?.scan.damages.at(-1)
  return problemsOf(files, { isWhole: true }).filter(
    (problem) => !(problem.kind === 'torn' && problem.byte === tail?.start && problem.segment === files.at(-1)?.name)
  )
}

function problemsOf(files: readonly VerifiedFile[], options: { readonly isWhole: boolean }): Problem[] {
  const problems: Problem[] = []
  let before: Scanned | null = null
  files.forEach((file, index) => {
    const parts = [...file.scan.records, ...file.scan.damages].sort((a, b) => a.start - b.start)
    for (const part of parts) {
      if (isDamage(part)) {
        if (!isRecovered(part, files, index)) problems.push(damageProblem(part, file.name, before))
        continue
      }
      const problem = linkProblem(before, part, file.name, options)
      if (problem) problems.push(problem)
      before = part
    }
  })
  return problems
}

function isDamage(part: Scanned | Damage): part is Damage {
  return 'reason' in part
}

function damageProblem(damage: Damage, segment: string, before: Scanned | null): Problem {
  const seq = before?.payload.seq ?? null
  const where = seq === null ? 'before the first entry' : `after entry ${seq}`
  return {
    kind: damage.kind,
    segment,
    byte: damage.start,
    seq,
    text:
      damage.kind === 'torn'
        ? `torn tail ${where}: bytes ${damage.start} to ${damage.end} are the beginning of an entry that was never finished`
        : `altered ${where}: bytes ${damage.start} to ${damage.end}: ${damage.reason}`
  }
}

function linkProblem(
  before: Scanned | null,
  next: Scanned,
  segment: string,
  { isWhole }: { readonly isWhole: boolean }
): Problem | null {
  const { seq, prev, jid } = next.payload
  const problem = (kind: Problem['kind'], text: string): Problem => ({ kind, segment, byte: next.start, seq, text })
  if (!before) {
    if (isWhole && (seq !== 0 || prev !== genesisHash(jid))) {
      return problem('altered', `altered: the first entry is ${seq}; the entries before it are missing`)
    }
    return null
  }
  const expected = before.payload.seq + 1
  if (jid !== before.payload.jid) return problem('altered', `altered: entry ${seq} belongs to another journal`)
  if (seq < expected) return problem('fork', `fork: entry ${seq} stands twice, with different histories`)
  if (seq > expected) {
    return problem('altered', `altered: entries ${expected} to ${seq - 1} are missing before entry ${seq}`)
  }
  if (prev !== before.hash) {
    return problem(
      'altered',
      `altered: entry ${seq} does not follow from entry ${before.payload.seq}; one of the two was changed`
    )
  }
  return null
}

/** Whether the opening of the next segment names exactly these bytes as a tail that a crash tore off. */
function isRecovered(damage: Damage, files: readonly VerifiedFile[], index: number): boolean {
  const after = files[index]?.scan.records.find(({ start }) => start >= damage.end) ?? files[index + 1]?.scan.records[0]
  return after?.payload.kind === 'journal.open' && recoveredHash(after.payload) === damage.sha256
}

function recoveredHash({ body }: Payload): unknown {
  const { recovered } = body
  return typeof recovered === 'object' && recovered !== null && 'sha256' in recovered ? recovered.sha256 : undefined
}

function recoveredTears(files: readonly VerifiedFile[]): number {
  return files.flatMap(({ scan }) => scan.records).filter(({ payload }) => recoveredHash(payload) !== undefined).length
}

function anchorProblems(records: readonly Scanned[], anchors: readonly Anchor[]): Problem[] {
  const jid = records[0]?.payload.jid
  const lastSeq = records.at(-1)?.payload.seq ?? -1
  const bySeq = new Map(records.map((record) => [record.payload.seq, record]))
  for (const anchor of anchors.filter((each) => each.jid === jid)) {
    const record = bySeq.get(anchor.seq)
    const at = { segment: 'anchors', byte: record?.start ?? 0 }
    if (!record && anchor.seq > lastSeq) {
      const text = `altered: the tail was cut off; an anchor of ${anchor.t} knows entry ${anchor.seq}, the last one here is ${lastSeq}`
      return [{ ...at, kind: 'altered', seq: lastSeq + 1, text }]
    }
    if (record && record.hash !== anchor.hash) {
      const text = `altered: the history was rewritten; entry ${anchor.seq} is not the one that was anchored at ${anchor.t}`
      return [{ ...at, kind: 'altered', seq: anchor.seq, text }]
    }
  }
  return []
}

function warningsOf(records: readonly Scanned[], anchors: readonly Anchor[], tears: number): readonly string[] {
  const plain = records.map(({ payload }): JournalRecord => payload)
  const jid = records[0]?.payload.jid
  const anchoredTo = Math.max(-1, ...anchors.filter((anchor) => anchor.jid === jid).map(({ seq }) => seq))
  const lastSeq = records.at(-1)?.payload.seq ?? -1
  return [
    ...openIntents(plain).map(
      ({ seq }) => `entry ${seq} is an intent without an outcome: what it did is not known here`
    ),
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

function trustedBefore(problem: Problem, records: readonly Scanned[]): number | null {
  const seq = problem.seq ?? 0
  // A broken link accuses its two ends alike; damage accuses only what stands behind it.
  const limit = problem.text.includes('does not follow')
    ? seq - 2
    : problem.text.includes('after entry')
      ? seq
      : seq - 1
  const exists = records.some(({ payload }) => payload.seq <= limit)
  return exists && limit >= 0 ? limit : null
}
