const bounds = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]

/** Istio's counters, by series. */
export function emptyCounters() {
  return { requests: new Map(), buckets: new Map(), sums: new Map(), counts: new Map() }
}

/**
 * One second of users. Hosts with a VirtualService split by its weights; Deployments that no VirtualService reaches are
 * called directly by their own name.
 */
export function serve({ counters, users, deployments, virtualServices, requests }) {
  const byKey = new Map(
    deployments.map((deployment) => [`${deployment.metadata.namespace}/${deployment.metadata.name}`, deployment])
  )
  const reached = new Set()
  for (const virtualService of virtualServices) {
    const { namespace, name } = virtualService.metadata
    const routes = virtualService.spec.http?.at(-1)?.route ?? []
    const total = routes.reduce((sum, route) => sum + (route.weight ?? 0), 0)
    for (const route of routes) {
      const workload = workloadOf(route.destination.host, name)
      reached.add(`${namespace}/${workload}`)
      const share = routes.length === 1 ? 1 : total === 0 ? 0 : (route.weight ?? 0) / total
      arrive({
        counters,
        users,
        namespace,
        host: name,
        workload,
        deployment: byKey.get(`${namespace}/${workload}`),
        requests: requests * share
      })
    }
  }
  for (const [key, deployment] of byKey) {
    const { namespace, name } = deployment.metadata
    if (reached.has(key) || namespace === 'istio-system' || (deployment.spec.replicas ?? 1) === 0) continue
    if (name.endsWith('-primary')) continue
    arrive({ counters, users, namespace, host: name, workload: name, deployment, requests })
  }
}

/** Flagger's hosts are `X-primary` and `X-canary`; the canary Service selects the Deployment X itself. */
function workloadOf(host, apex) {
  const [short = host] = host.split('.')
  return short === `${apex}-canary` ? apex : short
}

function arrive({ counters, users, namespace, host, workload, deployment, requests }) {
  if (requests <= 0) return
  const serves = (deployment?.status?.readyReplicas ?? 0) > 0
  const image = deployment?.spec.template.spec.containers[0]?.image ?? ''
  const errorShare = serves ? errorShareOf(image) : 1
  const errors = requests * errorShare
  count(users, `${namespace}/${host}`, requests, errors)
  const labels = { namespace, workload: serves ? workload : 'unknown', host }
  const code = serves ? '500' : '503'
  for (const reporter of serves ? ['destination', 'source'] : ['source']) {
    add(counters.requests, seriesOf(reporter, labels, '200'), requests - errors)
    if (errors > 0) add(counters.requests, seriesOf(reporter, labels, code), errors)
  }
  if (!serves) return
  const latency = latencyOf(image)
  for (const bound of [...bounds, Infinity]) {
    const share = bound >= latency * 2 ? 1 : bound >= latency ? 0.9 : bound >= latency / 2 ? 0.4 : 0
    add(counters.buckets, `${seriesOf('destination', labels, '200')}|${bound}`, requests * share)
  }
  add(counters.sums, seriesOf('destination', labels, '200'), requests * latency)
  add(counters.counts, seriesOf('destination', labels, '200'), requests)
}

/** `-bad` 30 %, `-badN` N %, otherwise none. */
export function errorShareOf(image) {
  const found = /-bad(\d*)$/.exec(image)
  return found ? Number(found[1] || 30) / 100 : 0
}

function latencyOf(image) {
  return image.endsWith('-slow') ? 900 : 40
}

function seriesOf(reporter, { namespace, workload, host }, code) {
  return [
    `reporter="${reporter}"`,
    `destination_workload="${workload}"`,
    `destination_workload_namespace="${namespace}"`,
    `destination_service_name="${host}"`,
    `destination_service_namespace="${namespace}"`,
    `response_code="${code}"`
  ].join(',')
}

function add(map, key, value) {
  map.set(key, (map.get(key) ?? 0) + value)
}

function count(users, key, requests, errors) {
  const seen = users.get(key) ?? { requests: 0, errors: 0 }
  users.set(key, { requests: seen.requests + requests, errors: seen.errors + errors })
}

/** Prometheus' text format. */
export function counterText({ requests, buckets, sums, counts }) {
  const lines = ['# TYPE istio_requests_total counter']
  for (const [series, value] of requests) lines.push(`istio_requests_total{${series}} ${value}`)
  lines.push('# TYPE istio_request_duration_milliseconds histogram')
  for (const [key, value] of buckets) {
    const [series, bound] = key.split('|')
    lines.push(
      `istio_request_duration_milliseconds_bucket{${series},le="${bound === 'Infinity' ? '+Inf' : bound}"} ${value}`
    )
  }
  for (const [series, value] of sums) lines.push(`istio_request_duration_milliseconds_sum{${series}} ${value}`)
  for (const [series, value] of counts) lines.push(`istio_request_duration_milliseconds_count{${series}} ${value}`)
  return `${lines.join('\n')}\n`
}
