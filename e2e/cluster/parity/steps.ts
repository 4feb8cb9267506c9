import type { ClientRequest } from '../../drill/client.ts'

/** A request, or a kubectl command, whose answer has to be the same on every target. */
export interface Step {
  readonly title: string
  /** The row of the comparison table. */
  readonly covers: string
  readonly user?: 'admin' | 'stranger'
  /** Polled as admin before the step, until it holds. */
  readonly after?: Condition
  readonly request?: (seen: Seen) => ClientRequest
  readonly kubectl?: readonly string[]
  readonly input?: string
}

export interface Condition {
  readonly path: string
  readonly holds: (answer: Json) => boolean
}

/** JSON without a shape; absent members read as undefined. */
export type Json = { readonly [key: string]: Json | undefined } & readonly Json[] & string & number & boolean

/** The newest answer of each title. */
export type Seen = (title: string) => Json

export const deployments = '/apis/apps/v1/namespaces/shop/deployments'
const checkout = `${deployments}/checkout`
const replicaSets = '/apis/apps/v1/namespaces/shop/replicasets'
const pods = '/api/v1/namespaces/shop/pods'
const configMaps = '/api/v1/namespaces/shop/configmaps'
const image = (tag: string): string => `registry.example/checkout:${tag}`

const configMap = (name: string, data: object): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data
})

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'checkout',
    labels: { app: 'checkout' },
    annotations: { 'kubernetes.io/change-cause': 'release 1.0.0' }
  },
  spec: {
    replicas: 3,
    progressDeadlineSeconds: 60,
    selector: { matchLabels: { app: 'checkout' } },
    template: {
      metadata: { labels: { app: 'checkout' } },
      spec: {
        containers: [
          {
            name: 'checkout',
            image: image('1.0.0'),
            ports: [{ containerPort: 8080, name: 'http' }],
            env: [
              { name: 'MODE', value: 'live' },
              { name: 'LIMIT', valueFrom: { configMapKeyRef: { name: 'checkout', key: 'limit' } } }
            ],
            resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } }
          }
        ]
      }
    }
  }
}

const settled: Condition = {
  path: checkout,
  holds: (answer) => {
    const status = answer['status']
    const replicas = answer['spec']?.['replicas']
    return (
      status?.['observedGeneration'] === answer['metadata']?.['generation'] &&
      status?.['updatedReplicas'] === replicas &&
      status?.['availableReplicas'] === replicas &&
      status?.['replicas'] === replicas &&
      (status?.['terminatingReplicas'] ?? 0) === 0
    )
  }
}
const noReplicaSets: Condition = {
  path: replicaSets,
  holds: (answer) => (answer['items'] as readonly Json[] | undefined)?.length === 0
}
const noPods: Condition = {
  path: pods,
  holds: (answer) => (answer['items'] as readonly Json[] | undefined)?.length === 0
}

