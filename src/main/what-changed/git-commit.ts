import { stringAt } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { SeenReconciler } from '../providers/kubernetes/gitops/seen-reconcilers.ts'
import { reconcilersOf, reconcilerText } from '../providers/kubernetes/gitops/reconcilers.ts'

/** Field managers of what applies Git: Argo CD's controller and server, Flux's kustomize- and helm-controller. */
const appliers = /argocd|^(kustomize|helm)-controller$/

/**
 * Which commit was applied by whom, where it was a reconciler that wrote: `commit 3f2a1b9 by Application shop`. The commit is
 * the one that it applied last. Empty for a write by anybody else.
 */
export function gitCommitOf(object: KubeObject, by: string, seen: readonly SeenReconciler[]): string {
  if (!appliers.test(by)) return ''
  const [name] = reconcilersOf(object)
  if (name === undefined) return ''
  const known = seen.find((one) => one.name.kind === name.kind && one.name.name === name.name)
  const commit = known?.object ? appliedCommit(known.object) : ''
  return visibleText(`${commit === '' ? '' : `commit ${commit} `}by ${reconcilerText(name)}`, 200)
}

/**
 * argoproj/argo-cd pkg/apis/application/v1alpha1/types.go SyncOperationResult; fluxcd/kustomize-controller api/v1
 * KustomizationStatus; fluxcd/helm-controller api/v2 HelmReleaseStatus. Flux says `main@sha1:3f2a…`.
 */
function appliedCommit(reconciler: KubeObject): string {
  const said =
    stringAt(reconciler, 'status', 'operationState', 'syncResult', 'revision') ||
    stringAt(reconciler, 'status', 'sync', 'revision') ||
    stringAt(reconciler, 'status', 'lastAppliedRevision')
  const sha = /[0-9a-f]{40}(?:[0-9a-f]{24})?$/.exec(said)?.[0]
  return sha === undefined ? said : sha.slice(0, 10)
}
