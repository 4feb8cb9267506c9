import type { Owner } from '../../../../contract/index.ts'
import { asFailure, failureOf, FailureError } from '../../../../contract/index.ts'
import { arrayAt, stringAt } from '../../../lib/json-access.ts'
import { parsedJson } from '../../../lib/parsed-json.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import type { ApiPath, KubeObject, KubeReader, ReadOptions } from '../../../ports/kube.ts'
import { groupVersionPath, kubePath } from '../kube-path.ts'

/** Kinds whose objects say themselves which Deployment is theirs; nothing on the Deployment need show it. */
export const claimingKinds = {
  /** fluxcd/flagger artifacts/flagger/crd.yaml */
  canaries: { group: 'flagger.app', version: 'v1beta1', title: 'Canaries' },
  /** argoproj/argo-rollouts manifests/crds/rollout-crd.yaml */
  rollouts: { group: 'argoproj.io', version: 'v1alpha1', title: 'Rollouts' }
} as const

export type ClaimingKind = keyof typeof claimingKinds

/** The objects of a namespace that may claim a Deployment. */
export type Claims = Readonly<Record<ClaimingKind, readonly KubeObject[]>>

/** The objects of one claiming kind in a namespace. */
export function claimsPath(kind: ClaimingKind, namespace: string): ApiPath {
  const { group, version } = claimingKinds[kind]
  return kubePath({ group, version, resource: kind, namespace })
}

/**
 * Reads who claims Deployments in a namespace, fresh; none of a kind that is not installed.
 * @throws FailureError when a kind that may be installed cannot be read.
 */
export async function readClaims(reader: KubeReader, namespace: string, options: ReadOptions = {}): Promise<Claims> {
  const [canaries, rollouts] = await Promise.all([
    readKind(reader, 'canaries', namespace, options),
    readKind(reader, 'rollouts', namespace, options)
  ])
  return { canaries, rollouts }
}

async function readKind(
  reader: KubeReader,
  kind: ClaimingKind,
  namespace: string,
  options: ReadOptions
): Promise<readonly KubeObject[]> {
  try {
    return (await reader.list(claimsPath(kind, namespace), options)).items
  } catch (error) {
    const { abort } = options
    const { code } = (await insteadOfForbidden(reader, kind, error, abort)).failure
    if (code === 'notFound') return []
    throw error
  }
}

/**
 * The failure of reading a kind, as `notFound` where it is not installed. An API server asks for permission before it
 * looks whether there is such a kind, and so forbids what does not exist (kubernetes/apiserver pkg/server/config.go
 * DefaultBuildHandlerChain); discovery is open to everyone who has signed in.
 */
export async function insteadOfForbidden(
  reader: Pick<KubeReader, 'raw'>,
  kind: ClaimingKind,
  error: unknown,
  abort?: AbortSignal
): Promise<FailureError> {
  const failure = asFailure(error)
  if (failure.code !== 'forbidden' || (await isServed(reader, kind, abort))) return new FailureError(failure)
  return new FailureError(failureOf('notFound', `There are no ${claimingKinds[kind].title} in this cluster.`))
}

async function isServed(reader: Pick<KubeReader, 'raw'>, kind: ClaimingKind, abort?: AbortSignal): Promise<boolean> {
  const { group, version } = claimingKinds[kind]
  try {
    const answer = await reader.raw(groupVersionPath(group, version), { tries: 1, ...(abort ? { abort } : {}) })
    const list = parsedJson(answer.body)
    if (stringAt(list, 'kind') !== 'APIResourceList') return true
    return arrayAt(list, 'resources').some((resource) => stringAt(resource, 'name') === kind)
  } catch (error) {
    return asFailure(error).code !== 'notFound'
  }
}

/** Who claims a Deployment, of all that may. */
export function claimingOwners(deployment: KubeObject, claims: Claims): readonly Owner[] {
  return [...canaryOwners(deployment, claims.canaries), ...rolloutOwners(deployment, claims.rollouts)]
}

/** Canaries that target the Deployment, or whose primary it is (fluxcd/flagger pkg/canary/deployment_controller.go). */
function canaryOwners(deployment: KubeObject, canaries: readonly KubeObject[]): readonly Owner[] {
  const { name } = deployment.metadata
  const parents = (deployment.metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Canary')
  const owners = besides(deployment, canaries).flatMap((canary): readonly Owner[] => {
    const kind = stringAt(canary, 'spec', 'targetRef', 'kind')
    const target = stringAt(canary, 'spec', 'targetRef', 'name')
    if (kind !== 'Deployment') return []
    if (target === name) return [ownerOf(deployment, canary.metadata.name, 'target', `spec.targetRef names ${name}`)]
    if (`${target}-primary` === name)
      return [ownerOf(deployment, canary.metadata.name, 'primary', `${name} is the primary of ${target}`)]
    return []
  })
  const named = new Set(owners.map((owner) => owner.name))
  const byReference = parents
    .map((parent) => ownerOf(deployment, parent.name, 'primary', 'metadata.ownerReferences names the Canary'))
    .filter((owner) => !named.has(owner.name))
  return [...owners, ...byReference]
}

/** Rollouts that take their template from the Deployment (argoproj/argo-rollouts rollout/templateref.go). */
function rolloutOwners(deployment: KubeObject, rollouts: readonly KubeObject[]): readonly Owner[] {
  const { name } = deployment.metadata
  return besides(deployment, rollouts)
    .filter((rollout) => {
      const reference = (field: string): string => stringAt(rollout, 'spec', 'workloadRef', field)
      const isOfApps = reference('apiVersion').startsWith('apps/')
      return isOfApps && reference('kind') === 'Deployment' && reference('name') === name
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
