import { jsonEqual } from './json-equal.ts'
import { isObject, listOf, objectOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import type { KubeObject } from './kube-object.ts'
import { withPodDefaults, withPodSpecDefaults } from './pod-defaults.ts'

type Defaulter = (object: KubeObject) => JsonObject

/** Defaults by `group/Kind`, as upstream's defaulting functions set them when an object is decoded. */
const DEFAULTERS: Readonly<Record<string, Defaulter>> = {
  'apps/Deployment': (object) => ({
    spec: withDeploymentDefaults(objectOf(object['spec'])),
    status: objectOf(object['status'])
  }),
  'apps/ReplicaSet': (object) => {
    const spec = objectOf(object['spec'])
    const template = withTemplateDefaults(spec['template'])
    return {
      spec: { replicas: 1, ...withoutZeros(spec), template },
      status: { replicas: 0, ...objectOf(object['status']) }
    }
  },
  'apps/StatefulSet': (object) => ({
    spec: withStatefulSetDefaults(objectOf(object['spec'])),
    status: { replicas: 0, availableReplicas: 0, ...objectOf(object['status']) }
  }),
  'apps/DaemonSet': (object) => ({
    spec: withDaemonSetDefaults(objectOf(object['spec'])),
    status: { ...noneScheduled, ...objectOf(object['status']) }
  }),
  'apps/ControllerRevision': (object) => ({ revision: object['revision'] ?? 0 }),
  '/Pod': (object) => ({
    spec: withPodDefaults(withPodSpecDefaults(objectOf(object['spec']))),
    status: objectOf(object['status'])
  }),
  '/Service': (object) => ({
    spec: withServiceDefaults(objectOf(object['spec'])),
    status: { loadBalancer: {}, ...objectOf(object['status']) }
  }),
  '/Secret': (object) => withSecretDefaults(object),
  '/Namespace': (object) => {
    const labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name ?? '' }
    return {
      metadata: { ...object.metadata, labels },
      spec: objectOf(object['spec']),
      status: objectOf(object['status'])
    }
  },
  '/Node': (object) => ({ spec: objectOf(object['spec']), status: objectOf(object['status']) }),
  '/Event': (object) => ({
    source: objectOf(object['source']),
    firstTimestamp: object['firstTimestamp'] ?? null,
    lastTimestamp: object['lastTimestamp'] ?? null,
    eventTime: object['eventTime'] ?? null,
    reportingComponent: object['reportingComponent'] ?? '',
    reportingInstance: object['reportingInstance'] ?? ''
  }),
  'events.k8s.io/Event': (object) => ({
    eventTime: object['eventTime'] ?? null,
    regarding: objectOf(object['regarding']),
    deprecatedSource: objectOf(object['deprecatedSource']),
    deprecatedFirstTimestamp: object['deprecatedFirstTimestamp'] ?? null,
    deprecatedLastTimestamp: object['deprecatedLastTimestamp'] ?? null
  }),
  'coordination.k8s.io/Lease': (object) => ({ spec: objectOf(object['spec']) }),
  'apiextensions.k8s.io/CustomResourceDefinition': (object) => ({
    spec: withDefinitionDefaults(objectOf(object['spec']))
  })
}

/** The object with upstream's defaults; kinds without any come back as they are. */
export function withDefaults(group: string, object: KubeObject): KubeObject {
  const defaulter = DEFAULTERS[`${group}/${object.kind}`]
  return defaulter === undefined ? object : ({ ...object, ...defaulter(object) } as KubeObject)
}

/** Stored templates by what their defaults make of them; they stay as they are while all around them changes. */
const templates = new WeakMap<JsonObject, JsonObject>()

/** A pod template with what upstream's defaulting adds to it. */
export function withTemplateDefaults(template: unknown): JsonObject {
  const own = objectOf(template)
  const known = templates.get(own)
  if (known !== undefined) return known
  const made = templateDefaults(own)
  const kept = jsonEqual(made, own) ? own : made
  if (Object.isFrozen(own)) templates.set(own, kept)
  return kept
}

