import type { Owner } from '../../../../contract/index.ts'
import type { KubeObject } from '../../../ports/kube.ts'

/** A label or an annotation that a system leaves on what it writes. */
export interface OwnerMark {
  readonly on: 'labels' | 'annotations'
  readonly key: string | RegExp
  /** The owner's name; null when the mark does not speak for this object, as one that was copied from another. */
  readonly name: (value: string, object: KubeObject) => string | null
  /** Says nothing beside another system that has been named. */
  readonly onlyAlone?: boolean
}

/** How one system shows on a Deployment that it keeps as its source has it. Any one of the three is enough. */
export interface OwningSystem {
  readonly system: string
  readonly marks: readonly OwnerMark[]
  /** API groups of an ownerReference. */
  readonly groups?: RegExp
  /** Names under which it writes, in managedFields. */
  readonly managers?: RegExp
  /** The owner's name where only the manager tells. */
  readonly unnamed: (object: KubeObject) => string
  /** What it does to a manual change, and when. */
  readonly effect: string
  readonly role: Owner['role']
  /** Where upstream says so. */
  readonly source: string
}

const labelOf = ({ metadata }: KubeObject, key: string): string => metadata.labels?.[key] ?? ''
const annotationOf = ({ metadata }: KubeObject, key: string): string => metadata.annotations?.[key] ?? ''
const within = (namespace: string, name: string): string => (namespace === '' ? name : `${namespace}/${name}`)

/** Of `apps/v1, Kind=Deployment` (kubernetes/apimachinery pkg/runtime/schema/group_version.go GroupVersionKind.String). */
function kindIn(groupVersionKind: string): string {
  const last = groupVersionKind.split(/\s/).at(-1) ?? ''
  return last.startsWith('Kind=') && last.length > 'Kind='.length ? last.slice('Kind='.length) : 'owner'
}
/** `apps/StatefulSet`, as tools name what they apply. */
const groupKindOf = ({ apiVersion, kind }: KubeObject): string => `${apiVersion.split('/')[0] ?? ''}/${kind}`

/** Argo CD's tracking id, `application:group/Kind:namespace/name`, when it names the object that carries it. */
function applicationOf(id: string, object: KubeObject): string | null {
  const { namespace = '', name } = object.metadata
  const own = `:${groupKindOf(object)}:${namespace}/${name}`
  return id.endsWith(own) && !id.slice(0, -own.length).includes(':') ? `Application ${id.slice(0, -own.length)}` : null
}

const trackingId = 'argocd.argoproj.io/tracking-id'

/**
 * Systems that put a manual change back, in the order in which they are named. A row more is all that another one needs.
 */
