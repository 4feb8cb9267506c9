import type { KindDefinition, SubresourceDefinition } from './kind-definition.ts'

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const RW = ['get', 'patch', 'update']
const REVIEW = ['create']

interface Row {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  readonly singular?: string
  readonly cluster?: true
  readonly short?: readonly string[]
  readonly categories?: readonly string[]
  readonly verbs?: readonly string[]
  readonly sub?: readonly SubresourceDefinition[]
  readonly deprecation?: string
}

const SCALE: SubresourceDefinition = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: RW
}
const status = (kind: string): SubresourceDefinition => ({ name: 'status', kind, verbs: RW })
const PROXY_VERBS = ['create', 'delete', 'get', 'patch', 'update']

/** The kinds of the drill in the order of upstream's discovery (kube-apiserver 1.36). */
const ROWS: readonly Row[] = [
  { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap', short: ['cm'] },
  {
    group: '',
    version: 'v1',
    resource: 'endpoints',
    kind: 'Endpoints',
    singular: 'endpoints',
    short: ['ep'],
    deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'
  },
  { group: '', version: 'v1', resource: 'events', kind: 'Event', short: ['ev'] },
  {
    group: '',
    version: 'v1',
    resource: 'namespaces',
    kind: 'Namespace',
    cluster: true,
    short: ['ns'],
    verbs: ALL_VERBS.filter((verb) => verb !== 'deletecollection'),
    sub: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }, status('Namespace')]
  },
  { group: '', version: 'v1', resource: 'nodes', kind: 'Node', cluster: true, short: ['no'], sub: [status('Node')] },
  {
    group: '',
    version: 'v1',
    resource: 'pods',
    kind: 'Pod',
    short: ['po'],
    categories: ['all'],
    sub: [
      { name: 'log', kind: 'Pod', verbs: ['get'] },
      { name: 'proxy', kind: 'PodProxyOptions', verbs: PROXY_VERBS },
      status('Pod')
    ]
  },
  { group: '', version: 'v1', resource: 'secrets', kind: 'Secret' },
  {
    group: '',
    version: 'v1',
    resource: 'services',
    kind: 'Service',
    short: ['svc'],
    categories: ['all'],
    sub: [{ name: 'proxy', kind: 'ServiceProxyOptions', verbs: PROXY_VERBS }, status('Service')]
  },
  { group: 'apps', version: 'v1', resource: 'controllerrevisions', kind: 'ControllerRevision' },
  {
    group: 'apps',
    version: 'v1',
    resource: 'daemonsets',
    kind: 'DaemonSet',
    short: ['ds'],
    categories: ['all'],
    sub: [status('DaemonSet')]
  },
  {
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    kind: 'Deployment',
    short: ['deploy'],
    categories: ['all'],
    sub: [SCALE, status('Deployment')]
  },
  {
    group: 'apps',
    version: 'v1',
    resource: 'replicasets',
    kind: 'ReplicaSet',
    short: ['rs'],
    categories: ['all'],
    sub: [SCALE, status('ReplicaSet')]
  },
  {
    group: 'apps',
    version: 'v1',
    resource: 'statefulsets',
    kind: 'StatefulSet',
    short: ['sts'],
    categories: ['all'],
    sub: [SCALE, status('StatefulSet')]
  },
  {
    group: 'autoscaling',
    version: 'v2',
    resource: 'horizontalpodautoscalers',
    kind: 'HorizontalPodAutoscaler',
    short: ['hpa'],
    categories: ['all'],
    sub: [status('HorizontalPodAutoscaler')]
  },
  { group: 'events.k8s.io', version: 'v1', resource: 'events', kind: 'Event', short: ['ev'] },
  {
    group: 'authentication.k8s.io',
    version: 'v1',
    resource: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
    cluster: true,
    verbs: REVIEW
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    resource: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    cluster: true,
    verbs: REVIEW
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    resource: 'selfsubjectrulesreviews',
    kind: 'SelfSubjectRulesReview',
    cluster: true,
    verbs: REVIEW
  },
  {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    resource: 'customresourcedefinitions',
    kind: 'CustomResourceDefinition',
    cluster: true,
    short: ['crd', 'crds'],
    categories: ['api-extensions'],
    sub: [status('CustomResourceDefinition')]
  },
  { group: 'coordination.k8s.io', version: 'v1', resource: 'leases', kind: 'Lease' },
  { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices', kind: 'EndpointSlice' }
]

const WITHOUT_GENERATION = new Set([
  'configmaps',
  'controllerrevisions',
  'secrets',
  'events',
  'endpoints',
  'namespaces',
  'nodes',
  'leases'
])

/** Built-in kinds as definitions. */
export const BUILTIN_KINDS: readonly KindDefinition[] = ROWS.map((row) => ({
  group: row.group,
  version: row.version,
  resource: row.resource,
  kind: row.kind,
  singular: row.singular ?? row.kind.toLowerCase(),
  namespaced: row.cluster !== true,
  shortNames: row.short ?? [],
  categories: row.categories ?? [],
  verbs: row.verbs ?? ALL_VERBS,
  subresources: row.sub ?? [],
  hasGeneration: !WITHOUT_GENERATION.has(row.resource) && row.resource !== 'services',
  hasStatus: (row.sub ?? []).some((sub) => sub.name === 'status'),
  custom: false,
  ...(row.deprecation === undefined ? {} : { deprecation: row.deprecation })
}))
