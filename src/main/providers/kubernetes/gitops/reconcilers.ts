import { arrayAt, stringAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { ApiResource } from '../api-resource.ts'

/** Kinds whose objects put what is in Git into the cluster, and can be told to pause. */
export type ReconcilerKind = 'Application' | 'Kustomization' | 'HelmRelease'

/** How each kind is served, and whose it is. */
export const reconcilerKinds: Readonly<Record<ReconcilerKind, ApiResource & { readonly system: string }>> = {
  /** argoproj/argo-cd manifests/crds/application-crd.yaml */
  Application: { system: 'Argo CD', group: 'argoproj.io', version: 'v1alpha1', resource: 'applications' },
  /** fluxcd/kustomize-controller config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml */
  Kustomization: { system: 'Flux', group: 'kustomize.toolkit.fluxcd.io', version: 'v1', resource: 'kustomizations' },
  /** fluxcd/helm-controller config/crd/bases/helm.toolkit.fluxcd.io_helmreleases.yaml */
  HelmRelease: { system: 'Flux', group: 'helm.toolkit.fluxcd.io', version: 'v2', resource: 'helmreleases' }
}

/** Where Argo CD is installed unless somebody chose otherwise: upstream's manifests, and OpenShift's operator. */
export const usualNamespaces = ['argocd', 'openshift-gitops', 'argo-cd'] as const

/** A reconciler as the object that it writes names it. */
export interface ReconcilerName {
  readonly kind: ReconcilerKind
  /** Null where the mark does not say it: Argo CD's control plane may be anywhere. */
  readonly namespace: string | null
  readonly name: string
  /** The mark that names it. */
  readonly evidence: string
}

/** `Kustomization flux-system/apps`, `Application shop` */
export function reconcilerText({ kind, namespace, name }: ReconcilerText): string {
  return `${kind} ${namespace === null || namespace === '' ? '' : `${namespace}/`}${name}`
}

interface ReconcilerText {
  readonly kind: string
  readonly namespace: string | null
  readonly name: string
}

export function isReconcilerKind(kind: string): kind is ReconcilerKind {
  return Object.hasOwn(reconcilerKinds, kind)
}

const trackingId = 'argocd.argoproj.io/tracking-id'
const fluxMarks = [
  { kind: 'Kustomization', prefix: 'kustomize.toolkit.fluxcd.io' },
  { kind: 'HelmRelease', prefix: 'helm.toolkit.fluxcd.io' }
] as const

/**
 * Who puts an object back as Git has it, by its own marks. Argo CD's tracking id counts only where it names the object that
 * carries it: Flagger copies the annotations of a target to its primary (argoproj/argo-cd util/argo/resource_tracking.go
 * GetAppInstance; fluxcd/pkg ssa/manager.go SetOwnerLabels).
 */
export function reconcilersOf(object: KubeObject): readonly ReconcilerName[] {
  const application = applicationOf(object)
  const flux = fluxMarks.flatMap(({ kind, prefix }): readonly ReconcilerName[] => {
    const label = `${prefix}/name`
    const name = object.metadata.labels?.[label] ?? ''
    const namespace = object.metadata.labels?.[`${prefix}/namespace`] ?? ''
    return name === '' || namespace === '' ? [] : [{ kind, namespace, name, evidence: `label ${label}` }]
  })
  return [...(application ? [application] : []), ...flux]
}

/** `app:group/Kind:namespace/name`; outside the control plane's namespace the first part is `namespace_app`. */
function applicationOf(object: KubeObject): ReconcilerName | null {
  const [instance = '', kind = '', place = '', ...more] = (object.metadata.annotations?.[trackingId] ?? '').split(':')
  const { namespace = '', name } = object.metadata
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : ''
  if (more.length > 0 || instance === '' || kind !== `${group}/${object.kind}` || place !== `${namespace}/${name}`)
    return null
  // Anybody who may change the object writes it, and its name is read by and stands in commands.
  if (!/^(?:[a-z0-9][a-z0-9-]{0,62}_)?[a-z0-9][a-z0-9.-]{0,252}$/.test(instance)) return null
  const [first = '', ...rest] = instance.split('_')
  const evidence = `annotation ${trackingId}`
  return rest.length === 0
    ? { kind: 'Application', namespace: null, name: first, evidence }
    : { kind: 'Application', namespace: first, name: rest.join('_'), evidence }
}

/**
 * What applies a reconciler itself, and may put its own fields back: a parent Application, a Kustomization, and whatever
 * owns it, such as an ApplicationSet or the object of an operator of one's own.
 */
export function parentsOf(reconciler: KubeObject): readonly string[] {
  const owners = reconciler.metadata.ownerReferences ?? []
  const names = reconcilersOf(reconciler).map(reconcilerText)
  return [...new Set([...owners.map(({ kind, name }) => `${kind} ${name}`), ...names])]
}

/** Whether an Application lists the object among what it has applied. */
export function listsObject(application: KubeObject, { kind, metadata }: KubeObject): boolean {
  const resources: unknown = (application['status'] as { readonly resources?: unknown } | undefined)?.resources
  if (!Array.isArray(resources)) return false
  return resources.some(
    (one) =>
      stringAt(one, 'kind') === kind &&
      stringAt(one, 'name') === metadata.name &&
      stringAt(one, 'namespace') === (metadata.namespace ?? '')
  )
}

/**
 * Whether a reconciler has a list of what it applied, and the object is not in it: whoever may change an object writes its
 * marks, and could have another team's reconciler held by them. An Application lists `status.resources`, a Kustomization
 * `status.inventory` with ids `NAMESPACE_NAME_GROUP_KIND` (fluxcd/pkg apis/meta object_metadata.go); a HelmRelease has no list
 * of this form everywhere, and disowns nothing.
 */
export function disowns(kind: ReconcilerKind, reconciler: KubeObject, object: KubeObject): boolean {
  if (kind === 'Application')
    return arrayAt(reconciler, 'status', 'resources').length > 0 && !listsObject(reconciler, object)
  if (kind !== 'Kustomization') return false
  const entries = arrayAt(reconciler, 'status', 'inventory', 'entries')
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : ''
  const id = [object.metadata.namespace ?? '', object.metadata.name, group, object.kind].join('_')
  return entries.length > 0 && !entries.some((entry) => stringAt(entry, 'id') === id)
}
