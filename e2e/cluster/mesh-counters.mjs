const bounds = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]

/** The gateway that users come through: its proxy reports as the source. */
const gatewayTarget = { namespace: 'istio-system', pod: 'istio-ingressgateway-0', instance: '10.0.0.1:15020' }

/**
 * @typedef {import('./objects.ts').Service} Service
 * @typedef {import('./objects.ts').VirtualService} VirtualService
 * @typedef {import('./objects.ts').Pod} Pod
 *
 * @typedef {Map<string, number>} Series values by the labels of their series
 * @typedef {{ namespace: string, pod: string, instance: string }} Scraped
 * @typedef {{ scraped: Scraped, requests: Series, buckets: Series, sums: Series, counts: Series }} Proxy
 * @typedef {{ requests: number, errors: number }} Seen
 *
 * @typedef {object} Counters
 * @property {Proxy} gateway
 * @property {Map<string, Proxy>} proxies by namespace and name of their pods
 * @property {Map<string, Seen>} users by namespace and host
 * @property {Set<string>} hosts namespace and name of each Service that users call
 */

/**
 * What each proxy has counted, by pod, and what users of each host saw.
 *
 * @returns {Counters}
 */
export function emptyCounters() {
  return { gateway: emptyProxy(gatewayTarget), proxies: new Map(), users: new Map(), hosts: new Set() }
}

/**
 * Istio's counters of one proxy, by series, and the labels that scraping adds to them.
 *
 * @param {Scraped} scraped
 * @returns {Proxy}
 */
function emptyProxy(scraped) {
  return { scraped, requests: new Map(), buckets: new Map(), sums: new Map(), counts: new Map() }
}

/**
 * One second of users. They call every Service that ever existed by its name: the VirtualService of that name splits them
 * by its weights, the Service behind each destination picks among its ready pods, and where there is no Service or no
 * ready pod the caller's own proxy answers 503.
 *
 * @param {Counters} counters
 * @param {{ services: readonly Service[], virtualServices: readonly VirtualService[], pods: readonly Pod[] }} here
 * @param {number} requests to each Service
 */
export function serve(counters, { services, virtualServices, pods }, requests) {
  const serviceAt = index(services)
  const virtualServiceAt = index(virtualServices)
  forgetPodsThatAreGone(counters, pods)
  for (const [key, service] of serviceAt) if (isCalledByUsers(service)) counters.hosts.add(key)
  for (const key of counters.hosts) {
    const [namespace = '', host = ''] = key.split('/')
    for (const { name, share } of splitOf(virtualServiceAt.get(key), host)) {
      const service = serviceAt.get(`${namespace}/${name}`)
      arrive(counters, { namespace, host, pods: service ? readyPods(service, pods) : [], requests: requests * share })
    }
  }
}

/**
 * A pod's counters go with it, and Prometheus marks their series stale.
 *
 * @param {Counters} counters
 * @param {readonly Pod[]} pods
 */
function forgetPodsThatAreGone({ proxies }, pods) {
  const here = new Set(pods.map(keyOf))
  for (const key of proxies.keys()) if (!here.has(key)) proxies.delete(key)
}

/**
 * @template {Pick<Service, 'metadata'>} T
 * @param {readonly T[]} objects
 * @returns {ReadonlyMap<string, T>}
 */
function index(objects) {
  return new Map(objects.map((object) => [keyOf(object), object]))
}

/** @param {Pick<Service, 'metadata'>} object */
function keyOf({ metadata: { namespace, name } }) {
  return `${namespace}/${name}`
}

/** @param {Pick<Service, 'metadata'>} service */
function isCalledByUsers({ metadata: { namespace, name } }) {
  return namespace !== 'istio-system' && namespace !== 'default' && !/-(primary|canary)$/.test(name)
}

/**
 * Flagger's hosts are short names in the namespace of the VirtualService.
 *
 * @param {VirtualService | undefined} virtualService
 * @param {string} host
 * @returns {readonly { name: string | undefined, share: number }[]}
 */
function splitOf(virtualService, host) {
  const routes = virtualService?.spec.http?.at(-1)?.route ?? []
  if (routes.length === 0) return [{ name: host, share: 1 }]
  const total = routes.reduce((sum, route) => sum + (route.weight ?? 0), 0)
  return routes.map((route) => ({
    name: route.destination.host.split('.')[0],
    share: routes.length === 1 ? 1 : total === 0 ? 0 : (route.weight ?? 0) / total
  }))
}

/**
 * @param {Service} service
 * @param {readonly Pod[]} pods
 */
