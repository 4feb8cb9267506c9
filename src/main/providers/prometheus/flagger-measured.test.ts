import { afterEach, expect, it } from 'vitest'
import { readFlaggerMeasured } from './flagger-measured.ts'
import { createPrometheus } from './prometheus.ts'
import { behindServiceProxy } from './prometheus-source.ts'
import { closeServers, json, readerTo, target, vector, type Samples } from './testing/proxied-prometheus.ts'

afterEach(closeServers)

const of = { namespace: 'shop', target: 'cart' }
const series = (metric: string, more: Readonly<Record<string, string>> = {}) => ({ name: 'cart', metric, ...more })

async function read(samples: Samples, cluster?: string) {
  let asked = ''
  const reader = await readerTo((_, response, url) => {
    asked = url.searchParams.get('query') ?? ''
    json(response, vector(...samples))
  })
  const at = cluster === undefined ? target : { ...target, cluster }
  const measured = await readFlaggerMeasured(createPrometheus(behindServiceProxy(reader, at)), of)
  return { asked, measured }
}

it('asks by the name of the target, in whichever label its namespace was kept', async () => {
  const { asked, measured } = await read([
    [series('request-success-rate'), '70'],
    [series('request-duration'), '0.41']
  ])
  expect(measured).toEqual(
    new Map([
      ['request-success-rate', 70],
      ['request-duration', 0.41]
    ])
  )
  expect(asked).toBe(
    'flagger_canary_metric_analysis{name="cart",exported_namespace="shop"} or flagger_canary_metric_analysis{name="cart",namespace="shop",exported_namespace=""}'
  )
})

it('takes nothing of a check of which two pods of Flagger say different things', async () => {
  const { measured } = await read([
    [series('request-success-rate', { pod: 'flagger-a' }), '70'],
    [series('request-success-rate', { pod: 'flagger-b' }), '100'],
    [series('request-duration', { pod: 'flagger-a' }), '0.4'],
    [series('request-duration', { pod: 'flagger-b' }), '0.4']
  ])
  expect(measured).toEqual(new Map([['request-duration', 0.4]]))
})

it('takes those of this cluster, and none where clusters are not told apart', async () => {
  const two: Samples = [
    [series('orders', { cluster: 'east' }), '3'],
    [series('orders', { cluster: 'west' }), '9']
  ]
  expect((await read(two, 'west')).measured).toEqual(new Map([['orders', 9]]))
  await expect(read(two)).rejects.toThrow('several clusters')
})
