import type { Observed, Owner, Ownership } from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject } from '../ports/kube.ts'
import { lastValue } from './map-observed.ts'

const trackingId = 'argocd.argoproj.io/tracking-id'

/**
 * Who else writes a Deployment. Only a read of the Canaries can say that there is none; without it the answer is
 * unknown, never "nobody".
 */
export function ownershipOf(deployment: KubeObject, canaries: Observed<readonly KubeObject[]>): Observed<Ownership> {
  const marks = markedOwners(deployment)
  if (canaries.state === 'loading') return canaries
  // Absent: there is no such kind, Flagger is not installed.
  if (canaries.state === 'value' || canaries.state === 'absent') {
    const owners = [...canaryOwners(deployment, lastValue(canaries) ?? []), ...marks]
    return { state: 'value', value: { state: 'known', owners }, observedAt: canaries.observedAt }
  }
  const owners = [...canaryOwners(deployment, lastValue(canaries) ?? []), ...marks]
  const reason = `Canaries cannot be read: ${canaries.failure.message}`
  const observedAt = canaries.state === 'forbidden' ? canaries.observedAt : canaries.sinceAt
  return { state: 'value', value: { state: 'unknown', owners, reason }, observedAt }
}

/** Canaries that target the Deployment, or whose primary it is (fluxcd/flagger pkg/canary/deployment_controller.go). */
export function canaryOwners(deployment: KubeObject, canaries: readonly KubeObject[]): readonly Owner[] {
  const { name } = deployment.metadata
  const parents = (deployment.metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Canary')
  const owners = canaries
    .filter(({ metadata }) => metadata.namespace === deployment.metadata.namespace)
    .flatMap((canary): readonly Owner[] => {
      const kind = stringAt(canary, 'spec', 'targetRef', 'kind')
      const target = stringAt(canary, 'spec', 'targetRef', 'name')
      if (kind !== 'Deployment') return []
      if (target === name)
        return [canaryOwner(canary.metadata.name, deployment, 'target', `spec.targetRef names ${name}`)]
      if (`${target}-primary` === name)
        return [canaryOwner(canary.metadata.name, deployment, 'primary', `${name} is the primary of ${target}`)]
      return []
    })
  const named = new Set(owners.map((owner) => owner.name))
  const byReference = parents
    .map((parent) => canaryOwner(parent.name, deployment, 'primary', 'metadata.ownerReferences names the Canary'))
    .filter((owner) => !named.has(owner.name))
  return [...owners, ...byReference]
}

function canaryOwner(canary: string, deployment: KubeObject, role: 'target' | 'primary', evidence: string): Owner {
  return {
    system: 'Flagger',
    name: `Canary ${visibleText(deployment.metadata.namespace ?? '', 63)}/${visibleText(canary, 253)}`,
    role,
    evidence: visibleText(evidence, 300),
    effect:
      role === 'target'
        ? 'Any change of this Deployment starts a new canary run; the traffic stays on the primary.'
        : 'The next promotion overwrites this Deployment with the canary.'
  }
}

/** Marks of deployment tools on the object itself. */
function markedOwners(deployment: KubeObject): readonly Owner[] {
  return [argoCd(deployment), ...flux(deployment), helm(deployment), controller(deployment)].filter(
    (owner) => owner !== undefined
  )
}

/** argoproj/argo-cd util/argo/resource_tracking.go: a mark that names another object was copied and does not count. */
function argoCd(deployment: KubeObject): Owner | undefined {
  const id = deployment.metadata.annotations?.[trackingId]
  const match = id === undefined ? null : /^([^:]+):([^:/]*)\/([^:/]+):([^:/]*)\/(.+)$/.exec(id)
  const { namespace, name } = deployment.metadata
  const own = match && match[2] === 'apps' && match[3] === 'Deployment' && match[4] === namespace && match[5] === name
  const manages = (deployment.metadata.managedFields ?? []).some(({ manager }) => manager === 'argocd-controller')
  if (!own && !manages) return undefined
  return {
    system: 'Argo CD',
    name: own ? `Application ${visibleText(match[1] ?? '', 253)}` : 'Application unknown',
    effect: 'With self-heal it reverts a manual change within seconds; otherwise the next sync does.',
    role: 'gitops',
    evidence: own ? `annotation ${trackingId}` : 'managedFields: argocd-controller'
  }
}

/** fluxcd/pkg ssa/manager.go SetOwnerLabels. */
function flux(deployment: KubeObject): readonly Owner[] {
  const kinds = [
    [
      'Kustomization',
      'kustomize.toolkit.fluxcd.io',
      'It applies Git again at its next interval and reverts a manual change.'
    ],
    ['HelmRelease', 'helm.toolkit.fluxcd.io', 'Its next upgrade, or drift detection, reverts a manual change.']
  ] as const
  return kinds.flatMap(([kind, group, effect]): readonly Owner[] => {
    const labels = deployment.metadata.labels ?? {}
    const name = labels[`${group}/name`]
    if (name === undefined) return []
    const owner = `${kind} ${visibleText(labels[`${group}/namespace`] ?? '', 63)}/${visibleText(name, 253)}`
    return [{ system: 'Flux', name: owner, effect, role: 'gitops', evidence: `label ${group}/name` }]
  })
}

function helm(deployment: KubeObject): Owner | undefined {
  const { labels = {}, annotations = {} } = deployment.metadata
  const release = annotations['meta.helm.sh/release-name']
  // Flux writes Helm's marks too; it has said who it is.
  if (release === undefined || labels['helm.toolkit.fluxcd.io/name'] !== undefined) return undefined
  const namespace = annotations['meta.helm.sh/release-namespace'] ?? deployment.metadata.namespace ?? ''
  return {
    system: 'Helm',
    name: `release ${visibleText(namespace, 63)}/${visibleText(release, 253)}`,
    effect: 'The next helm upgrade applies the chart again; helm rollback keeps both in step.',
    role: 'gitops',
    evidence: 'annotation meta.helm.sh/release-name'
  }
}

/** A controller other than Flagger: the Deployment is a part of something bigger. */
function controller(deployment: KubeObject): Owner | undefined {
  const parent = (deployment.metadata.ownerReferences ?? []).find(
    (owner) => owner.controller === true && owner.kind !== 'Canary'
  )
  if (!parent) return undefined
  return {
    system: 'controller',
    name: `${visibleText(parent.kind, 63)} ${visibleText(parent.name, 253)}`,
    effect: 'Its controller writes this Deployment and may revert a manual change at any time.',
    role: 'controller',
    evidence: `metadata.ownerReferences: ${visibleText(parent.apiVersion, 100)}`
  }
}
