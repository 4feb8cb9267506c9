/** An object as JSON, as far as it is changed here. */
export interface Plain {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly [field: string]: unknown }
  readonly spec?: object
  readonly status?: object
}

/** A collection as an API server has it. */
export interface Objects {
  readonly apiVersion: string
  readonly kind: string
  readonly items: Map<string, Plain>
}

interface Counts {
  readonly deployments: number
  readonly podsEach: number
  readonly canaries: number
}

const startedAt = '2026-03-01T00:00:00Z'
let uids = 0

/** Every Deployment with a release before the one that runs, its pods, and Canaries for the first ones after the marker. */
export function busyObjects(namespace: string, { deployments, podsEach, canaries }: Counts): Map<string, Objects> {
  const collections = new Map<string, Objects>()
  const collection = (name: string, apiVersion: string, kind: string): ((name: string, more: object) => Plain) => {
    const items = new Map<string, Plain>()
    collections.set(name, { apiVersion, kind, items })
    return (objectName, { metadata, ...more }: { readonly metadata?: object }) => {
      const own = { name: objectName, namespace, uid: `uid-${(uids += 1)}`, resourceVersion: '1', generation: 2 }
      const object = { apiVersion, kind, metadata: { ...own, creationTimestamp: startedAt, ...metadata }, ...more }
      items.set(objectName, object)
      return object
    }
  }
  const [addNamespace, addDeployment, addReplicaSet, addPod, addCanary] = [
    collection('namespaces', 'v1', 'Namespace'),
    collection('deployments', 'apps/v1', 'Deployment'),
    collection('replicasets', 'apps/v1', 'ReplicaSet'),
    collection('pods', 'v1', 'Pod'),
    collection('canaries', 'flagger.app/v1beta1', 'Canary')
  ]
  collection('statefulsets', 'apps/v1', 'StatefulSet')
  collection('daemonsets', 'apps/v1', 'DaemonSet')
  collection('controllerrevisions', 'apps/v1', 'ControllerRevision')
  collection('services', 'v1', 'Service')
  addNamespace(namespace, {})
  for (let index = 0; index < deployments; index += 1) {
    const name = `svc-${String(index).padStart(3, '0')}`
    const template = (version: string) => templateOf(name, version)
    const selector = { matchLabels: { app: name } }
    const deployment = addDeployment(name, {
      metadata: {
        annotations: { 'deployment.kubernetes.io/revision': '2' },
        managedFields: writers('kube-controller-manager')
      },
      spec: { replicas: podsEach, selector, strategy, template: template('2'), revisionHistoryLimit: 10 },
      status: deploymentStatus(podsEach, podsEach)
    })
    const owned = (revision: string, count: number) =>
      addReplicaSet(`${name}-${revision}`, {
        metadata: {
          labels: { app: name, 'pod-template-hash': revision },
          annotations: { 'deployment.kubernetes.io/revision': revision },
          ownerReferences: [ownerOf(deployment)]
        },
        spec: { replicas: count, selector, template: template(revision) },
        status: { replicas: count, readyReplicas: count, availableReplicas: count, observedGeneration: 1 }
      })
    owned('1', 0)
    const running = owned('2', podsEach)
    for (let pod = 0; pod < podsEach; pod += 1) {
      const podTemplate = template('2')
      addPod(`${name}-2-${pod}`, {
        metadata: {
          labels: { app: name, 'pod-template-hash': '2' },
          ownerReferences: [ownerOf(running)],
          managedFields: writers('kubelet')
        },
        spec: podTemplate.spec,
        status: podStatus(true, 0)
      })
    }
    if (index > 0 && index <= canaries)
      addCanary(name, {
        spec: {
          targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
          service: { port: 80 },
          analysis: { interval: '1m', threshold: 5, maxWeight: 50, stepWeight: 10 }
        },
        status: {
          phase: 'Progressing',
          canaryWeight: 10,
          failedChecks: 0,
          iterations: 0,
          lastTransitionTime: startedAt
        }
      })
  }
  return collections
}

const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } }

function templateOf(app: string, version: string) {
  const env = Array.from({ length: 12 }, (_, index) => ({ name: `SETTING_${index}`, value: `value-${index}` }))
  const probe = { httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' }, periodSeconds: 5, timeoutSeconds: 1 }
  const container = {
    name: app,
    image: `registry.example.com/shop/${app}:1.${version}.0`,
    ports: [{ containerPort: 8080, protocol: 'TCP' }],
    env,
    resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    livenessProbe: probe,
    readinessProbe: probe,
    imagePullPolicy: 'IfNotPresent'
  }
  return {
    metadata: { labels: { app } },
    spec: { containers: [container], restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' }
  }
}

function ownerOf({ apiVersion, kind, metadata: { name, uid } }: Plain) {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }
}

/** Who wrote which field is a third of an object. */
function writers(manager: string) {
  const fields = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`f:field${index}`, { 'f:name': {}, 'f:value': {} }])
  )
  return [
    {
      manager,
      operation: 'Update',
      apiVersion: 'v1',
      time: startedAt,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:status': fields }
    }
  ]
}

function deploymentStatus(desired: number, ready: number) {
  const condition = {
    type: 'Available',
    status: 'True',
    reason: 'MinimumReplicasAvailable',
    lastUpdateTime: startedAt,
    lastTransitionTime: startedAt
  }
  return {
    observedGeneration: 2,
    replicas: desired,
    updatedReplicas: desired,
    readyReplicas: ready,
    availableReplicas: ready,
    ...(ready < desired ? { unavailableReplicas: desired - ready } : {}),
    conditions: [condition, { ...condition, type: 'Progressing', reason: 'NewReplicaSetAvailable' }]
  }
}

function podStatus(isReady: boolean, step: number) {
  const status = isReady ? 'True' : 'False'
  const lastTransitionTime = new Date(Date.parse(startedAt) + step * 1_000).toISOString().replace('.000Z', 'Z')
  const conditions = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: type.endsWith('eady') ? status : 'True',
    lastProbeTime: null,
    lastTransitionTime
  }))
  const state = { running: { startedAt } }
  return {
    phase: 'Running',
    podIP: '10.0.0.1',
    startTime: startedAt,
    conditions,
    containerStatuses: [
      { name: 'app', ready: isReady, started: true, restartCount: 0, image: 'i', imageID: 'i', state, lastState: {} }
    ]
  }
}

/** What a change makes of an object. */
export const changed = {
  deployment(object: Plain | undefined, ready: number): Plain {
    const { replicas = 0 } = (object?.spec ?? {}) as { readonly replicas?: number }
    return { ...present(object), status: deploymentStatus(replicas, ready) }
  },
  any(object: Plain | undefined, step: number): Plain {
    const of = present(object)
    if (of.kind === 'Pod') return { ...of, status: podStatus(step % 50 !== 0, step) }
    if (of.kind === 'Canary') return { ...of, status: { ...of.status, canaryWeight: 10 * (1 + (step % 5)) } }
    const { replicas = 0 } = (of.spec ?? {}) as { readonly replicas?: number }
    return changed.deployment(of, step % 3 === 0 ? replicas - 1 : replicas)
  }
}

function present(object: Plain | undefined): Plain {
  if (object === undefined) throw new Error('there is nothing to change')
  return object
}
