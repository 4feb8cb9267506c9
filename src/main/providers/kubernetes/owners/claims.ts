import type { Owner } from '../../../../contract/index.ts'
import { at, stringAt } from '../../../lib/json-access.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { MaybeServed } from '../../../ports/related.ts'
import { ownersOf } from '../owner-reference.ts'
import { suspendedBy } from '../suspended-by.ts'
import { undoEffect } from './undo-effect.ts'

/** Kinds whose objects say themselves which Deployment is theirs; nothing on the Deployment need show it. */
export const claimingKinds = {
  /** fluxcd/flagger artifacts/flagger/crd.yaml */
  canaries: { group: 'flagger.app', version: 'v1beta1', title: 'Canaries' },
  /** argoproj/argo-rollouts manifests/crds/rollout-crd.yaml */
  rollouts: { group: 'argoproj.io', version: 'v1alpha1', title: 'Rollouts' }
} as const

export type ClaimingKind = keyof typeof claimingKinds

/** How a claiming kind is served. */
export function claimingResource(kind: ClaimingKind): MaybeServed {
  return { ...claimingKinds[kind], resource: kind }
}

/** The objects of a namespace that may claim a Deployment. */
export type Claims = Readonly<Record<ClaimingKind, readonly KubeObject[]>>

/** Who claims a Deployment, of all that may. */
export function claimingOwners(deployment: KubeObject, claims: Claims): readonly Owner[] {
  return [...canaryOwners(deployment, claims.canaries), ...rolloutOwners(deployment, claims.rollouts)]
}

/** Canaries that target the Deployment, or whose primary it is (fluxcd/flagger pkg/canary/deployment_controller.go). */
function canaryOwners(deployment: KubeObject, canaries: readonly KubeObject[]): readonly Owner[] {
  const { name } = deployment.metadata
  const parents = ownersOf(deployment.metadata, claimingKinds.canaries.group, 'Canary')
  const owners = besides(deployment, canaries).flatMap((canary): readonly Owner[] => {
    const kind = stringAt(canary, 'spec', 'targetRef', 'kind')
    const target = stringAt(canary, 'spec', 'targetRef', 'name')
    if (kind !== deployment.kind) return []
    const own = (role: 'target' | 'primary', evidence: string): readonly Owner[] => {
      const owner = ownerOf(deployment, canary.metadata.name, role, evidence)
      const undoText = undoEffect(canary, role)
      return [{ ...owner, ...held(owner.name, canary), ...(undoText === null ? {} : { undoText }) }]
    }
    if (target === name) return own('target', `spec.targetRef names ${name}`)
    return `${target}-primary` === name ? own('primary', `${name} is the primary of ${target}`) : []
  })
  const named = new Set(owners.map((owner) => owner.name))
  const byReference = parents
    .map((parent) => ownerOf(deployment, parent.name, 'primary', 'metadata.ownerReferences names the Canary'))
    .filter((owner) => !named.has(owner.name))
  return [...owners, ...byReference]
}

/** That a Canary is suspended, by whom and since when: whoever did it may be a colleague. */
function held(title: string, canary: KubeObject): Pick<Owner, 'heldText'> {
  if (at(canary, 'spec', 'suspend') !== true) return {}
  const nothing = 'Flagger neither goes on with a release nor rolls it back until it is resumed'
  return { heldText: `${title} ${suspendedBy(canary)}: ${nothing}.` }
}

/** Rollouts that take their template from the Deployment (argoproj/argo-rollouts rollout/templateref.go). */
function rolloutOwners(deployment: KubeObject, rollouts: readonly KubeObject[]): readonly Owner[] {
  const { name } = deployment.metadata
  return besides(deployment, rollouts)
    .filter((rollout) => {
      const reference = (field: string): string => stringAt(rollout, 'spec', 'workloadRef', field)
      const isOfApps = reference('apiVersion').startsWith('apps/')
      return isOfApps && reference('kind') === deployment.kind && reference('name') === name
    })
    .map(({ metadata }) => ownerOf(deployment, metadata.name, 'template', `spec.workloadRef names ${name}`))
}

function besides(deployment: KubeObject, objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects.filter(({ metadata }) => metadata.namespace === deployment.metadata.namespace)
}

const flagger = {
  system: 'Flagger',
  kind: 'Canary',
  source: 'fluxcd/flagger pkg/controller/scheduler.go advanceCanary'
}

/** What owners of each role are, and do to a manual change. */
const roles = {
  target: {
    ...flagger,
    effect: 'Any change of this Deployment starts a new canary run; the traffic stays on the primary.'
  },
  primary: { ...flagger, effect: 'The next promotion overwrites this Deployment with the canary.' },
  template: {
    system: 'Argo Rollouts',
    kind: 'Rollout',
    source: 'argoproj/argo-rollouts rollout/templateref.go',
    effect: 'Any change of the template starts a run of the Rollout, whose pods are the ones that serve.'
  }
} as const

function ownerOf(deployment: KubeObject, name: string, role: keyof typeof roles, evidence: string): Owner {
  const { system, kind, source, effect } = roles[role]
  const place = visibleText(deployment.metadata.namespace ?? '', 63)
  return {
    system,
    source,
    effect,
    role,
    name: `${kind} ${place}/${visibleText(name, 253)}`,
    evidence: visibleText(evidence, 300)
  }
}
