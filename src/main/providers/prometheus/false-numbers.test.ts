import { afterEach, describe, expect, it } from 'vitest'
import { createPrometheus } from './prometheus.ts'
import { behindServiceProxy } from './prometheus-source.ts'
import { createProofReadings } from './proof-readings.ts'
import { createServiceMetrics } from './service-metrics.ts'
import { answersOf, askedAt, closeServers, json, readerTo, target, type Mesh } from './testing/proxied-prometheus.ts'

afterEach(closeServers)

const ref = { namespace: 'shop', name: 'checkout' }
const limits = { errorRatio: 0.01, availability: 0.999, fewRequests: 20 }
const series = (reporter: string, code: string) => ({
  reporter,
  destination_workload: 'checkout',
  response_code: code
})

async function signalsOf(mesh: Mesh) {
  const prometheus = createPrometheus(behindServiceProxy(await readerTo(answersOf(mesh)), target))
  return createServiceMetrics(prometheus, { limits, now: () => askedAt }).service(ref)
}

describe('a Prometheus whose numbers are none', () => {
  it.each([
    ['NaN', 'NaN'],
    ['-9', '-9'],
    ['1e308', '1e308'],
    ['+Inf', '+Inf'],
    ['1e16', '1e16'],
    ['-0.001', '-0.001']
  ])('has no error ratio, availability or rate: %s', async (_, value) => {
    for (const code of ['200', '503']) {
      const rates = [
        [series('source', '200'), '9'],
        [{ ...series('source', code), response_flags: '-' }, value]
      ] as const
      const { errorRatio, availability, requestRate } = await signalsOf({ rates })
      for (const { measure } of [errorRatio, availability, requestRate])
        expect(measure).toMatchObject({ state: 'unknown', why: 'unusable' })
    }
  })

  it.each(['-1', '1e308', '86400001'])('has no latency: %s', async (value) => {
    const { p95 } = await signalsOf({
      rates: [[series('destination', '200'), '9']],
      p95: [[{ destination_workload: 'checkout' }, value]]
    })
    expect(p95.measure).toMatchObject({ state: 'unknown', why: 'unusable' })
  })

  it('does not call a service well whose requests nobody answered', async () => {
    const { errorRatio, availability } = await signalsOf({ rates: [[series('source', '0'), '9']] })
    expect(errorRatio.measure).toMatchObject({ state: 'unknown', why: 'cannotTell' })
    expect(availability.measure).toMatchObject({ state: 'known', value: 0 })
  })

  it.each([
    ['two hours old', -7_200],
    ['older than the window', -61],
    ['of the next hour', 3_600]
  ])('is not read when its samples are %s', async (_, seconds) => {
    const at = new Date(askedAt.getTime() + seconds * 1_000)
    const { errorRatio } = await signalsOf({ rates: [[series('destination', '200'), '9']], at })
    expect(errorRatio.measure).toMatchObject({ state: 'unknown', why: 'unusable' })
  })

  it.each(['8.7e12', '-1', '1e308'])('is refused when a sample is of the second %s', async (second) => {
    const reader = await readerTo((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[${second},"1"]}]}}`
      )
    })
    await expect(createPrometheus(behindServiceProxy(reader, target)).query('up')).rejects.toThrow('a malformed sample')
  })

  it.each([
    ['before the range', [-3_600]],
    ['after the range', [7_200]],
    ['out of order', [60, 30]],
    ['of one moment twice', [30, 30]]
  ])('is refused when samples of a range are %s', async (_, seconds) => {
    const startMs = askedAt.getTime()
    const values = seconds.map((second) => [startMs / 1_000 + second, '1'])
    const reader = await readerTo((_request, response) => {
      json(response, { status: 'success', data: { resultType: 'matrix', result: [{ metric: {}, values }] } })
    })
    const end = new Date(startMs + 3_600_000).toISOString()
    await expect(
      createPrometheus(behindServiceProxy(reader, target)).queryRange('up', askedAt.toISOString(), end, 15)
    ).rejects.toThrow(/samples/)
  })
})

describe('what proves a recovery', () => {
  async function proofAt(sampledAgoSeconds: number, changedAgoSeconds: number) {
    const ago = (seconds: number): Date => new Date(askedAt.getTime() - seconds * 1_000)
    const mesh = { rates: [[series('destination', '200'), '9']], at: ago(sampledAgoSeconds) } as const
    const prometheus = createPrometheus(behindServiceProxy(await readerTo(answersOf(mesh)), target))
    const readings = createProofReadings(prometheus, { now: () => askedAt, limits })
    return readings.measure(ref, ago(changedAgoSeconds).toISOString(), new AbortController().signal)
  }

  it('is a reading whose whole window is after the change', async () => {
    expect((await proofAt(0, 100)).errorRatio).toMatchObject({ value: 0 })
    expect((await proofAt(40, 100)).errorRatio).toMatchObject({ value: 0 })
    expect((await proofAt(41, 100)).errorRatio).toMatchObject({ why: expect.stringContaining('too old') })
    expect((await proofAt(7_200, 100)).errorRatio).toHaveProperty('why')
  })
})
