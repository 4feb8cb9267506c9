import type { Evidence } from '../../../contract/index.ts'
import type { HistoryEntry } from '../../providers/kubernetes/history.ts'
import type { Standing } from '../../ports/standing.ts'

export type RevisionChoice =
  | {
      readonly kind: 'chosen'
      readonly entry: HistoryEntry
      readonly standing: Standing | null
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
 * The operator's revision, else the newest with a good standing; never "previous".
 * Standings are matched by ReplicaSet UID, because a revision's number changes when it is used again.
 */
export function chooseRevision(
  history: readonly HistoryEntry[],
  standings: readonly Standing[],
  revision: number | undefined
): RevisionChoice {
  const standingOf = (entry: HistoryEntry) => standings.find(({ uid }) => uid === entry.replicaSet.metadata.uid) ?? null
  if (revision !== undefined) {
    const [entry, another] = history.filter((one) => canBeNamed(one) && one.revision === revision)
    const [now] = history.filter((one) => one.isCurrent && one.earlier.includes(revision))
    // It was gone back to meanwhile, and has another number since.
    if (!entry && now) return { kind: 'chosen', entry: now, standing: standingOf(now), byOperator: true }
    if (!entry) return { kind: 'unknownRevision', revision }
    if (another) return { kind: 'ambiguous', revision }
    return { kind: 'chosen', entry, standing: standingOf(entry), byOperator: true }
  }
  const others = history.filter((one) => !one.isCurrent && canBeNamed(one))
  if (others.length === 0) return { kind: 'noHistory' }
  const entry = others.find((one) => standingOf(one)?.standing === 'good')
  if (entry) return { kind: 'chosen', entry, standing: standingOf(entry), byOperator: false }
  const unread = others.flatMap((one) => standingOf(one)?.evidence.find((evidence) => evidence.unread) ?? [])[0]
  if (unread) return { kind: 'needsChoice', reason: pastUnread(others.length, unread.text) }
  const bad = others.filter((one) => standingOf(one)?.standing === 'bad').length
  return { kind: 'needsChoice', reason: noGoodRevision(others.length, bad) }
}

/** Not read is not the same as nothing known. */
function pastUnread(earlier: number, text: string): string {
  const exist = `${earlier} earlier ${earlier === 1 ? 'revision exists' : 'revisions exist'}`
  return `${exist}; what they did could not be read. ${text} Plan again, or choose one.`
}

/** Why somebody has to choose among earlier revisions. */
export function noGoodRevision(earlier: number, bad: number): string {
  const known =
    bad === 0
      ? 'nothing is known about any of them'
      : `${bad} of them ${bad === 1 ? 'has' : 'have'} a bad standing, none a good one`
  return `${earlier} earlier ${earlier === 1 ? 'revision exists' : 'revisions exist'}; ${known}. Choose one.`
}

/** Why it is this one. That its pods are ready is no word on its errors: where nothing else is known that is said. */
export function newestGood(revision: number, evidence: readonly Evidence[]): string {
  const good = evidence.filter(({ verdict }) => verdict === 'good')
  const isByPods = good.length > 0 && good.every(({ source }) => source === 'cluster')
  return isByPods
    ? `Revision ${revision} is the newest whose pods hold; its errors were not measured.`
    : `Revision ${revision} is the newest with a good standing.`
}
