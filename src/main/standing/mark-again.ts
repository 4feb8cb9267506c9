import type { JournalRecord } from '../ports/journal.ts'
import type { Standing } from '../ports/standing.ts'
import type { HistoryEntry } from '../providers/kubernetes/history.ts'
import { combined, withRecommended } from './combined.ts'
import { operatorMark } from './journal-evidence.ts'

/**
 * The same standings by what the operator has marked since: at once, where looking everything up again asks Prometheus for
 * each revision.
 * @param recorded what the journal says of an object by its uid, oldest first
 */
export function markAgain(
  standings: readonly Standing[],
  history: readonly HistoryEntry[],
  recorded: (uid: string) => readonly JournalRecord[]
): readonly Standing[] {
  const current = history.find(({ isCurrent }) => isCurrent)?.replicaSet.metadata.uid
  const marked = standings.map((one) => {
    const mark = operatorMark(recorded(one.uid), one.uid)
    const rest = one.evidence.filter(({ source }) => source !== 'operator')
    const evidence = mark === null ? rest : [mark, ...rest]
    return { ...one, evidence, standing: combined(evidence) }
  })
  return withRecommended(marked, (one) => one.uid === current)
}
