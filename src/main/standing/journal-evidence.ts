import type { Evidence } from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'

interface Rollback {
  readonly seq: number
  readonly t: string
  readonly from: string
  readonly to: string
}

/**
 * Rollbacks away from a ReplicaSet in our own journal, newest first. One that was taken back speaks against neither side:
 * who went from A to B and from B to A again found B no better, and does not call A bad any more.
 */
export function rollbacksAway(
  records: readonly JournalRecord[],
  deploymentUid: string,
  replicaSet: string
): readonly Evidence[] {
  return standing(rollbacksOf(records, deploymentUid))
    .filter(({ from }) => from === replicaSet)
    .map(({ seq, t }): Evidence => ({
      verdict: 'bad',
      source: 'journal',
      text: `Rolled back away from it (journal entry ${seq}).`,
      at: t
    }))
    .toReversed()
}

/** Those that changed a Deployment, oldest first. Before there were several actions, a target said both ends. */
function rollbacksOf(records: readonly JournalRecord[], deploymentUid: string): readonly Rollback[] {
  return records.flatMap(({ seq, t, kind, body }): readonly Rollback[] => {
    if ((kind !== 'outcome' && kind !== 'reconcile') || body['outcome'] !== 'succeeded') return []
    if (stringAt(body, 'target', 'uid') !== deploymentUid) return []
    const end = (name: string): string => stringAt(body, 'facts', name) || stringAt(body, 'target', name)
    return [{ seq, t, from: end('fromReplicaSet'), to: end('toReplicaSet') }]
  })
}

/** What is left once each rollback has met the one that went the same way back right after it. */
function standing(rollbacks: readonly Rollback[]): readonly Rollback[] {
  const left: Rollback[] = []
  for (const next of rollbacks) {
    const last = left.at(-1)
    if (last && last.from === next.to && last.to === next.from) left.pop()
    else left.push(next)
  }
  return left
}

/** The operator's last word on a ReplicaSet; null without one, or when it was taken back. */
export function operatorMark(records: readonly JournalRecord[], uid: string): Evidence | null {
  const last = records.findLast(
    ({ kind, body }) => kind === 'mark' && (body['subject'] ?? body['replicaSetUid']) === uid
  )
  const mark = last?.body['mark']
  if (!last || (mark !== 'good' && mark !== 'bad')) return null
  const note = stringAt(last.body, 'note')
  return { verdict: mark, source: 'operator', text: `Marked ${mark}${note === '' ? '' : `: ${note}`}.`, at: last.t }
}
