import { afterEach, describe, expect, it } from 'vitest'
import { createProofReadings } from './proof-readings.ts'
import { createPrometheus } from './prometheus.ts'
import { behindServiceProxy } from './prometheus-source.ts'
import { answersOf, askedAt, closeServers, readerTo, target, type Mesh } from './testing/proxied-prometheus.ts'

afterEach(closeServers)

const seen = { reporter: 'destination', destination_workload: 'checkout', response_code: '200' }

async function measured(mesh: Mesh, agoSeconds: number) {
  const reader = await readerTo(answersOf({ rates: [[seen, '9']], ...mesh }))
  const readings = createProofReadings(createPrometheus(behindServiceProxy(reader, target)), {
    now: () => askedAt,
    limits: { errorRatio: 0.01, availability: 0.999, fewRequests: 20 }
  })
  const since = new Date(askedAt.getTime() - agoSeconds * 1_000).toISOString()
  return readings.measure({ namespace: 'shop', name: 'checkout' }, since, new AbortController().signal)
}

describe('what a proof waits for', () => {
  it.each([
    ['every 15 s', { 600: [[{ job: 'istio' }, '40']] }, 75_000],
    ['every 60 s', { 600: [[{ job: 'istio' }, '10']] }, 300_000]
  ] as const)('is the window of series that are sampled %s, and a scrape', async (_, counts, reachMs) => {
    expect((await measured({ counts }, 3_600)).reachMs).toBe(reachMs)
  })

  it('is not over while the window reaches back before the change', async () => {
    const counts = { 600: [[{ job: 'istio' }, '10']] } as const
    expect((await measured({ counts }, 100)).errorRatio).toEqual({
      why: expect.stringMatching(/^The last 4 min still hold requests from before [\d:]{8}Z\.$/)
    })
    expect((await measured({ counts }, 241)).errorRatio).toMatchObject({ value: 0 })
  })

  it('is more than a few requests, where they may be as many failures as the limit is', async () => {
    // A request each 10 s: six in a minute, and twelve since the change.
    expect((await measured({ rates: [[seen, '0.1']] }, 120)).errorRatio).toEqual({
      why: 'too few requests to tell: 0 % of 12 requests, between 0 % and 24.3 % (95 % confidence)'
    })
    const failed = { ...seen, response_code: '503' }
    expect((await measured({ rates: [[failed, '0.1']] }, 120)).errorRatio).toMatchObject({ value: 1 })
  })

  it('is all of the requests since the change, where a window has few', async () => {
    expect((await measured({ rates: [[seen, '0.1']] }, 240)).errorRatio).toMatchObject({ value: 0 })
  })

  it('never ends with requests that nobody answered, or an incomplete answer', async () => {
    const unanswered = { ...seen, response_code: '0', response_flags: 'DC' }
    expect((await measured({ rates: [[unanswered, '9']] }, 3_600)).errorRatio).toMatchObject({
      why: expect.stringContaining('got no answer')
    })
    expect((await measured({ warnings: ['zone-b: refused'] }, 3_600)).errorRatio).toMatchObject({
      why: expect.stringContaining('zone-b: refused')
    })
  })
})
