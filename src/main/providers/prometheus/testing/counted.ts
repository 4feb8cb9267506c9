type Labels = Readonly<Record<string, string>>

/** A counter that grows steadily. */
export interface Counted {
  readonly labels: Labels
  readonly perSecond: number
}

interface Case {
  readonly meter: string
  /** What a Prometheus holds beside it. */
  readonly series: readonly Counted[]
  readonly expected: {
    /** 0 to 1, as the errors of `shop/checkout`. */
    readonly errorRatio: number
    /** Milliseconds; null where nothing measures it. */
    readonly p95: number | null
    /** 0 to 1; null where no caller reports. */
    readonly availability: number | null
  }
}

const counter = (name: string, labels: Labels, perSecond: number): Counted => ({
  labels: { __name__: name, ...labels },
  perSecond
})

/** 90 of 100 requests within `low`, all of them within `high`: a P95 half-way between them. */
function buckets(name: string, labels: Labels, low: string, high: string): readonly Counted[] {
  return (
    [
      [low, 9],
      [high, 10],
      ['+Inf', 10]
    ] as const
  ).map(([le, perSecond]) => counter(name, { ...labels, le }, perSecond))
}

const here = { namespace: 'shop' }
const other = { namespace: 'other' }

/** One Prometheus for each way in which requests are counted; each has traffic of others that must not be counted. */
export const cases: readonly Case[] = [
  {
    meter: 'istio',
    series: [
      ...['200', '503'].map((response_code) =>
        counter(
          'istio_requests_total',
          {
            reporter: 'waypoint',
            destination_workload: 'checkout',
            destination_workload_namespace: 'shop',
            destination_service_name: 'checkout',
            destination_service_namespace: 'shop',
            response_code,
            request_protocol: 'http'
          },
          response_code === '200' ? 9 : 1
        )
      ),
      ...buckets(
        'istio_request_duration_milliseconds_bucket',
        { reporter: 'waypoint', destination_workload: 'checkout', destination_workload_namespace: 'shop' },
        '100',
        '300'
      )
    ],
    expected: { errorRatio: 0.1, p95: 200, availability: 0.9 }
  },
  {
    meter: 'linkerd',
    series: [
      ...(
        [
          ['inbound', { ...here, deployment: 'checkout' }],
          ['outbound', { namespace: 'shop', deployment: 'web', dst_namespace: 'shop', dst_deployment: 'checkout' }]
        ] as const
      ).flatMap(([direction, labels]) => [
        counter('response_total', { ...labels, direction, classification: 'success', status_code: '200' }, 8),
        counter('response_total', { ...labels, direction, classification: 'failure', status_code: '500' }, 1),
        // gRPC fails with status 200, and is classified.
        counter(
          'response_total',
          { ...labels, direction, classification: 'failure', status_code: '200', grpc_status: '13' },
          1
        )
      ]),
      counter(
        'response_total',
        { ...other, deployment: 'checkout', direction: 'inbound', classification: 'failure' },
        50
      ),
      ...buckets('response_latency_ms_bucket', { ...here, deployment: 'checkout', direction: 'inbound' }, '100', '300'),
      ...buckets(
        'response_latency_ms_bucket',
        { ...here, deployment: 'checkout', direction: 'outbound' },
        '9000',
        '9999'
      )
    ],
    expected: { errorRatio: 0.2, p95: 200, availability: 0.8 }
  },
  {
    meter: 'nginx-ingress',
    series: [
      // As a federating Prometheus has them: the controller's own namespace in front.
      ...['200', '404', '502'].map((status) =>
        counter(
          'nginx_ingress_controller_requests',
          {
            namespace: 'ingress',
            exported_namespace: 'shop',
            service: 'metrics',
            exported_service: 'checkout',
            status
          },
          status === '502' ? 2 : 4
        )
      ),
      ...buckets(
        'nginx_ingress_controller_request_duration_seconds_bucket',
        { namespace: 'ingress', exported_namespace: 'shop', service: 'metrics', exported_service: 'checkout' },
        '0.1',
        '0.3'
      )
    ],
    expected: { errorRatio: 0.2, p95: 200, availability: 0.8 }
  },
  {
    meter: 'envoy',
    series: [
      ...(
        [
          ['shop_checkout_80', '2', 7],
          ['shop_checkout_80', '5', 3],
          ['other_checkout_80', '5', 50],
          ['shop_checkout-canary_80', '5', 50]
        ] as const
      ).map(([envoy_cluster_name, envoy_response_code_class, perSecond]) =>
        counter('envoy_cluster_upstream_rq_xx', { envoy_cluster_name, envoy_response_code_class }, perSecond)
      ),
      ...buckets('envoy_cluster_upstream_rq_time_bucket', { envoy_cluster_name: 'shop_checkout_80' }, '100', '300')
    ],
    expected: { errorRatio: 0.3, p95: 200, availability: 0.7 }
  },
  {
    meter: 'grpc',
    series: [
      ...(
        [
          ['OK', 6],
          ['NotFound', 2],
          ['Unavailable', 1],
          ['DeadlineExceeded', 1]
        ] as const
      ).map(([grpc_code, perSecond]) =>
        counter('grpc_server_handled_total', { ...here, service: 'checkout', job: 'app', grpc_code }, perSecond)
      ),
      counter('grpc_server_handled_total', { namespace: 'kube-system', job: 'etcd', grpc_code: 'Unavailable' }, 90),
      ...buckets('grpc_server_handling_seconds_bucket', { ...here, service: 'checkout', job: 'app' }, '0.1', '0.3')
    ],
    expected: { errorRatio: 0.2, p95: 200, availability: null }
  },
  {
    meter: 'http',
    series: [
      ...['200', '500'].map((status) =>
        counter('http_requests_total', { ...here, app: 'checkout', job: 'pods', status }, status === '200' ? 19 : 1)
      ),
      // What only etcd counts by gRPC does not make it the app's.
      counter('grpc_server_handled_total', { namespace: 'kube-system', job: 'etcd', grpc_code: 'OK' }, 90)
    ],
    expected: { errorRatio: 0.05, p95: null, availability: null }
  }
]
