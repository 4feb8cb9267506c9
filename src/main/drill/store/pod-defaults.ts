import { isObject, listOf, objectOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { formatQuantity, parseQuantity, toMillis } from './quantity.ts'

/** Defaults of pod specs as kubernetes pkg/apis/core/v1/defaults.go and the conversions of the core group set them. */
export function withPodSpecDefaults(spec: JsonObject): JsonObject {
  const account = spec['serviceAccountName'] ?? spec['serviceAccount']
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...spec,
    ...(account === undefined ? {} : { serviceAccountName: account, serviceAccount: account }),
    ...(spec['containers'] === undefined ? {} : { containers: listOf(spec['containers']).map(withContainerDefaults) }),
    ...(spec['initContainers'] === undefined
      ? {}
      : { initContainers: listOf(spec['initContainers']).map(withContainerDefaults) }),
    ...(spec['volumes'] === undefined ? {} : { volumes: listOf(spec['volumes']).map(withVolumeDefaults) })
  }
}

/** Pods also get these, templates do not (SetDefaults_Pod and the admission plugins that are on by default). */
export function withPodDefaults(spec: JsonObject): JsonObject {
  const containers = listOf(spec['containers']).map((container) => {
    const own = objectOf(container)
    const resources = objectOf(own['resources'])
    if (!isObject(resources['limits'])) return own
    return {
      ...own,
      resources: { ...resources, requests: { ...resources['limits'], ...objectOf(resources['requests']) } }
    }
  })
  return { enableServiceLinks: true, ...spec, containers }
}

/** What admission adds to a new pod: DefaultTolerationSeconds and Priority. */
export function withPodAdmission(spec: JsonObject): JsonObject {
  const tolerations = listOf(spec['tolerations'])
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter(
    (key) => !tolerations.some((toleration) => objectOf(toleration)['key'] === key)
  )
  const added = missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))
  return { priority: 0, preemptionPolicy: 'PreemptLowerPriority', ...spec, tolerations: [...tolerations, ...added] }
}

/** The quality of service class of a pod (kubernetes pkg/apis/core/v1/helper/qos/qos.go GetPodQOS, simplified to cpu and memory). */
export function qosClass(spec: JsonObject): 'BestEffort' | 'Burstable' | 'Guaranteed' {
  const resources = listOf(spec['containers']).map((container) => objectOf(objectOf(container)['resources']))
  const pairs = resources.map(({ requests, limits }) => [objectOf(requests), objectOf(limits)] as const)
  if (pairs.every(([requests, limits]) => Object.keys(requests).length + Object.keys(limits).length === 0)) {
    return 'BestEffort'
  }
  const guaranteed = pairs.every(([requests, limits]) =>
    ['cpu', 'memory'].every((name) => limits[name] !== undefined && requests[name] === limits[name])
  )
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

/** kubernetes pkg/apis/core/v1/defaults.go SetDefaults_ResourceList. */
function withWholeMillis(resources: JsonObject): JsonObject {
  const lists = ['limits', 'requests'].filter((name) => isObject(resources[name]))
  const rounded = lists.map((name) => {
    const amounts = Object.entries(objectOf(resources[name]))
    return [name, Object.fromEntries(amounts.map(([key, amount]) => [key, wholeMillis(textOf(amount))]))] as const
  })
  return { ...resources, ...Object.fromEntries(rounded) }
}

function wholeMillis(amount: string): string {
  return formatQuantity(toMillis(parseQuantity(amount)))
}

function withContainerDefaults(container: unknown): JsonObject {
  const own = objectOf(container)
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].filter((name) => isObject(own[name]))
  return {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicy(textOf(own['image'])),
    ...own,
    resources: withWholeMillis(objectOf(own['resources'])),
    ...(own['ports'] === undefined
      ? {}
      : { ports: listOf(own['ports']).map((port) => ({ protocol: 'TCP', ...objectOf(port) })) }),
    ...(own['env'] === undefined ? {} : { env: listOf(own['env']).map(withEnvDefaults) }),
    ...Object.fromEntries(probes.map((name) => [name, withProbeDefaults(objectOf(own[name]))]))
  }
}

/** `Always` for images without a tag or digest and for `:latest` (SetDefaults_Container). */
function pullPolicy(image: string): string {
  if (image.includes('@')) return 'IfNotPresent'
  const tag = /:([^:/]+)$/.exec(image)?.[1] ?? 'latest'
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

function withEnvDefaults(variable: unknown): JsonObject {
  const own = objectOf(variable)
  const fieldRef = objectOf(own['valueFrom'])['fieldRef']
  if (!isObject(fieldRef)) return own
  return { ...own, valueFrom: { ...objectOf(own['valueFrom']), fieldRef: { apiVersion: 'v1', ...fieldRef } } }
}

function withProbeDefaults(probe: JsonObject): JsonObject {
  const http = probe['httpGet']
  return {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
    ...probe,
    ...(isObject(http) ? { httpGet: { path: '/', scheme: 'HTTP', ...http } } : {})
  }
}

const VOLUME_MODES = ['secret', 'configMap', 'projected', 'downwardAPI']

function withVolumeDefaults(volume: unknown): JsonObject {
  const own = objectOf(volume)
  const modes = VOLUME_MODES.filter((name) => isObject(own[name]))
  const filled = Object.fromEntries(modes.map((name) => [name, { defaultMode: 420, ...objectOf(own[name]) }]))
  const hasSource = Object.keys(own).some((name) => name !== 'name')
  return { ...own, ...filled, ...(hasSource ? {} : { emptyDir: {} }) }
}
