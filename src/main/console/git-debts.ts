import type { DebtView, Ownership, Run, ServiceRef } from '../../contract/index.ts'
import { at } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { ownerText } from '../providers/kubernetes/owners/refusal.ts'

/** A `debt` record to write. */
export interface DebtBody {
  readonly runId: string
  readonly ref: ServiceRef
  readonly identity: string
  readonly text: string
  readonly debt: DebtView
}

/**
 * What a change by hand leaves to be done at the source of a release: Git brings it back at its next sync. One a run and owner, once
 * the run has changed the Deployment, or its canary is aborted, also by Flagger alone; those that the run's records hold already are left out. A
 * release that was aborted on trial came from somewhere: where nobody is known who keeps it, that is owed all the same, as it is
 * tried again from there.
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
  const aborts = records.some(abortsCanary) || isProvedAborted(run, records)
  if (ref === null || (!aborts && !records.some(changesDeployment))) return []
  const known = new Set(records.map(({ body }) => at(body, 'debt', 'id')))
  const kept = owners.filter(({ role }) => role === 'gitops')
  const sources = kept.map((owner) => ({
    id: `git ${runId} ${owner.name}`,
    text: `Revert ${ref.name} in Git: ${ownerText(owner)} has the bad release still`
  }))
  const anywhere = {
    id: `source ${runId}`,
    text: `Revert ${ref.name} at its source, in Git or its pipeline: the bad release is there still, and is tried again from there`
  }
  return (aborts && kept.length === 0 ? [anywhere] : sources)
    .map((debt): DebtView => ({ ...debt, command: '', openedAt: nowText, settledAt: null }))
    .filter(({ id }) => !known.has(id))
    .map((debt) => ({ runId, ref, identity, text: debt.text, debt }))
}

const workloads = new Set<unknown>(['deployments', 'statefulsets', 'daemonsets', 'rollouts'])

function changesDeployment({ kind, body }: JournalRecord): boolean {
  return kind === 'outcome' && body['outcome'] === 'succeeded' && workloads.has(at(body, 'target', 'resource'))
}

/**
 * Flagger was told to roll a release back: by the count in a Canary's status, or by a hook that was put into it. Where it was
 * told so already nothing is sent, and it rolls back all the same.
 */
function abortsCanary({ kind, body }: JournalRecord): boolean {
  const { outcome } = body
  const isSo = (kind === 'outcome' && outcome === 'succeeded') || (kind === 'note' && outcome === 'noChange')
  if (!isSo || at(body, 'target', 'resource') !== 'canaries') return false
  return at(body, 'target', 'subresource') === 'status' || at(body, 'facts', 'present') === true
}

/** Its proof is about a release on trial, and Flagger rolled that back by itself, or what was sent took its requests away. */
function isProvedAborted({ checks }: Run, records: readonly JournalRecord[]): boolean {
  const phase = checks.find(({ name }) => name === 'phase')
  if (phase === undefined) return false
  return (
    phase.status === 'True' || records.some(({ kind, body }) => kind === 'outcome' && body['outcome'] === 'succeeded')
  )
}
