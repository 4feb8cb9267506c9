import type { Owner, Ownership, TrapNotice } from '../../../../contract/index.ts'
import { undoWithoutFlagger } from './undo-effect.ts'

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
  /** What an undo would do, where nothing tells what it would do now, and what to do in its place. */
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

/**
 * Why a Deployment that another system rolls out is not rolled back by itself (T3): what that would do here, now.
 * @param dead why nobody does what a Canary asks for, a sentence; left out where somebody does, or it is not known
 */
export function refusalTrap(owner: Owner, command: string, dead?: string): TrapNotice {
  const role = owner.role === 'primary' || owner.role === 'template' ? owner.role : 'target'
  const { does, text: usual, source } = words[role]
  // A Canary that is suspended is looked at by nobody, whether Flagger is there or not.
  const isDead = dead !== undefined && role !== 'template' && owner.heldText === undefined
  const text = isDead ? undoWithoutFlagger(role, dead) : (owner.undoText ?? usual)
  return {
    id: 'T3',
    severity: 'refused',
    lead: `Refused: ${owner.name} ${does} this Deployment.`,
    text,
    source,
    command
  }
}