export const owningSystems: readonly OwningSystem[] = [
  {
    system: 'Argo CD',
    marks: [
      { on: 'annotations', key: trackingId, name: applicationOf },
      // The label's key can be chosen (application.instanceLabelKey): one that names the tool is taken for it.
      { on: 'labels', key: /^(?=[^/]*\/[^/]*instance$)[^/]*argo-?cd/i, name: (value) => `Application ${value}` },
      {
        on: 'labels',
        key: 'app.kubernetes.io/managed-by',
        name: (value) => (/^argo-?cd$/i.test(value) ? 'Application unknown' : null)
      }
    ],
    managers: /^argocd-(application-)?controller$/,
    // app.kubernetes.io/instance is the default key before 3.0; many charts set it too, so it only tells the name.
    unnamed: (object) =>
      `Application ${annotationOf(object, trackingId) === '' ? labelOf(object, 'app.kubernetes.io/instance') || 'unknown' : 'unknown'}`,
    effect: 'With self-heal it reverts a manual change within seconds; otherwise the next sync does.',
    role: 'gitops',
    source: 'argoproj/argo-cd controller/appcontroller.go autoSync, util/argo/resource_tracking.go'
  },
  {
    system: 'Flux',
    marks: [
      {
        on: 'labels',
        key: 'kustomize.toolkit.fluxcd.io/name',
        name: (value, object) =>
          `Kustomization ${within(labelOf(object, 'kustomize.toolkit.fluxcd.io/namespace'), value)}`
      }
    ],
    managers: /^kustomize-controller$/,
    unnamed: () => 'Kustomization unknown',
    effect: 'It applies Git again at its next interval and reverts a manual change.',
    role: 'gitops',
    source:
      'fluxcd/kustomize-controller internal/controller/kustomization_controller.go apply; fluxcd/pkg ssa/manager.go SetOwnerLabels'
  },
  {
    system: 'Flux',
    marks: [
      {
        on: 'labels',
        key: 'helm.toolkit.fluxcd.io/name',
        name: (value, object) => `HelmRelease ${within(labelOf(object, 'helm.toolkit.fluxcd.io/namespace'), value)}`
      }
    ],
    managers: /^helm-controller$/,
    unnamed: () => 'HelmRelease unknown',
    effect: 'Its next upgrade, or drift detection, reverts a manual change.',
    role: 'gitops',
    source:
      'fluxcd/helm-controller internal/reconcile/correct_cluster_drift.go; fluxcd/pkg ssa/manager.go SetOwnerLabels'
  },
  {
    system: 'OLM',
    marks: [
      {
        on: 'labels',
        key: 'olm.owner',
        name: (value, object) =>
          `${labelOf(object, 'olm.owner.kind') || 'ClusterServiceVersion'} ${within(labelOf(object, 'olm.owner.namespace'), value)}`
      },
      {
        on: 'labels',
        key: 'olm.operatorframework.io/owner-name',
        name: (value, object) =>
          `${labelOf(object, 'olm.operatorframework.io/owner-kind') || 'ClusterExtension'} ${value}`
      }
    ],
    groups: /^(operators\.coreos\.com|olm\.operatorframework\.io)$/,
    managers: /^olm$/,
    unnamed: () => 'operator unknown',
    effect: 'It compares the Deployment with its operator bundle and puts a manual change back within seconds.',
    role: 'controller',
    source: 'operator-framework/operator-lifecycle-manager pkg/controller/install/deployment.go CheckInstalled'
  },
  {
    system: 'Config Sync',
    marks: [
      {
        on: 'annotations',
        key: 'configsync.gke.io/resource-id',
        name: (value, object) => {
          const { namespace = '', name } = object.metadata
          if (value !== `${groupKindOf(object).toLowerCase().replace('/', '_')}_${namespace}_${name}`) return null
          return `manager ${annotationOf(object, 'configsync.gke.io/manager') || 'unknown'}`
        }
      }
    ],
    managers: /^configsync$/,
    unnamed: () => 'manager unknown',
    effect: 'Its remediator watches the object and puts a manual change back at once.',
    role: 'gitops',
    source: 'GoogleContainerTools/kpt-config-sync pkg/syncer/differ/managed.go, pkg/remediator'
  },
  {
    system: 'Rancher',
    marks: [
      {
        on: 'annotations',
        key: 'objectset.rio.cattle.io/owner-name',
        name: (value, object) => {
          const kind = kindIn(annotationOf(object, 'objectset.rio.cattle.io/owner-gvk'))
          return `${kind} ${within(annotationOf(object, 'objectset.rio.cattle.io/owner-namespace'), value)}`
        }
      },
      { on: 'labels', key: 'io.cattle.field/appId', name: (value) => `app ${value}` }
    ],
    unnamed: () => 'owner unknown',
    effect: 'Its controller applies the object again whenever its source is looked at.',
    role: 'gitops',
    source: 'rancher/wrangler pkg/apply/desiredset_apply.go'
  },
  {
    system: 'Fleet',
    marks: [
      {
        on: 'annotations',
        key: 'objectset.rio.cattle.io/id',
        // With an owner beside it, it is one of Rancher's own controllers, which use the same library.
        name: (value, object) =>
          value === '' || annotationOf(object, 'objectset.rio.cattle.io/owner-name') !== '' ? null : `bundle ${value}`
      }
    ],
    groups: /(^|\.)fleet\.cattle\.io$/,
    managers: /^fleet-?agent$/,
    unnamed: () => 'bundle unknown',
    effect: 'With correctDrift it reverts a manual change; otherwise the next commit of its repository does.',
    role: 'gitops',
    source: 'rancher/fleet internal/cmd/agent/deployer; rancher/wrangler pkg/apply/desiredset_apply.go'
  },
  {
    system: 'kapp',
    marks: [
      {
        on: 'labels',
        key: 'kapp.k14s.io/app',
        name: (value, object) => {
          const { namespace = '', name } = object.metadata
          const identity = annotationOf(object, 'kapp.k14s.io/identity')
          const own = `;${namespace}/${groupKindOf(object)}/${name};`
          return identity === '' || identity.includes(own) ? `app ${value}` : null
        }
      }
    ],
    managers: /^kapp(-controller)?$/,
    unnamed: () => 'app unknown',
    effect: 'The next kapp deploy puts it back; with kapp-controller that is the next sync, within minutes.',
    role: 'gitops',
    source: 'carvel-dev/kapp pkg/kapp/app/recorded_app.go, pkg/kapp/resources/identity_annotation.go'
  },
  {
    system: 'Crossplane',
    marks: [{ on: 'labels', key: 'crossplane.io/composite', name: (value) => `composite ${value}` }],
    groups: /(^|\.)crossplane\.io$/,
    managers: /^(apiextensions\.crossplane\.io\/composed|crossplane|provider-kubernetes)/,
    unnamed: () => 'composite unknown',
    effect: 'Its reconciler applies the object again at every check, within minutes.',
    role: 'controller',
    source: 'crossplane/crossplane internal/controller/apiextensions/composite/composition_functions.go'
  },
  {
    system: 'addon manager',
    marks: [
      {
        on: 'labels',
        key: 'addonmanager.kubernetes.io/mode',
        name: (value) => (value === 'Reconcile' ? 'mode Reconcile' : null)
      }
    ],
    unnamed: () => '',
    effect: 'It applies the manifests of the control plane again every minute.',
    role: 'controller',
    source: 'kubernetes/kubernetes cluster/addons/addon-manager/README.md'
  },
  {
    system: 'Helm',
    marks: [
      {
        on: 'annotations',
        key: 'meta.helm.sh/release-name',
        // Flux leaves Helm's marks too; it is named already, and is the one that decides.
        name: (value, object) =>
          labelOf(object, 'helm.toolkit.fluxcd.io/name') === ''
            ? `release ${within(annotationOf(object, 'meta.helm.sh/release-namespace') || (object.metadata.namespace ?? ''), value)}`
            : null
      },
      {
        on: 'labels',
        key: 'app.kubernetes.io/managed-by',
        name: (value) => (value === 'Helm' ? 'release unknown' : null),
        onlyAlone: true
      }
    ],
    unnamed: () => 'release unknown',
    effect:
      'The next helm upgrade applies the chart again, as does a tool that renders it; helm rollback keeps both in step.',
    role: 'gitops',
    source: 'helm/helm pkg/action/upgrade.go (three-way merge)'
  }
]
