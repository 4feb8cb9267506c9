import type { KubeObject, ObjectMeta, ResourceKey } from '../store/api-store.ts'

/** core/v1 PodTemplateSpec, as far as the controllers look into it. */
export interface PodTemplate {
  readonly metadata?: ObjectMeta
  readonly spec: PodSpec
}

export interface PodSpec {
  readonly containers: readonly Container[]
  readonly nodeName?: string
  readonly terminationGracePeriodSeconds?: number
  readonly [field: string]: unknown
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[]
  readonly [field: string]: unknown
}

/** metav1.Condition and its older relatives. */
export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
  readonly lastUpdateTime?: string
  readonly lastProbeTime?: string | null
  readonly observedGeneration?: number
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly unknown[]
}

export interface DeploymentStatus {
  readonly observedGeneration?: number
  readonly replicas?: number
  readonly updatedReplicas?: number
  readonly readyReplicas?: number
  readonly availableReplicas?: number
  readonly unavailableReplicas?: number
  readonly terminatingReplicas?: number
  readonly conditions?: readonly Condition[]
  /** How many names of its ReplicaSets were taken by others. */
  readonly collisionCount?: number
}

export interface Deployment extends KubeObject {
  readonly spec: {
    readonly replicas: number
    readonly selector: LabelSelector
    readonly template: PodTemplate
    readonly strategy: {
      readonly type: 'RollingUpdate' | 'Recreate'
      readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string }
    }
    readonly paused?: boolean
    readonly minReadySeconds?: number
    readonly revisionHistoryLimit?: number
    readonly progressDeadlineSeconds?: number
  }
  readonly status?: DeploymentStatus
}

export interface ReplicaSetStatus {
  readonly replicas: number
  readonly fullyLabeledReplicas?: number
  readonly readyReplicas?: number
  readonly availableReplicas?: number
  readonly terminatingReplicas?: number
  readonly observedGeneration?: number
}

export interface ReplicaSet extends KubeObject {
  readonly spec: {
    readonly replicas: number
    readonly minReadySeconds?: number
    readonly selector: LabelSelector
    readonly template: PodTemplate
  }
  readonly status?: ReplicaSetStatus
}

/** A template that was asked for, as StatefulSets and DaemonSets keep it. */
export interface ControllerRevision extends KubeObject {
  readonly data: { readonly spec: { readonly template: PodTemplate } }
  readonly revision: number
}

export interface StatefulSetStatus {
  readonly observedGeneration?: number
  readonly replicas: number
  readonly readyReplicas?: number
  readonly currentReplicas?: number
  readonly updatedReplicas?: number
  readonly availableReplicas: number
  /** Names of ControllerRevisions. */
  readonly currentRevision?: string
  readonly updateRevision?: string
  readonly collisionCount?: number
}

export interface StatefulSet extends KubeObject {
  readonly spec: {
    readonly replicas: number
    readonly selector: LabelSelector
    readonly template: PodTemplate
    readonly serviceName: string
    readonly podManagementPolicy: 'OrderedReady' | 'Parallel'
    readonly updateStrategy: {
      readonly type: 'RollingUpdate' | 'OnDelete'
      readonly rollingUpdate?: { readonly partition?: number }
    }
    readonly minReadySeconds?: number
    readonly revisionHistoryLimit?: number
  }
  readonly status?: StatefulSetStatus
}

export interface DaemonSet extends KubeObject {
  readonly spec: {
    readonly selector: LabelSelector
    readonly template: PodTemplate
    readonly updateStrategy: {
      readonly type: 'RollingUpdate' | 'OnDelete'
      readonly rollingUpdate?: { readonly maxUnavailable?: number | string; readonly maxSurge?: number | string }
    }
    readonly minReadySeconds?: number
    readonly revisionHistoryLimit?: number
  }
  readonly status?: {
    readonly observedGeneration?: number
    readonly desiredNumberScheduled: number
    readonly [count: string]: number | undefined
  }
}