function templateDefaults(own: JsonObject): JsonObject {
  return { ...own, metadata: objectOf(own['metadata']), spec: withPodSpecDefaults(objectOf(own['spec'])) }
}

/** Fields that `omitempty` leaves out when they are empty. */
function withoutZeros(spec: JsonObject): JsonObject {
  const { minReadySeconds, paused, ...rest } = spec
  return { ...rest, ...(minReadySeconds ? { minReadySeconds } : {}), ...(paused ? { paused } : {}) }
}

/** kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_Deployment. */
function withDeploymentDefaults(spec: JsonObject): JsonObject {
  const strategy = objectOf(spec['strategy'])
  const type = textOf(strategy['type']) === '' ? 'RollingUpdate' : strategy['type']
  const rolling = { maxUnavailable: '25%', maxSurge: '25%', ...objectOf(strategy['rollingUpdate']) }
  return {
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...withoutZeros(spec),
    template: withTemplateDefaults(spec['template']),
    strategy: { ...strategy, type, ...(type === 'RollingUpdate' ? { rollingUpdate: rolling } : {}) }
  }
}

/** Counts that a status always has (kubernetes/api apps/v1 types.go DaemonSetStatus). */
const noneScheduled = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 }

/** kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_StatefulSet. */
function withStatefulSetDefaults(spec: JsonObject): JsonObject {
  const strategy = objectOf(spec['updateStrategy'])
  const type = textOf(strategy['type']) === '' ? 'RollingUpdate' : strategy['type']
  const rolling = { partition: 0, ...objectOf(strategy['rollingUpdate']) }
  return {
    podManagementPolicy: 'OrderedReady',
    replicas: 1,
    revisionHistoryLimit: 10,
    serviceName: '',
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    ...withoutZeros(spec),
    template: withTemplateDefaults(spec['template']),
    updateStrategy: { ...strategy, type, ...(type === 'RollingUpdate' ? { rollingUpdate: rolling } : {}) }
  }
}

/** kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet. */
function withDaemonSetDefaults(spec: JsonObject): JsonObject {
  const strategy = objectOf(spec['updateStrategy'])
  const type = textOf(strategy['type']) === '' ? 'RollingUpdate' : strategy['type']
  const rolling = { maxUnavailable: 1, maxSurge: 0, ...objectOf(strategy['rollingUpdate']) }
  return {
    revisionHistoryLimit: 10,
    ...withoutZeros(spec),
    template: withTemplateDefaults(spec['template']),
    updateStrategy: { ...strategy, type, ...(type === 'RollingUpdate' ? { rollingUpdate: rolling } : {}) }
  }
}

/** kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Service. */
function withServiceDefaults(spec: JsonObject): JsonObject {
  const ports = listOf(spec['ports']).map((port) => {
    const own = objectOf(port)
    return { protocol: 'TCP', targetPort: own['port'], ...own }
  })
  return {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ...spec,
    ...(ports.length === 0 ? {} : { ports })
  }
}

function withSecretDefaults(object: KubeObject): JsonObject {
  const text = object['stringData']
  if (!isObject(text)) return { type: object['type'] ?? 'Opaque' }
  const encoded = Object.entries(text).map(([key, value]) => [key, Buffer.from(textOf(value)).toString('base64')])
  const data = { ...objectOf(object['data']), ...Object.fromEntries(encoded) }
  return { type: object['type'] ?? 'Opaque', data, stringData: undefined }
}

/** kubernetes/apiextensions-apiserver pkg/apis/apiextensions/v1/defaults.go. */
function withDefinitionDefaults(spec: JsonObject): JsonObject {
  const names = objectOf(spec['names'])
  const kind = textOf(names['kind'])
  return {
    conversion: { strategy: 'None' },
    ...spec,
    names: { singular: kind.toLowerCase(), listKind: `${kind}List`, ...names }
  }
}
