import type { Observed, Ownership } from '../../contract/index.ts'
import { lastValue } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { claimingKinds, claimingOwners, type ClaimingKind } from '../providers/kubernetes/owners/claims.ts'
import { markedOwners } from '../providers/kubernetes/owners/marked-owners.ts'

/** What was read of each kind that may claim a Deployment; `absent` where the kind is not installed. */
export type ObservedClaims = Readonly<Record<ClaimingKind, Observed<readonly KubeObject[]>>>

/**
 * Who else writes a Deployment. Only a read of every kind that may claim it can say that there is nobody; without one of
 * them the answer is unknown.
 */
export function ownershipOf(deployment: KubeObject, claims: ObservedClaims): Observed<Ownership> {
  const { canaries, rollouts } = claims
  for (const observed of [canaries, rollouts]) if (observed.state === 'loading') return observed
  const read = { canaries: lastValue(canaries) ?? [], rollouts: lastValue(rollouts) ?? [] }
  const owners = [...claimingOwners(deployment, read), ...markedOwners(deployment)]
  const reasons = [unreadable('canaries', canaries), unreadable('rollouts', rollouts)].filter(
    (reason) => reason !== null
  )
  const observedAt = [canaries, rollouts].map(seenAt).toSorted()[0] ?? ''
  const value: Ownership =
    reasons.length === 0 ? { state: 'known', owners } : { state: 'unknown', owners, reason: reasons.join(' ') }
  return { state: 'value', value, observedAt }
}

function unreadable(kind: ClaimingKind, observed: Observed<readonly KubeObject[]>): string | null {
  if (observed.state !== 'forbidden' && observed.state !== 'unreachable') return null
  return `${claimingKinds[kind].title} cannot be read: ${observed.failure.message}`
}

function seenAt(observed: Observed<readonly KubeObject[]>): string {
  return observed.state === 'unreachable' || observed.state === 'loading' ? observed.sinceAt : observed.observedAt
}
