import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { latency95, requestRates } from '../queries.ts'
import { canonical } from './canonical.ts'
import { meterSchema, metersFileSchema } from './meter-schema.ts'
import { meterOf } from './meter.ts'
import { istioMeter, shippedMeters } from './shipped.ts'

const resources = resolve(import.meta.dirname, '../../../../../resources')
const shipped = (id: string) => shippedMeters.find((meter) => meter.id === id) ?? expect.fail(`no meter ${id}`)

it('knows every file of resources/metrics, each with its source upstream', () => {
  const files = readdirSync(join(resources, 'metrics')).map(
    (name) => (JSON.parse(readFileSync(join(resources, 'metrics', name), 'utf8')) as { id: string }).id
  )
  expect(files.toSorted()).toEqual(shippedMeters.map(({ id }) => id).toSorted())
  for (const { upstream } of shippedMeters) expect(upstream.length).toBeGreaterThan(0)
})

it('is what the committed JSON Schema says, as a person writes it', () => {
  const committed = readFileSync(join(resources, 'schemas', 'metrics.schema.json'), 'utf8')
  expect(JSON.parse(committed)).toEqual(z.toJSONSchema(metersFileSchema, { io: 'input' }))
})

describe('what is asked', () => {
  it('is for Istio what it always was', () => {
    expect(requestRates(istioMeter, { namespace: 'shop', workload: 'cart' }, 60)).toBe(
      [
        'destination_workload_namespace="shop",destination_workload="cart"',
        'reporter=~"source|waypoint",destination_workload="unknown",destination_service_namespace="shop",destination_service_name="cart"'
      ]
        .map(
          (matchers) =>
            `sum by (reporter, destination_workload, destination_service_name, response_code, response_flags, grpc_response_status, request_protocol, destination_cluster, source_cluster, cluster, exported_cluster) (rate(istio_requests_total{${matchers}}[60s]))`
        )
        .join(' or ')
    )
  })

  it('takes the labels that most series have, and the first of several that all have', () => {
    const having = new Map([
      ['exported_namespace', 3],
      ['namespace', 3],
      ['app', 9],
      ['job', 4]
    ])
    const query = requestRates(meterOf(shipped('http'), having), { namespace: 'shop', workload: 'cart' }, 60)
    expect(query).toContain('{exported_namespace="shop",app="cart"}')
  })

  it('keeps names of a cluster in their place', () => {
    const scope = { namespace: 'shop.*', workload: 'a"}) or vector(1)#' }
    const query = requestRates(meterOf(shipped('envoy')), scope, 60)
    expect(query).toContain(
      String.raw`envoy_cluster_name=~"(?:[^/]*/)?shop\\.\\*_a\"\\}\\) or vector\\(1\\)#_[0-9a-zA-Z-]+"`
    )
  })

  it('is in milliseconds, whatever the buckets are in', () => {
    expect(latency95(meterOf(shipped('grpc')), { namespace: 'shop' }, 60)).toMatch(/^1000 \* histogram_quantile/)
    expect(latency95(meterOf(shipped('linkerd')), { namespace: 'shop' }, 60)).toMatch(/^histogram_quantile/)
  })
})

describe('what labels mean', () => {
  it.each([
    ['http', { code: '5xx' }, { response_code: '500' }],
    ['envoy', { envoy_response_code_class: '4' }, { response_code: '400' }],
    ['grpc', { grpc_code: 'DeadlineExceeded' }, { grpc_response_status: '4', request_protocol: 'grpc' }],
    ['grpc', { grpc_code: 'OK' }, { grpc_response_status: '0', response_code: '200' }],
    ['grpc', { grpc_code: 'NewOne' }, { grpc_response_status: '', request_protocol: 'grpc' }],
    ['linkerd', { direction: 'inbound', classification: 'failure' }, { response_code: '500', reporter: 'destination' }],
    [
      'linkerd',
      { direction: 'outbound', dst_deployment: 'cart' },
      { reporter: 'source', destination_workload: 'cart' }
    ],
    ['envoy', { envoy_cluster_name: 'gw/shop_cart_80' }, { destination_workload: 'cart' }],
    ['envoy', { envoy_cluster_name: 'x'.repeat(5_000) }, { destination_workload: '' }],
    ['http', { cluster: 'east' }, { cluster: 'east' }]
  ] as const)('of %s: %j', (id, labels, meant) => {
    expect(canonical(meterOf(shipped(id), new Map([['code', 1]])), labels)).toMatchObject(meant)
  })
})

it.each([
  [{ counter: 'a b' }, 'counter'],
  [{ reports: [] }, 'reports'],
  [{ reports: [{ side: 'source', namespace: 'n"s', workload: 'w' }] }, 'reports'],
  [{ reports: [{ side: 'source', path: { label: 'l', pattern: '{workload}_{namespace}' } }] }, 'reports'],
  [{ reports: [{ side: 'source', path: { label: 'l', pattern: '[{namespace}_{workload}' } }] }, 'reports'],
  // Which name is read by it is chosen by others: what is not understood is not tried.
  [{ reports: [{ side: 'source', path: { label: 'l', pattern: '{namespace}_{workload}\\1' } }] }, 'reports'],
  [{ reports: [{ side: 'source', path: { label: 'l', pattern: '[a-z]{0,200}{namespace}_{workload}' } }] }, 'reports'],
  [{ more: 1 }, '']
])('does not take a file with %j', (wrong, where) => {
  const parsed = meterSchema.safeParse({ ...shipped('http'), ...wrong })
  expect(parsed.success).toBe(false)
  expect(parsed.error?.issues[0]?.path[0] ?? '').toBe(where)
})
