import type { RevisionRecord } from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** Rollbacks away from a ReplicaSet in our own journal, newest first. */
export function rollbacksAway(
  records: readonly JournalRecord[],
  deploymentUid: string,
  replicaSet: string
): readonly RevisionRecord[] {
  return records
    .filter(
      ({ kind, body }) =>
        (kind === 'outcome' || kind === 'reconcile') &&
        body['outcome'] === 'succeeded' &&
        stringAt(body, 'target', 'uid') === deploymentUid &&
        stringAt(body, 'target', 'fromReplicaSet') === replicaSet
    )
    .map(({ seq, t }): RevisionRecord => ({
      verdict: 'bad',
      source: 'journal',
      text: `Rolled back away from it (journal entry ${seq}).`,
      at: t
    }))
    .toReversed()
}

/** The operator's last word on a ReplicaSet; null without one, or when it was taken back. */
export function operatorMark(records: readonly JournalRecord[], replicaSetUid: string): RevisionRecord | null {
  const last = records.findLast(({ kind, body }) => kind === 'mark' && body['replicaSetUid'] === replicaSetUid)
  const mark = last?.body['mark']
  if (!last || (mark !== 'good' && mark !== 'bad')) return null
  const note = stringAt(last.body, 'note')
  return { verdict: mark, source: 'operator', text: `Marked ${mark}${note === '' ? '' : `: ${note}`}.`, at: last.t }
}
