import type { DebtView, Ownership, Run, ServiceRef } from '../../contract/index.ts'
import { at } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { ownerText } from '../providers/kubernetes/owners/refusal.ts'

/** A `debt` record to write. */
interface DebtBody {
  readonly runId: string
  readonly ref: ServiceRef
  readonly identity: string
  readonly text: string
  readonly debt: DebtView
}

/**
 * What a change by hand leaves to be done in Git: it brings the old release back at its next sync. One a run and owner, once
 * the run has changed the Deployment; those that the run's records hold already are left out.
 * @param nowText ISO, by the clock of the run's place
 */
export function gitDebts(
  run: Run,
  { owners }: Pick<Ownership, 'owners'>,
  records: readonly JournalRecord[],
  identity: string,
  nowText: string
): readonly DebtBody[] {
  const { ref, id: runId } = run
  if (ref === null || !records.some(changesDeployment)) return []
  const known = new Set(records.map(({ body }) => at(body, 'debt', 'id')))
  return owners
    .filter(({ role }) => role === 'gitops')
    .map((owner): DebtView => ({
      id: `git ${runId} ${owner.name}`,
      text: `Revert ${ref.name} in Git: ${ownerText(owner)} has the bad release still`,
      command: '',
      openedAt: nowText,
      settledAt: null
    }))
    .filter(({ id }) => !known.has(id))
    .map((debt) => ({ runId, ref, identity, text: debt.text, debt }))
}

const workloads = new Set<unknown>(['deployments', 'statefulsets', 'daemonsets', 'rollouts'])

function changesDeployment({ kind, body }: JournalRecord): boolean {
  return kind === 'outcome' && body['outcome'] === 'succeeded' && workloads.has(at(body, 'target', 'resource'))
}