function readyPods(service, pods) {
  const wanted = Object.entries(service.spec.selector ?? {})
  if (wanted.length === 0) return []
  return pods.filter(
    ({ metadata, status }) =>
      metadata.namespace === service.metadata.namespace &&
      metadata.deletionTimestamp === undefined &&
      wanted.every(([label, value]) => metadata.labels?.[label] === value) &&
      (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True')
  )
}

/**
 * @param {Counters} counters
 * @param {{ namespace: string, host: string, pods: readonly Pod[], requests: number }} arriving
 */
function arrive(counters, { namespace, host, pods, requests }) {
  if (requests <= 0) return
  if (pods.length === 0) {
    count(counters.users, `${namespace}/${host}`, requests, requests)
    add(counters.gateway.requests, requestsOf('source', { namespace, host, workload: 'unknown' }, '503'), requests)
    return
  }
  for (const pod of pods) reach(counters, { namespace, host, pod, requests: requests / pods.length })
}

/**
 * @param {Counters} counters
 * @param {{ namespace: string, host: string, pod: Pod, requests: number }} reaching
 */
function reach(counters, { namespace, host, pod, requests }) {
  const image = pod.spec.containers[0]?.image ?? ''
  const answered = Math.min(requests, capacityOf(pod))
  const turnedAway = requests - answered
  const errors = answered * errorShareOf(image)
  count(counters.users, `${namespace}/${host}`, requests, turnedAway + errors)
  const labels = { namespace, host, workload: workloadOf(pod) }
  // A full pod is not reached: the caller's own proxy gives up.
  if (turnedAway > 0) add(counters.gateway.requests, requestsOf('source', labels, '503'), turnedAway)
  const own = proxyOf(counters, pod)
  for (const [reporter, { requests: counted }] of Object.entries({ destination: own, source: counters.gateway })) {
    add(counted, requestsOf(reporter, labels, '200'), answered - errors)
    if (errors > 0) add(counted, requestsOf(reporter, labels, '500'), errors)
  }
  const latency = latencyOf(image)
  const series = requestsOf('destination', labels, '200')
  for (const bound of [...bounds, Infinity]) {
    const share = bound >= latency * 2 ? 1 : bound >= latency ? 0.9 : bound >= latency / 2 ? 0.4 : 0
    add(own.buckets, `${series}|${bound}`, answered * share)
  }
  add(own.sums, series, answered * latency)
  add(own.counts, series, answered)
}

/**
 * @param {Counters} counters
 * @param {Pod} pod
 */
function proxyOf({ proxies }, pod) {
  const key = keyOf(pod)
  const { namespace, name } = pod.metadata
  const proxy = proxies.get(key) ?? emptyProxy({ namespace, pod: name, instance: `${pod.status.podIP}:15020` })
  proxies.set(key, proxy)
  return proxy
}

/**
 * The Deployment's name: the ReplicaSet's without the template's hash.
 *
 * @param {Pod} pod
 */
function workloadOf({ metadata }) {
  const owner = metadata.ownerReferences?.[0]?.name ?? metadata.name
  const hash = metadata.labels?.['pod-template-hash']
  return hash ? owner.slice(0, -hash.length - 1) : owner
}

/**
 * Requests per second that a pod can take, by annotation; without one there is no limit.
 *
 * @param {Pod} pod
 */
function capacityOf({ metadata }) {
  return Number(metadata.annotations?.['backout.test/capacity'] ?? Infinity)
}

/**
 * `-bad` 30 %, `-badN` N %, otherwise none.
 *
 * @param {string} image
 */
export function errorShareOf(image) {
  const found = /-bad(\d*)$/.exec(image)
  return found ? Number(found[1] || 30) / 100 : 0
}

/** @param {string} image */
function latencyOf(image) {
  return image.endsWith('-slow') ? 900 : 40
}

/**
 * @param {string} reporter
 * @param {{ namespace: string, workload: string, host: string }} labels
 * @param {string} code
 */
function requestsOf(reporter, { namespace, workload, host }, code) {
  // Without any endpoint Envoy knows neither a workload nor where it would be.
  const workloadNamespace = workload === 'unknown' ? 'unknown' : namespace
  return [
    `reporter="${reporter}"`,
    `destination_workload="${workload}"`,
    `destination_workload_namespace="${workloadNamespace}"`,
    `destination_service_name="${host}"`,
    `destination_service_namespace="${namespace}"`,
    `response_code="${code}"`
  ].join(',')
}

/**
 * @param {Series} map
 * @param {string} key
 * @param {number} value
 */
function add(map, key, value) {
  map.set(key, (map.get(key) ?? 0) + value)
}

/**
 * @param {Counters['users']} users
 * @param {string} key
 * @param {number} requests
 * @param {number} errors
 */
function count(users, key, requests, errors) {
  const seen = users.get(key) ?? { requests: 0, errors: 0 }
  users.set(key, { requests: seen.requests + requests, errors: seen.errors + errors })
}
