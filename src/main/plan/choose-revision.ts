import type { HistoryEntry } from '../providers/kubernetes/history.ts'
import type { RevisionRecords } from './gather-records.ts'

export type Choice =
  | {
      readonly kind: 'chosen'
      readonly entry: HistoryEntry
      readonly records: RevisionRecords | null
      readonly byOperator: boolean
    }
  | { readonly kind: 'noHistory' }
  | { readonly kind: 'unknownRevision'; readonly revision: number }
  /** Two ReplicaSets carry the number, as after a restored backup: nobody can tell which one is meant. */
  | { readonly kind: 'ambiguous'; readonly revision: number }
  | { readonly kind: 'needsChoice'; readonly reason: string }

/**
 * A ReplicaSet that the controller has not numbered counts as revision 0, and `--to-revision=0` means "the one before":
 * it is nothing that could be named.
 */
function canBeNamed({ revision }: HistoryEntry): boolean {
  return revision > 0
}

/**
 * The operator's revision, else the newest with a good record; never "previous".
 * Records are matched by ReplicaSet UID, because a revision's number changes when it is used again.
 */
export function chooseRevision(
  history: readonly HistoryEntry[],
  records: readonly RevisionRecords[],
  revision: number | undefined
): Choice {
  const recordsOf = (entry: HistoryEntry) => records.find(({ uid }) => uid === entry.replicaSet.metadata.uid) ?? null
  if (revision !== undefined) {
    const [entry, another] = history.filter((one) => canBeNamed(one) && one.revision === revision)
    if (!entry) return { kind: 'unknownRevision', revision }
    if (another) return { kind: 'ambiguous', revision }
    return { kind: 'chosen', entry, records: recordsOf(entry), byOperator: true }
  }
  const others = history.filter((one) => !one.isCurrent && canBeNamed(one))
  if (others.length === 0) return { kind: 'noHistory' }
  const entry = others.find((one) => recordsOf(one)?.record === 'good')
  if (entry) return { kind: 'chosen', entry, records: recordsOf(entry), byOperator: false }
  const bad = others.filter((one) => recordsOf(one)?.record === 'bad').length
  const known =
    bad === 0
      ? 'nothing is known about any of them'
      : `${bad} of them ${bad === 1 ? 'has' : 'have'} a bad record, none a good one`
  return {
    kind: 'needsChoice',
    reason: `${others.length} earlier ${others.length === 1 ? 'revision exists' : 'revisions exist'}; ${known}. Choose one.`
  }
}
