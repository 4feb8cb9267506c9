import type { PolicyRule, UserToken } from '../api/ports.ts'

const readVerbs = ['get', 'list', 'watch'] as const

/** Reading without secrets, as the ClusterRole `view` gives it, and Prometheus through the service proxy. */
const reading: readonly PolicyRule[] = [
  {
    verbs: readVerbs,
    apiGroups: [''],
    resources: [
      'namespaces',
      'nodes',
      'pods',
      'pods/log',
      'pods/status',
      'services',
      'endpoints',
      'configmaps',
      'events'
    ]
  },
  { verbs: readVerbs, apiGroups: ['apps'], resources: ['*'] },
  {
    verbs: readVerbs,
    apiGroups: [
      'apiextensions.k8s.io',
      'argoproj.io',
      'coordination.k8s.io',
      'flagger.app',
      'gateway.networking.k8s.io',
      'helm.toolkit.fluxcd.io',
      'keda.sh',
      'kustomize.toolkit.fluxcd.io',
      'networking.istio.io',
      'source.toolkit.fluxcd.io'
    ],
    resources: ['*']
  },
  { verbs: readVerbs, apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
  { verbs: readVerbs, apiGroups: ['events.k8s.io'], resources: ['events'] },
  { verbs: readVerbs, apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { verbs: ['get'], apiGroups: [''], resources: ['services/proxy'] }
]

const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] }
]

/** Everything except changing Deployments: the permission that a rollback needs. */
const withoutDeployments: readonly PolicyRule[] = [
  ...reading,
  { verbs: [...readVerbs], apiGroups: [''], resources: ['secrets'] },
  { verbs: ['create', 'update', 'patch', 'delete'], apiGroups: [''], resources: ['pods', 'configmaps', 'events'] }
]

/** The two users of the kubeconfig. What everybody may do, the API server grants them besides. */
export function createUsers(
  operatorMayPatch: boolean,
  token: () => string
): { readonly operator: UserToken; readonly viewer: UserToken } {
  const groups = ['platform-oncall']
  return {
    operator: {
      token: token(),
      name: 'oncall-operator',
      groups,
      rules: operatorMayPatch ? everything : withoutDeployments
    },
    viewer: { token: token(), name: 'oncall-viewer', groups: ['platform-readers'], rules: reading }
  }
}
