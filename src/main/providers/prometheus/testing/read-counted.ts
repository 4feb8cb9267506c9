import { expect } from 'vitest'
import type { KubeReader } from '../../../ports/kube.ts'
import { createPrometheus, createServiceMetrics, findPrometheus, type PrometheusSource } from '../index.ts'
import type { cases } from './counted.ts'

const address = { url: 'https://metrics.example', signIn: 'none' } as const

/** Finds who counts requests in a Prometheus, reads `shop/checkout` by it, and compares that with what it holds. */
export async function expectToBeRead(
  read: PrometheusSource['read'],
  { meter, expected }: (typeof cases)[number],
  now: () => Date
): Promise<void> {
  const source: PrometheusSource = { target: { ...address, foundBy: 'operator' }, address: {}, read }
  // The cluster is asked for nothing: where it is was set.
  const reader = {} as KubeReader
  const found = await findPrometheus(reader, { override: address, open: () => Promise.resolve(source) })
  if (found.state !== 'value') throw new Error(`${meter} is not found: ${JSON.stringify(found)}`)
  expect(found.value.meter?.id).toBe(meter)
  const prometheus = createPrometheus(found.value)
  const limits = { errorRatio: 0.01, availability: 0.99, fewRequests: 20 }
  const metrics = createServiceMetrics(prometheus, { limits, now })
  const ref = { namespace: 'shop', name: 'checkout' }
  const signals = await metrics.service(ref)
  const close = (value: number): unknown => expect.closeTo(value, 2) as unknown
  const known = (value: number | null): unknown =>
    value === null ? { state: 'unknown' } : { state: 'known', value: close(value) }
  expect(signals.errorRatio.measure).toMatchObject({ state: 'known', value: close(expected.errorRatio) })
  expect(signals.availability.measure).toMatchObject(known(expected.availability) as object)
  expect(signals.p95.measure).toMatchObject(
    expected.p95 === null ? { state: 'unknown' } : { state: 'known', value: expect.closeTo(expected.p95, 0) as unknown }
  )
  const { readings } = await metrics.namespace('shop')
  expect(readings.get('checkout')?.errorRatio).toMatchObject({ state: 'known', value: close(expected.errorRatio) })
  const toAt = new Date(Math.floor(now().getTime() / 1_000) * 1_000).toISOString()
  const fromAt = new Date(Date.parse(toAt) - 4_000).toISOString()
  const { errorRatio } = await metrics.history(ref, { fromAt, toAt, stepSeconds: 2 })
  expect(errorRatio.at(-1)?.value).toEqual(close(expected.errorRatio))
}