export interface PodStatus {
  readonly phase?: string
  readonly conditions?: readonly Condition[]
  readonly podIP?: string
  readonly [field: string]: unknown
}

export interface Pod extends KubeObject {
  readonly spec: PodSpec
  readonly status?: PodStatus
}

export interface Service extends KubeObject {
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>
    readonly ports?: readonly {
      readonly name?: string
      readonly port: number
      readonly targetPort?: number | string
      readonly protocol?: string
    }[]
    readonly [field: string]: unknown
  }
}

/** What the drill's controllers read and write. */
export const keys = {
  namespaces: { group: '', version: 'v1', resource: 'namespaces' },
  nodes: { group: '', version: 'v1', resource: 'nodes' },
  pods: { group: '', version: 'v1', resource: 'pods' },
  services: { group: '', version: 'v1', resource: 'services' },
  endpoints: { group: '', version: 'v1', resource: 'endpoints' },
  endpointSlices: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' },
  leases: { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' },
  configMaps: { group: '', version: 'v1', resource: 'configmaps' },
  secrets: { group: '', version: 'v1', resource: 'secrets' },
  events: { group: '', version: 'v1', resource: 'events' },
  deployments: { group: 'apps', version: 'v1', resource: 'deployments' },
  replicaSets: { group: 'apps', version: 'v1', resource: 'replicasets' },
  statefulSets: { group: 'apps', version: 'v1', resource: 'statefulsets' },
  daemonSets: { group: 'apps', version: 'v1', resource: 'daemonsets' },
  controllerRevisions: { group: 'apps', version: 'v1', resource: 'controllerrevisions' },
  horizontalPodAutoscalers: { group: 'autoscaling', version: 'v2', resource: 'horizontalpodautoscalers' },
  scaledObjects: { group: 'keda.sh', version: 'v1alpha1', resource: 'scaledobjects' },
  customResourceDefinitions: { group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' },
  canaries: { group: 'flagger.app', version: 'v1beta1', resource: 'canaries' },
  metricTemplates: { group: 'flagger.app', version: 'v1beta1', resource: 'metrictemplates' },
  virtualServices: { group: 'networking.istio.io', version: 'v1beta1', resource: 'virtualservices' },
  destinationRules: { group: 'networking.istio.io', version: 'v1beta1', resource: 'destinationrules' },
  httpRoutes: { group: 'gateway.networking.k8s.io', version: 'v1', resource: 'httproutes' },
  applications: { group: 'argoproj.io', version: 'v1alpha1', resource: 'applications' },
  rollouts: { group: 'argoproj.io', version: 'v1alpha1', resource: 'rollouts' },
  kustomizations: { group: 'kustomize.toolkit.fluxcd.io', version: 'v1', resource: 'kustomizations' },
  helmReleases: { group: 'helm.toolkit.fluxcd.io', version: 'v2', resource: 'helmreleases' }
} as const satisfies Readonly<Record<string, ResourceKey>>

/** The name of a stored object. */
export function nameOf(object: KubeObject): string {
  return object.metadata.name ?? ''
}

/** The namespace of a stored object. */
export function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? ''
}

/** An RFC 3339 time with whole seconds, as metav1.Time is written. */
export function timeText(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}

/** The uid of the controlling owner. */
export function controllerUid(object: KubeObject): string | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid
}

/** Whether the labels satisfy a selector's matchLabels. */
export function selects(
  labels: Readonly<Record<string, string>> | undefined,
  wanted: Readonly<Record<string, string>>
): boolean {
  return Object.entries(wanted).every(([name, value]) => labels?.[name] === value)
}

/** The Ready condition is True. */
export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true
}

/** The workload of a pod by what controls it: of a ReplicaSet its Deployment, whose name is without the hash. */
export function workloadOf({ metadata }: KubeObject): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true)
  if (owner === undefined) return ''
  return owner.kind === 'ReplicaSet' ? owner.name.split('-').slice(0, -1).join('-') : owner.name
}
