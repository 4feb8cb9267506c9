import type { HelmRevision } from '../../providers/kubernetes/helm/read-helm-history.ts'

/** Which revision a rollback of a release goes to, or why that cannot be said. */
export type HelmChoice =
  | { readonly kind: 'chosen'; readonly from: HelmRevision | null; readonly to: HelmRevision; readonly why: string }
  | { readonly kind: 'none'; readonly reason: string }

/**
 * The revision that was deployed last before the present one: of an upgrade that failed the one that is still deployed.
 * Never "the one before", which `helm rollback` without a number takes, failed or not (helm/helm pkg/action/rollback.go
 * prepareRollback).
 * @param history newest first
 * @param revision that somebody chose
 */
export function chooseHelmRevision(history: readonly HelmRevision[], revision?: number): HelmChoice {
  const [newest] = history
  if (!newest) return { kind: 'none', reason: 'No Secret holds its history: it may be kept elsewhere, or was deleted.' }
  if (newest.status.startsWith('pending-'))
    return {
      kind: 'none',
      reason: `Revision ${newest.revision} is ${newest.status}: another operation is in progress, and Helm refuses the next until it has ended.`
    }
  const deployed = history.find(({ status }) => status === 'deployed')
  const from = newest.status === 'failed' ? newest : (deployed ?? newest)
  const chosen = history.find((one) => one.revision === revision)
  if (revision !== undefined && !chosen) return { kind: 'none', reason: `Its history has no revision ${revision}.` }
  if (chosen) return { kind: 'chosen', from, to: chosen, why: `You chose revision ${chosen.revision}.` }
  if (newest.status === 'failed' && deployed)
    return {
      kind: 'chosen',
      from,
      to: deployed,
      why: `Revision ${newest.revision} failed; revision ${deployed.revision} is still the deployed one.`
    }
  const before = history.find((one) => one.revision < from.revision && one.status === 'superseded')
  if (!before) return { kind: 'none', reason: 'No earlier revision of it was ever deployed.' }
  return {
    kind: 'chosen',
    from,
    to: before,
    why: `Revision ${before.revision} was the last that was deployed before revision ${from.revision}.`
  }
}
