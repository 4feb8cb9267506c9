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

describe('requests by workload', () => {
  const of = (workload: string, cluster: string) => ({
    ...seen,
    destination_workload: workload,
    destination_cluster: cluster
  })

  async function requests(rates: Mesh['rates'], cluster?: string) {
    const counts = { 600: [[{ job: 'istio' }, '40']] } as const
    const reader = await readerTo(answersOf({ rates: rates ?? [], counts }))
    const source = behindServiceProxy(reader, cluster === undefined ? target : { ...target, cluster })
    const limits = { errorRatio: 0.01, availability: 0.999, fewRequests: 20 }
    const readings = createProofReadings(createPrometheus(source), { now: () => askedAt, limits })
    const since = new Date(askedAt.getTime() - 3_600_000).toISOString()
    const { rates: found } = await readings.requests('shop', since, new AbortController().signal)
    if ('why' in found) throw new Error(found.why)
    return { ...Object.fromEntries(found.byWorkload), ...Object.fromEntries(found.untold) }
  }

  it('are numbers where the series are of one cluster', async () => {
    const rates = [[of('checkout', 'east'), '10'] as const, [of('checkout-v2', 'east'), '90'] as const]
    expect(await requests(rates)).toEqual({ checkout: 10, 'checkout-v2': 90 })
  })

  it.each<[string, Mesh['rates'], string | undefined, RegExp]>([
    [
      'one series of another cluster is beside them',
      [
        [of('checkout', 'east'), '10'],
        [of('checkout-v2', 'east'), '90'],
        [of('checkout-v2', 'west'), '0.001']
      ],
      undefined,
      /several clusters \(east, west\)/
    ],
    [
      'all of them name another cluster than is set',
      [
        [of('checkout', 'east'), '10'],
        [of('checkout-v2', 'EAST'), '90']
      ],
      'east',
      /no series of the cluster east, only of others \(EAST\)/
    ],
    [
      'one of them is no number',
      [
        [of('checkout', 'east'), '10'],
        [of('checkout-v2', 'east'), 'NaN']
      ],
      undefined,
      /checkout-v2 is no number/
    ]
  ])('cannot be told of a workload where %s, and the others have theirs', async (_, rates, cluster, why) => {
    expect(await requests(rates, cluster)).toEqual({ checkout: 10, 'checkout-v2': expect.stringMatching(why) })
  })
})
