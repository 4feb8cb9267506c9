import type { Owner, Ownership, TrapNotice } from '../../../../contract/index.ts'

/** The owner that rolls the Deployment out by steps of its own, when there is one: it is not rolled back behind its back. */
export function refusingOwner({ owners }: Pick<Ownership, 'owners'>): Owner | null {
  return owners.find(({ role }) => role === 'target' || role === 'primary' || role === 'template') ?? null
}

/** An owner with its system, for a sentence: `Argo CD Application shop`. */
export function ownerText({ system, name }: Owner): string {
  return system === 'controller' ? name : `${system} ${name}`.trim()
}

interface Words {
  /** What the owner is to the Deployment. */
  readonly does: string
  readonly text: string
  readonly source: string
}

const words: Readonly<Record<'target' | 'primary' | 'template', Words>> = {
  target: {
    does: 'runs its releases from',
    text: 'The revisions here are attempts, not what serves: undo may pick one that already failed, moves no traffic, and after a promotion starts a slow canary run while users stay on the bad primary. Abort or roll back through the Canary instead.',
    source:
      'fluxcd/flagger pkg/canary/spec.go hasSpecChanged; kubernetes/kubectl pkg/polymorphichelpers/rollback.go deploymentRevision'
  },
  primary: {
    does: 'owns',
    text: 'This is the primary that Flagger writes at each promotion: an undo here is not in the Canary, and the next promotion overwrites it. Abort or roll back through the Canary instead.',
    source: 'fluxcd/flagger pkg/canary/deployment_controller.go Promote'
  },
  template: {
    does: 'takes its pods from',
    text: 'What serves are the pods of the Rollout, not of this Deployment: an undo here starts a run of the Rollout with all of its steps, and helps nobody until they are done. Abort or undo the Rollout instead.',
    source: 'argoproj/argo-rollouts rollout/templateref.go'
  }
}

/** Why a Deployment that another system rolls out is not rolled back by itself (T3). */
export function refusalTrap(owner: Owner, command: string): TrapNotice {
  const { does, text, source } = words[owner.role === 'primary' || owner.role === 'template' ? owner.role : 'target']
  return {
    id: 'T3',
    severity: 'refused',
    lead: `Refused: ${owner.name} ${does} this Deployment.`,
    text,
    source,
    command
  }
}