const get = (title: string, covers: string, path: string, after?: Condition): Step => ({
  title,
  covers,
  request: () => ({ path }),
  ...(after ? { after } : {})
})
const table = (title: string, path: string): Step => ({
  title: `Table of ${title}`,
  covers: 'Table output',
  request: () => ({ path, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' } })
})
type PatchType = 'json-patch' | 'merge-patch' | 'strategic-merge-patch'
const patch = (title: string, type: PatchType, body: unknown, query = ''): Step => ({
  title,
  covers: query.includes('dryRun') ? 'dry run' : `patch: ${type}`,
  after: settled,
  request: () => ({
    method: 'PATCH',
    path: `${checkout}${query}`,
    headers: { 'content-type': `application/${type}+json` },
    body
  })
})
const kubectl = (covers: string, ...args: readonly string[]): Step => ({
  title: `kubectl ${args.join(' ')}`,
  covers,
  kubectl: args
})
const settledBefore = (step: Step): Step => ({ ...step, after: settled })
const refused = (title: string, wanted: ClientRequest): Step => ({
  title,
  covers: 'RBAC refusals',
  user: 'stranger',
  request: () => wanted
})
const bad = (title: string, wanted: ClientRequest): Step => ({ title, covers: 'errors', request: () => wanted })
const test = (path: string, value: unknown): object => ({ op: 'test', path, value })

/** In order: each one acts on what the ones before it left. */
export const steps: readonly Step[] = [
  {
    title: 'create a namespace',
    covers: 'create',
    request: () => ({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
    })
  },
  {
    title: 'create a ConfigMap',
    covers: 'create',
    request: () => ({ method: 'POST', path: configMaps, body: configMap('checkout', { limit: '10' }) })
  },
  bad('create what exists', { method: 'POST', path: configMaps, body: configMap('checkout', {}) }),
  {
    title: 'create a Deployment',
    covers: 'create',
    request: () => ({ method: 'POST', path: `${deployments}?fieldManager=test`, body: deployment })
  },
  get('get a Deployment', 'get', checkout, settled),
  get('list Deployments', 'list', deployments),
  get('list ReplicaSets by label', 'list', `${replicaSets}?labelSelector=app%3Dcheckout`),
  get('list by set of labels', 'list', `${replicaSets}?labelSelector=app%20in%20%28checkout%29%2C%21missing`),
  get('list by field', 'list', `${configMaps}?fieldSelector=metadata.name%3Dcheckout`),
  get('list nothing', 'list', `${pods}?labelSelector=app%3Dnobody`),
  get('list at version 0', 'list', `${deployments}?resourceVersion=0`),
  {
    title: 'list metadata only',
    covers: 'list',
    request: () => ({
      path: deployments,
      headers: { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' }
    })
  },
  {
    title: 'get metadata only',
    covers: 'get',
    request: () => ({
      path: `${configMaps}/checkout`,
      headers: { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' }
    })
  },
  table('Deployments', deployments),
  table('one Deployment', checkout),
  table('ReplicaSets', replicaSets),
  table('Pods', pods),
  table('a ConfigMap', `${configMaps}/checkout`),
  table('a namespace', '/api/v1/namespaces/shop'),
  get(
    'watch with initial events',
    'watch',
    `${deployments}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=2`
  ),
  {
    title: 'watch from the list',
    covers: 'watch',
    request: (seen) => ({
      path: `${configMaps}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dcheckout&resourceVersion=${String(seen('create a namespace')['metadata']?.['resourceVersion'] ?? '')}`
    })
  },
  bad('watch with a bad version', { path: `${deployments}?watch=1&resourceVersion=soon` }),
  bad('initial events without a match', { path: `${deployments}?watch=1&sendInitialEvents=true` }),

  patch('test and replace', 'json-patch', [
    test('/spec/replicas', 3),
    { op: 'replace', path: '/spec/minReadySeconds', value: 1 }
  ]),
  patch('a test that fails', 'json-patch', [test('/spec/replicas', 9)]),
  patch('a test of what is missing against null', 'json-patch', [
    test('/spec/paused', null),
    { op: 'add', path: '/spec/minReadySeconds', value: 0 }
  ]),
  patch('replace into a missing parent', 'json-patch', [{ op: 'replace', path: '/spec/nothing/x', value: 1 }]),
  patch('remove what is missing', 'json-patch', [{ op: 'remove', path: '/metadata/labels/missing' }]),
  patch('an unknown operation', 'json-patch', [{ op: 'increase', path: '/spec/replicas' }]),
  patch('a json patch that is an object', 'json-patch', { spec: {} }),
  patch('add of text with <&>', 'json-patch', [{ op: 'add', path: '/metadata/annotations/note', value: 'a<b&c' }]),
  patch('test of stored text with <&>', 'json-patch', [test('/metadata/annotations/note', 'a<b&c')]),
  patch(
    'test of text with <&> that the same patch wrote',
    'json-patch',
    [{ op: 'add', path: '/metadata/annotations/note', value: 'b<c&d' }, test('/metadata/annotations/note', 'b<c&d')],
    '?dryRun=All'
  ),
  patch('replace what is missing', 'json-patch', [{ op: 'replace', path: '/metadata/annotations/note', value: 'x' }]),
  patch('move and copy', 'json-patch', [
    { op: 'copy', from: '/metadata/annotations/note', path: '/metadata/annotations/copied' },
    { op: 'move', from: '/metadata/annotations/copied', path: '/metadata/annotations/moved' },
    { op: 'remove', path: '/metadata/annotations/moved' }
  ]),
  patch('merge', 'merge-patch', { metadata: { annotations: { note: null, other: 'y' } } }),
  patch('merge that replaces a list', 'merge-patch', {
    spec: { template: { spec: { containers: [{ name: 'checkout' }] } } }
  }),
  patch('merge with a wrong type', 'merge-patch', { spec: { replicas: 'three' } }),
  patch('merge with an invalid value', 'merge-patch', { spec: { replicas: -1 } }),
  patch('merge of the selector', 'merge-patch', { spec: { selector: { matchLabels: { app: 'other' } } } }),
  patch('merge of the name', 'merge-patch', { metadata: { name: 'other' } }),
  patch('merge with an old version', 'merge-patch', { metadata: { resourceVersion: '1', labels: { a: 'b' } } }),
  patch('merge with another uid', 'merge-patch', { metadata: { uid: '00000000-0000-0000-0000-000000000000' } }),
  patch('strategic merge by name', 'strategic-merge-patch', {
    metadata: { labels: { tier: 'front' } },
    spec: { template: { spec: { containers: [{ name: 'checkout', env: [{ name: 'MODE', value: 'safe' }] }] } } }
  }),
  patch(
    'strategic merge with $patch: delete',
    'strategic-merge-patch',
    {
      spec: { template: { spec: { containers: [{ name: 'checkout', env: [{ name: 'MODE', $patch: 'delete' }] }] } } }
    },
    '?dryRun=All'
  ),
  patch(
    'strategic merge with $patch: replace',
    'strategic-merge-patch',
    { metadata: { labels: { $patch: 'replace', only: 'one' } } },
    '?dryRun=All'
  ),
  patch(
    'dry run of a release',
    'json-patch',
    [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: image('2.0.0') }],
    '?dryRun=All'
  ),
  get('unchanged by the dry run', 'dry run', checkout, settled),
  patch('dry run of another kind', 'merge-patch', { spec: { replicas: 5 } }, '?dryRun=Some'),
  patch('dry run of an invalid value', 'merge-patch', { spec: { replicas: -1 } }, '?dryRun=All'),
  patch('strict field validation', 'merge-patch', { spec: { replica: 1 } }, '?fieldValidation=Strict'),
  patch('warning about a field', 'merge-patch', { spec: { replica: 1 } }, '?fieldValidation=Warn&dryRun=All'),
  patch('unknown field validation', 'merge-patch', { spec: {} }, '?fieldValidation=Perhaps'),
  bad('patch of what is missing', {
    method: 'PATCH',
    path: `${deployments}/nobody`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: {}
  }),
  bad('an unknown patch type', {
    method: 'PATCH',
    path: checkout,
    headers: { 'content-type': 'application/xml' },
    body: '<a/>'
  }),
  bad('a body that is no JSON', {
    method: 'PATCH',
    path: checkout,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: '{"a":'
  }),
  bad('a missing object', { path: `${deployments}/nobody` }),
  bad('an unknown group', { path: '/apis/nobody.example/v1/things' }),
  bad('an unknown resource', { path: '/apis/apps/v1/namespaces/shop/things' }),
  bad('a bad label selector', { path: `${pods}?labelSelector=%3D%3D` }),
  bad('an unknown field selector', { path: `${pods}?fieldSelector=spec.foo%3Dx` }),
  bad('a bad limit', { path: `${pods}?limit=many` }),
  bad('a bad continue', { path: `${pods}?limit=1&continue=garbage` }),
  bad('a version from the future', { path: `${pods}?resourceVersion=999999999&timeout=1s` }),
  bad('create a bad name', { method: 'POST', path: configMaps, body: configMap('UPPER_CASE', {}) }),
  bad('create with another namespace', {
    method: 'POST',
    path: configMaps,
    body: { ...configMap('x', {}), metadata: { name: 'x', namespace: 'other' } }
  }),
  bad('create an invalid Deployment', {
    method: 'POST',
    path: deployments,
    body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'empty' } }
  }),
  bad('delete with another uid', {
    method: 'DELETE',
    path: checkout,
    body: { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } }
  }),
  bad('an answer nobody writes', { path: pods, headers: { accept: 'image/png' } }),
  bad('post to one object', { method: 'POST', path: checkout, body: {} }),
  {
    title: 'replace a stale object',
    covers: 'errors',
    request: (seen) => ({ method: 'PUT', path: checkout, body: seen('get a Deployment') })
  },
  { title: 'no token', covers: 'errors', request: () => ({ path: pods, token: null }) },
  { title: 'a wrong token', covers: 'errors', request: () => ({ path: pods, token: 'nonsense' }) },

  refused('stranger lists', { path: pods }),
  refused('stranger gets', { path: checkout }),
  refused('stranger watches', { path: `${deployments}?watch=1` }),
  refused('stranger reads secrets', { path: '/api/v1/namespaces/shop/secrets/x' }),
  refused('stranger lists namespaces', { path: '/api/v1/namespaces' }),
  refused('stranger patches', {
    method: 'PATCH',
    path: `${checkout}?dryRun=All`,
    headers: { 'content-type': 'application/json-patch+json' },
    body: []
  }),
  refused('stranger deletes', { method: 'DELETE', path: checkout }),
  refused('stranger deletes all', { method: 'DELETE', path: pods }),
  refused('stranger reads logs', { path: `${pods}/x/log` }),
  refused('stranger uses a proxy', {
    path: '/api/v1/namespaces/shop/services/http:prometheus:9090/proxy/api/v1/query'
  }),
  refused('stranger scales', {
    method: 'PATCH',
    path: `${checkout}/scale`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { spec: { replicas: 1 } }
  }),
  refused('stranger asks what is allowed', {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { namespace: 'shop', verb: 'patch', group: 'apps', resource: 'deployments' } }
    }
  }),
  { ...kubectl('RBAC refusals', 'rollout', 'undo', 'deployment/checkout'), user: 'stranger' },
  { ...kubectl('RBAC refusals', 'get', 'pods'), user: 'stranger' },
  { ...kubectl('RBAC refusals', 'auth', 'can-i', 'patch', 'deployments'), user: 'stranger' },

  settledBefore(kubectl('history', 'rollout', 'history', 'deployment/checkout')),
  kubectl('text', 'get', 'deployments'),
  kubectl('text', 'get', 'deployments', '-o', 'wide'),
  kubectl('text', 'get', 'replicasets', '-o', 'wide'),
  kubectl('text', 'get', 'pods'),
  kubectl('text', 'set', 'image', 'deployment/checkout', `checkout=${image('2.0.0')}`),
  kubectl('text', 'annotate', 'deployment', 'checkout', 'kubernetes.io/change-cause=release 2.0.0', '--overwrite'),
  settledBefore(kubectl('status', 'rollout', 'status', 'deployment/checkout', '--timeout=30s')),
  kubectl('history', 'rollout', 'history', 'deployment/checkout'),
  kubectl('history', 'rollout', 'history', 'deployment/checkout', '--revision=2'),
  kubectl('history', 'rollout', 'history', 'deployment/checkout', '--revision=77'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout', '--to-revision=1', '--dry-run=server'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout', '--to-revision=1', '--dry-run=client'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout', '--to-revision=77'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout', '--to-revision=1'),
  get('the Deployment after undo', 'undo', checkout, settled),
  kubectl('history', 'rollout', 'history', 'deployment/checkout'),
  kubectl('undo', 'rollout', 'undo', 'deployment/nobody'),
  kubectl('pause', 'rollout', 'pause', 'deployment/checkout'),
  kubectl('pause', 'rollout', 'pause', 'deployment/checkout'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout'),
  kubectl('pause', 'rollout', 'resume', 'deployment/checkout'),
  kubectl('restart', 'rollout', 'restart', 'deployment/checkout'),
  settledBefore(kubectl('status', 'rollout', 'status', 'deployment/checkout', '--timeout=30s')),
  kubectl('text', 'describe', 'deployment', 'checkout'),
  kubectl('text', 'scale', 'deployment', 'checkout', '--replicas=2'),
  settledBefore(kubectl('text', 'wait', 'deployment/checkout', '--for=condition=Available', '--timeout=10s')),
  kubectl('text', 'scale', 'deployment', 'checkout', '--replicas=1', '--current-replicas=9'),
  kubectl(
    'text',
    'patch',
    'deployment',
    'checkout',
    '--type=json',
    '-p',
    '[{"op":"test","path":"/spec/replicas","value":9}]'
  ),
  kubectl('text', 'patch', 'deployment', 'checkout', '--type=merge', '-p', '{"spec":{"replicas":-1}}'),
  kubectl('text', 'get', 'deployment', 'nobody'),
  kubectl('text', 'get', 'things'),
  kubectl('text', 'auth', 'can-i', 'patch', 'deployments'),
  kubectl('text', 'get', 'cm', 'checkout', '-o', 'jsonpath={.data.limit}'),
  kubectl('logs', 'logs', 'deployment/checkout', '--tail=1'),
  kubectl('logs', 'logs', 'deployment/checkout', '-c', 'nobody'),
  kubectl('logs', 'logs', 'pod/nobody'),
  {
    title: 'logs of an unknown container',
    covers: 'logs',
    request: (seen) => ({ path: `${pods}/${podName(seen)}/log?container=nobody` })
  },
  {
    title: 'the last line of a log',
    covers: 'logs',
    request: (seen) => ({ path: `${pods}/${podName(seen)}/log?tailLines=1` })
  },
  {
    title: 'logs with a bad option',
    covers: 'logs',
    request: (seen) => ({ path: `${pods}/${podName(seen)}/log?tailLines=-1` })
  },
  kubectl('status', 'set', 'image', 'deployment/checkout', `checkout=${image('crash')}`),
  kubectl('status', 'rollout', 'status', 'deployment/checkout', '--timeout=2s'),
  kubectl('undo', 'rollout', 'undo', 'deployment/checkout'),
  settledBefore(kubectl('history', 'rollout', 'history', 'deployment/checkout')),

  {
    title: 'delete, leaving orphans',
    covers: 'garbage collection',
    request: () => ({ method: 'DELETE', path: `${checkout}?propagationPolicy=Orphan` })
  },
  {
    ...get('orphaned ReplicaSets', 'garbage collection', `${replicaSets}?labelSelector=app%3Dcheckout`),
    after: { path: checkout, holds: (answer) => answer['code'] === 404 }
  },
  {
    title: 'delete a collection',
    covers: 'garbage collection',
    request: () => ({ method: 'DELETE', path: `${replicaSets}?propagationPolicy=Background` })
  },
  get('no ReplicaSets', 'garbage collection', replicaSets, noReplicaSets),
  get('no Pods', 'garbage collection', pods, noPods),
  {
    title: 'create it again',
    covers: 'garbage collection',
    request: () => ({ method: 'POST', path: deployments, body: deployment })
  },
  {
    ...settledBefore({
      title: 'delete in the foreground',
      covers: 'garbage collection',
      request: () => ({ method: 'DELETE', path: checkout, body: { propagationPolicy: 'Foreground' } })
    })
  },
  {
    ...get('gone with everything', 'garbage collection', replicaSets),
    after: { path: checkout, holds: (answer) => answer['code'] === 404 }
  },
  { title: 'delete again', covers: 'garbage collection', request: () => ({ method: 'DELETE', path: checkout }) },
  {
    title: 'delete with two policies',
    covers: 'errors',
    request: () => ({
      method: 'DELETE',
      path: `${configMaps}/checkout`,
      body: { propagationPolicy: 'Foreground', orphanDependents: true }
    })
  },
  {
    title: 'dry run of a delete',
    covers: 'dry run',
    request: () => ({ method: 'DELETE', path: `${configMaps}/checkout?dryRun=All` })
  },
  get('still there', 'dry run', `${configMaps}/checkout`)
]

/** A pod of the list of pods that the runner takes before the first step about logs. */
function podName(seen: Seen): string {
  return String(seen('pods')['items']?.[0]?.['metadata']?.['name'] ?? 'nobody')
}
