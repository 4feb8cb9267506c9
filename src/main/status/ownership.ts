import type { Observed, Owner, Ownership } from '../../contract/index.ts'
import { lastValue } from '../../contract/index.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject } from '../ports/kube.ts'
import { canaryOwners } from '../providers/kubernetes/canary-owners.ts'

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

/** Marks of deployment tools on the object itself. */
function markedOwners(deployment: KubeObject): readonly Owner[] {
  const gitOps = [argoCd(deployment), ...flux(deployment)].filter((owner) => owner !== undefined)
  return [...gitOps, helm(deployment, gitOps.length > 0), controller(deployment)].filter((owner) => owner !== undefined)
}

/** argoproj/argo-cd util/argo/resource_tracking.go: a mark that names another object was copied and does not count. */
function argoCd(deployment: KubeObject): Owner | undefined {
  const id = deployment.metadata.annotations?.[trackingId]
  const match = id === undefined ? null : /^([^:]+):([^:/]*)\/([^:/]+):([^:/]*)\/(.+)$/.exec(id)
  const { namespace, name } = deployment.metadata
  const own = match && match[2] === 'apps' && match[3] === 'Deployment' && match[4] === namespace && match[5] === name
  const manages = isWrittenBy(deployment, 'argocd-controller')
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
      'kustomize-controller',
      'It applies Git again at its next interval and reverts a manual change.'
    ],
    [
      'HelmRelease',
      'helm.toolkit.fluxcd.io',
      'helm-controller',
      'Its next upgrade, or drift detection, reverts a manual change.'
    ]
  ] as const
  return kinds.flatMap(([kind, group, manager, effect]): readonly Owner[] => {
    const labels = deployment.metadata.labels ?? {}
    const name = labels[`${group}/name`]
    if (name === undefined) {
      if (!isWrittenBy(deployment, manager)) return []
      return [
        { system: 'Flux', name: `${kind} unknown`, effect, role: 'gitops', evidence: `managedFields: ${manager}` }
      ]
    }
    const owner = `${kind} ${visibleText(labels[`${group}/namespace`] ?? '', 63)}/${visibleText(name, 253)}`
    return [{ system: 'Flux', name: owner, effect, role: 'gitops', evidence: `label ${group}/name` }]
  })
}

function isWrittenBy({ metadata }: KubeObject, name: string): boolean {
  return (metadata.managedFields ?? []).some(({ manager }) => manager === name)
}

/** GitOps tools that render charts leave Helm's marks too; those that have said who they are are not named twice. */
function helm(deployment: KubeObject, isNamed: boolean): Owner | undefined {
  const { labels = {}, annotations = {} } = deployment.metadata
  const release = annotations['meta.helm.sh/release-name']
  const isFlux = labels['helm.toolkit.fluxcd.io/name'] !== undefined
  if (release === undefined && labels['app.kubernetes.io/managed-by'] === 'Helm' && !isNamed) {
    return {
      system: 'Helm',
      name: 'release unknown',
      effect: 'Whoever renders this chart applies it again: a helm upgrade, or a tool that left no mark of its own.',
      role: 'gitops',
      evidence: 'label app.kubernetes.io/managed-by'
    }
  }
  if (release === undefined || isFlux) return undefined
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
