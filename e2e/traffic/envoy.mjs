/**
 * The bootstrap of a stock Envoy as the sidecar of a client, without iptables: istiod has it bind 127.0.0.1 at the port of
 * each HTTP Service of its namespace, and requests are told apart by their Host. Listeners, routes, clusters and endpoints
 * all come from istiod.
 *
 * @param {{ namespace: string, admin: number, relay: number }} where
 * @returns {string} JSON, which is YAML
 */
export function clientBootstrap({ namespace, admin, relay }) {
  const ads = { ads: {}, resource_api_version: 'V3' }
  return JSON.stringify({
    node: {
      // type~address~name.namespace~domain (istio/istio pilot/pkg/model/context.go ParseServiceNodeWithMetadata).
      id: `sidecar~127.0.0.1~client.${namespace}~${namespace}.svc.cluster.local`,
      cluster: `client.${namespace}`,
      metadata: {
        NAMESPACE: namespace,
        CLUSTER_ID: 'Kubernetes',
        ISTIO_VERSION: '1.31.0',
        INTERCEPTION_MODE: 'NONE',
        LABELS: { app: 'client' }
      }
    },
    // istiod ends a cluster's name in statistics with a semicolon, since it has dots; Envoy's own tag would end at the first.
    stats_config: {
      use_all_default_tags: false,
      stats_tags: [
        { tag_name: 'cluster_name', regex: String.raw`^cluster(\.(.+);)` },
        { tag_name: 'response_code', regex: String.raw`_rq(_(\d{3}))$` }
      ]
    },
    admin: { address: loopback(admin) },
    dynamic_resources: {
      ads_config: {
        api_type: 'GRPC',
        transport_api_version: 'V3',
        grpc_services: [{ envoy_grpc: { cluster_name: 'xds' } }]
      },
      cds_config: ads,
      lds_config: ads
    },
    static_resources: {
      clusters: [
        {
          name: 'xds',
          type: 'STATIC',
          connect_timeout: '1s',
          typed_extension_protocol_options: {
            'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
              '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
              explicit_http_config: { http2_protocol_options: {} }
            }
          },
          load_assignment: {
            cluster_name: 'xds',
            endpoints: [{ lb_endpoints: [{ endpoint: { address: loopback(relay) } }] }]
          }
        }
      ]
    }
  })
}

/** @param {number} port */
function loopback(port) {
  return { socket_address: { address: '127.0.0.1', port_value: port } }
}

/**
 * Has Prometheus scrape Envoys, whose own counters become Istio's: a cluster is called outbound|PORT|SUBSET|HOST, and the
 * hosts name the workloads behind them, as Flagger's do (`X-canary` is X). What differs from Istio: these are the client's
 * counts, under the name of the destination's.
 *
 * @param {string} targets file that lists the Envoys; a change of it is seen at once
 */
export function envoyScrape(targets) {
  const host = String.raw`outbound\|\d+\|.*\|([^.]+)\.([^.]+)\.svc\..*`
  const from = (/** @type {string} */ labels, /** @type {string} */ regex, /** @type {string} */ more) =>
    `      - { source_labels: [${labels}], regex: '${regex}', ${more} }`
  return `  - job_name: envoy
    metrics_path: /stats/prometheus
    params: { usedonly: [''], filter: ['cluster.outbound.*upstream_rq_[0-9]|cluster.outbound.*upstream_rq_time'] }
    file_sd_configs: [{ files: ['${targets}'] }]
    metric_relabel_configs:
${[
  from('__name__', 'envoy_cluster_(upstream_rq|upstream_rq_time_(bucket|sum|count))', 'action: keep'),
  from('cluster_name', host, 'action: keep'),
  from('cluster_name', host, "target_label: destination_service_name, replacement: '$1'"),
  from('cluster_name', host, "target_label: destination_workload_namespace, replacement: '$2'"),
  from('destination_service_name', '(.+)', "target_label: destination_workload, replacement: '$1'"),
  from('destination_service_name', '(.+)-(canary|stable)', "target_label: destination_workload, replacement: '$1'"),
  '      - { target_label: reporter, replacement: destination }',
  from('__name__', 'envoy_cluster_upstream_rq', 'target_label: __name__, replacement: istio_requests_total'),
  from(
    '__name__',
    'envoy_cluster_upstream_rq_time_(bucket|sum|count)',
    "target_label: __name__, replacement: 'istio_request_duration_milliseconds_$1'"
  ),
  "      - { regex: 'cluster_name', action: labeldrop }"
].join('\n')}
`
}
