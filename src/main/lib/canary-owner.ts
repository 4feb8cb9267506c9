import type { Owner, Ownership, TrapNotice } from '../../contract/index.ts'

/** The Canary that owns or targets the Deployment, when there is one. */
export function canaryOwner(ownership: Ownership): Owner | null {
  return firstCanaryOwner(ownership.owners)
}

/** The first of some owners that is a Canary. */
export function firstCanaryOwner(owners: readonly Owner[]): Owner | null {
  return owners.find(({ role }) => role === 'target' || role === 'primary') ?? null
}

/** Why a Deployment under a Canary is not rolled back by itself (T3). */
export function canaryTrap(owner: Owner, command: string): TrapNotice {
  const asTarget = owner.role === 'target'
  return {
    id: 'T3',
    severity: 'refused',
    lead: `Refused: ${owner.name} ${asTarget ? 'runs its releases from' : 'owns'} this Deployment.`,
    text: asTarget
      ? 'The revisions here are attempts, not what serves: undo may pick one that already failed, moves no traffic, and after a promotion starts a slow canary run while users stay on the bad primary. Abort or roll back through the Canary instead.'
      : 'This is the primary that Flagger writes at each promotion: an undo here is not in the Canary, and the next promotion overwrites it. Abort or roll back through the Canary instead.',
    source: asTarget
      ? 'fluxcd/flagger pkg/canary/spec.go hasSpecChanged; kubernetes/kubectl pkg/polymorphichelpers/rollback.go deploymentRevision'
      : 'fluxcd/flagger pkg/canary/deployment_controller.go Promote',
    command
  }
}
