const duration = 'istio_request_duration_milliseconds'

/**
 * All proxies' counters as one page in Prometheus' text format, with the labels that kubernetes_sd gives each pod as a
 * target of its own. One page stands for many targets, as with federation, so that all samples lie on one scrape grid.
 *
 * @param {Pick<import('./mesh-counters.mjs').Counters, 'gateway' | 'proxies'>} counters
 */
export function metricsPage({ gateway, proxies }) {
  const all = [gateway, ...proxies.values()]
  const requests = all.flatMap((proxy) => lines('istio_requests_total', proxy, proxy.requests))
  const durations = all.flatMap((proxy) => [
    ...[...proxy.buckets].map(([key, value]) => {
      const [series, bound] = key.split('|')
      return line(`${duration}_bucket`, proxy, `${series},le="${bound === 'Infinity' ? '+Inf' : bound}"`, value)
    }),
    ...lines(`${duration}_sum`, proxy, proxy.sums),
    ...lines(`${duration}_count`, proxy, proxy.counts)
  ])
  const page = ['# TYPE istio_requests_total counter', ...requests, `# TYPE ${duration} histogram`, ...durations]
  return `${page.join('\n')}\n`
}

/**
 * @param {string} name
 * @param {import('./mesh-counters.mjs').Proxy} proxy
 * @param {import('./mesh-counters.mjs').Series} counted
 */
function lines(name, proxy, counted) {
  return [...counted].map(([series, value]) => line(name, proxy, series, value))
}

/**
 * @param {string} name
 * @param {Pick<import('./mesh-counters.mjs').Proxy, 'scraped'>} proxy
 * @param {string | undefined} series
 * @param {number} value
 */
function line(name, { scraped: { namespace, pod, instance } }, series, value) {
  return `${name}{${series},namespace="${namespace}",pod="${pod}",instance="${instance}",job="istio-proxy"} ${value}`
}
