import type { Owner, Ownership } from '../../contract/index.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { fluxIntervalMs } from '../providers/kubernetes/gitops/reconciling.ts'
import { goesOn } from '../providers/kubernetes/gitops/goes-on.ts'
import { heldBy } from '../providers/kubernetes/gitops/held-by.ts'
import { isNamedBy, seenReconcilers, type SeenReconciler } from '../providers/kubernetes/gitops/seen-reconcilers.ts'

/**
 * Owners with what each of them really does to a manual change now, by the objects that are followed: marks alone do not
 * tell a reconciler that is held from one that goes on. Pure.
 */
export function reconciledOwners(ownership: Ownership, objects: WatchedObjects): Ownership {
  const seen = seenReconcilers(objects)
  return { ...ownership, owners: ownership.owners.map((owner) => reconciledOwner(owner, seen)) }
}

function reconciledOwner(owner: Owner, seen: readonly SeenReconciler[]): Owner {
  const found = owner.role === 'gitops' ? seen.find((one) => isNamedBy(owner, one)) : undefined
  if (found === undefined || found.state === 'loading') return owner
  if (found.state === 'unread') return { ...owner, effect: `${owner.effect} ${found.text}` }
  if (found.state === 'gone') return { ...owner, effect: found.text, reconciles: 'held' }
  const everyMs = fluxIntervalMs(found.object)
  const heldText = found.state === 'held' ? heldBy(found) : null
  const goesOnText = goesOn(found)
  return {
    ...owner,
    effect: found.text,
    reconciles: found.state,
    ...(everyMs === null ? {} : { everyMs }),
    ...(heldText === null ? {} : { heldText }),
    ...(goesOnText === null ? {} : { goesOnText })
  }
}
