import { describe, expect, it } from 'vitest'
import type { SeriesPoint } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { FakeCluster } from '../levers/deployment-rollback/testing/fake-cluster.ts'
import type { Clock } from '../ports/clock.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { KubeObject } from '../ports/kube.ts'
import { historyOf } from '../providers/kubernetes/history.ts'
import { istioMeter, shippedMeters } from '../providers/prometheus/meters/shipped.ts'
import { meterOf } from '../providers/prometheus/meters/meter.ts'
import { gatherStandings, type PastErrors } from './gather-standings.ts'
import { markAgain } from './mark-again.ts'
import type { RangeQueries } from './replica-set-errors.ts'

const clock: Clock = { now: () => new Date('2026-03-01T05:00:00Z'), speed: 1, sleep: async () => undefined }
const ref = { namespace: 'shop', name: 'checkout' }

/** Requests per second by ReplicaSet: answered well, and with a server error. */
type Rates = Readonly<Record<string, readonly [number, number]>>

function prometheus(rates: Rates): RangeQueries & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    meter: istioMeter,
    async queryRange(promql, startAt, endAt, stepSeconds) {
      asked.push(promql)
      const [, replicaSet = ''] = /pod=~"([^"]+?)-\[\^-\]\+"/.exec(promql) ?? []
      const pair = rates[replicaSet]
      if (!pair) return []
      const count = Math.floor((Date.parse(endAt) - Date.parse(startAt)) / 1_000 / stepSeconds) + 1
      const points = (value: number): readonly SeriesPoint[] =>
        Array.from({ length: count }, () => ({ at: startAt, value }))
      return [
        { labels: { response_code: '200' }, points: points(pair[0]) },
        { labels: { response_code: '503' }, points: points(pair[1]) }
      ]
    }
  }
}

function gather(
  source: RangeQueries | null,
  journalRecords: readonly JournalRecord[] = [],
  cluster = new FakeCluster(),
  pastErrors: PastErrors | null = null
) {
  return gatherStandings({
    ref,
    deployment: cluster.deployment as unknown as KubeObject,
    replicaSets: cluster.replicaSets as unknown as readonly KubeObject[],
    prometheus: source,
    pastErrors,
    windowSeconds: 60,
    limits: { errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2, fewRequests: 20 },
    recorded: () => journalRecords,
    clock
  })
}

const entry = (kind: string, body: JournalRecord['body'], seq = 7): JournalRecord => ({
  seq,
  t: '2026-03-01T04:00:00Z',
  kind,
  body
})

describe('what is marked afterwards', () => {
  const rates = { 'checkout-4': [50, 8], 'checkout-3': [50, 0.1], 'checkout-2': [50, 0.1] } as const
  const cluster = new FakeCluster()
  const history = historyOf(
    cluster.deployment as unknown as KubeObject,
    cluster.replicaSets as unknown as readonly KubeObject[]
  )
  const uidOf = (name: string) =>
    history.find(({ replicaSet }) => replicaSet.metadata.name === name)?.replicaSet.metadata.uid
  const mark = (name: string, said: string) => entry('mark', { subject: uidOf(name), mark: said })

  it('holds at once, without a question to Prometheus, and goes when it is taken back', async () => {
    const source = prometheus(rates)
    const before = await gather(source)
    const asked = source.asked.length
    const recommended = (records: readonly JournalRecord[]) =>
      markAgain(before, history, () => records).find((one) => one.recommended)?.revision
    expect(recommended([])).toBe(3)
    expect(recommended([mark('checkout-3', 'bad')])).toBe(2)
    expect(recommended([mark('checkout-3', 'bad'), mark('checkout-3', 'none')])).toBe(3)
    // The current one is never gone back to, however good.
    expect(recommended([mark('checkout-4', 'good')])).toBe(3)
    expect(source.asked).toHaveLength(asked)
  })
})

describe('gatherStandings', () => {
  it('recommends the newest revision whose own pods answered well', async () => {
    const source = prometheus({
      'checkout-4': [50, 8],
      'checkout-3': [50, 3],
      'checkout-2': [50, 0.1],
      'checkout-1': [50, 0]
    })
    const standings = await gather(source)
    expect(standings.map(({ revision, standing, recommended }) => [revision, standing, recommended])).toEqual([
      [4, 'bad', false],
      [3, 'bad', false],
      [2, 'good', true],
      [1, 'good', false]
    ])
    expect(standings[2]?.evidence[0]?.text).toMatch(/^Errors 0\.2 % of [\d,]+ requests in 1 h\.$/)
    expect(source.asked[0]).toContain('destination_workload="checkout"')
  })

  it('counts gRPC failures, which Istio reports with HTTP status 200', async () => {
    const source = prometheus({ 'checkout-3': [50, 50] })
    const asGrpc: RangeQueries = {
      meter: istioMeter,
      queryRange: async (...asked) =>
        (await source.queryRange(...asked)).map(({ labels, points }) => ({
          labels: { response_code: '200', grpc_response_status: labels['response_code'] === '503' ? '14' : '0' },
          points
        }))
    }
    expect((await gather(asGrpc))[1]).toMatchObject({ revision: 3, standing: 'bad' })
  })

  it('does not credit a revision whose pods never got a request', async () => {
    const standings = await gather(prometheus({ 'checkout-4': [50, 8], 'checkout-2': [50, 0] }))
    expect(standings[1]).toMatchObject({
      standing: 'none',
      evidence: [{ text: 'No request reached its pods in 1 h.' }]
    })
    expect(standings[2]).toMatchObject({ recommended: true })
  })

  it("counts our own rollbacks away from a revision against it, and the operator's mark over everything", async () => {
    const source = prometheus({ 'checkout-3': [50, 0], 'checkout-2': [50, 0], 'checkout-1': [50, 0] })
    const away = entry('outcome', {
      outcome: 'succeeded',
      target: { uid: 'uid-deployment', fromReplicaSet: 'checkout-3' }
    })
    const elsewhere = entry('outcome', {
      outcome: 'succeeded',
      target: { uid: 'another', fromReplicaSet: 'checkout-2' }
    })
    const marked = entry('mark', { replicaSetUid: 'uid-checkout-2', mark: 'bad', note: 'leaks' })
    const standings = await gather(source, [away, elsewhere, marked])
    expect(standings.map(({ standing }) => standing)).toEqual(['none', 'bad', 'bad', 'good'])
    expect(standings[1]?.evidence[0]).toMatchObject({
      source: 'journal',
      text: 'Rolled back away from it (journal entry 7).'
    })
    expect(standings[2]?.evidence[0]).toMatchObject({ source: 'operator', text: 'Marked bad: leaks.' })
    const taken = await gather(source, [away, marked, entry('mark', { replicaSetUid: 'uid-checkout-2', mark: 'none' })])
    expect(taken[2]).toMatchObject({ standing: 'good', recommended: true })
    const trusted = await gather(source, [away, entry('mark', { replicaSetUid: 'uid-checkout-3', mark: 'good' })])
    expect(trusted[1]).toMatchObject({ standing: 'good', recommended: true })
  })

  it('holds a rollback that was taken back against neither side, and the next one against what it left', async () => {
    const source = prometheus({ 'checkout-3': [50, 0], 'checkout-2': [50, 0], 'checkout-1': [50, 0] })
    const undone = (seq: number, fromReplicaSet: string, toReplicaSet: string): JournalRecord =>
      entry('outcome', { outcome: 'succeeded', target: { uid: 'uid-deployment', fromReplicaSet, toReplicaSet } }, seq)
    const there = undone(1, 'checkout-4', 'checkout-3')
    const back = undone(2, 'checkout-3', 'checkout-4')
    const journalOf = async (...records: readonly JournalRecord[]): Promise<readonly number[]> => {
      const standings = await gather(source, records)
      const isHeldAgainst = ({ evidence }: (typeof standings)[number]): boolean =>
        evidence.some((one) => one.source === 'journal')
      return standings.filter(isHeldAgainst).map(({ revision }) => revision)
    }
    expect(await journalOf(there)).toEqual([4])
    expect(await journalOf(there, back)).toEqual([])
    expect((await gather(source, [there, back]))[1]).toMatchObject({ revision: 3, standing: 'good', recommended: true })
    // What a person did of their own accord is no way back, however often it is done.
    expect(await journalOf(there, back, undone(3, 'checkout-4', 'checkout-3'))).toEqual([4])
    expect(await journalOf(there, undone(2, 'checkout-3', 'checkout-2'))).toEqual([4, 3])
  })

  it.each([
    ['more failures than requests below none', [50, -75]],
    ['more than there can be', [1e308, 1e308]],
    ['none below none', [-50, -1]],
    ['no end of them', [Infinity, 0]],
    ['no number', [Number.NaN, 0]]
  ] as const)('calls no revision good whose requests are no numbers: %s', async (_, rates) => {
    const standings = await gather(prometheus({ 'checkout-3': rates, 'checkout-2': rates, 'checkout-1': rates }))
    expect(standings.map(({ standing, recommended }) => [standing, recommended])).toEqual(
      standings.map(() => ['none', false])
    )
    expect(JSON.stringify(standings)).not.toMatch(/NaN|∞|Infinity|[-−]\d+(\.\d+)? %/)
  })

  it('recommends nothing when nothing is known', async () => {
    const failing: RangeQueries = {
      meter: istioMeter,
      queryRange: () => Promise.reject(new FailureError(failureOf('unreachable', 'Prometheus does not answer')))
    }
    for (const standings of [await gather(null), await gather(failing)]) {
      expect(standings.every(({ standing, recommended }) => standing === 'none' && !recommended)).toBe(true)
    }
    expect((await gather(failing))[0]?.evidence[0]?.text).toBe('Not measured: Prometheus does not answer.')
  })

  it('takes pods that still serve as evidence while no new pod is ready', async () => {
    const cluster = new FakeCluster()
    const [, , third, fourth] = cluster.replicaSets
    if (!third || !fourth) throw new Error('no ReplicaSets')
    third['status'] = { readyReplicas: 2 }
    const standings = await gather(null, [], cluster)
    expect(standings[1]).toMatchObject({
      revision: 3,
      standing: 'good',
      recommended: true,
      evidence: [{ source: 'cluster' }]
    })
    fourth['status'] = { readyReplicas: 1 }
    expect((await gather(null, [], cluster))[1]).toMatchObject({ standing: 'none' })
  })

  it('holds nothing against the first revision that happened before anybody could answer', async () => {
    const cluster = new FakeCluster()
    const first = cluster.replicaSets[0] ?? expect.fail('there is no first revision')
    const from = Date.parse((first['metadata'] as { readonly creationTimestamp: string }).creationTimestamp)
    const startedMs = from + 10 * 60_000
    // All users are turned away for ten minutes; afterwards all are answered, and the first minute's windows are mixed.
    const turnedAway = (at: number): number => Math.min(1, Math.max(0, (startedMs + 60_000 - at) / 60_000))
    const pastErrors: PastErrors = {
      rates: async (_ref, { fromAt, toAt, stepSeconds }) => {
        const points = (value: (at: number) => number): SeriesPoint[] => {
          const all: SeriesPoint[] = []
          for (let at = Date.parse(fromAt); at <= Date.parse(toAt); at += stepSeconds * 1_000) {
            all.push({ at: new Date(at).toISOString(), value: value(at) })
          }
          return all
        }
        return { total: points(() => 50), failed: points((at) => 50 * turnedAway(at)), unsure: [] }
      }
    }
    const standings = await gather(prometheus({}), [], cluster, pastErrors)
    expect(standings[3]).toMatchObject({ revision: 1, standing: 'good', evidence: [{ source: 'metrics' }] })
    expect(standings[3]?.evidence[0]?.text).toMatch(/^Errors 0 % of [\d,]+ requests/)

    const never: PastErrors = {
      rates: async (_ref, { fromAt }) => {
        const points = [{ at: fromAt, value: 50 }]
        return { total: points, failed: points, unsure: [] }
      }
    }
    expect((await gather(prometheus({}), [], cluster, never))[3]).toMatchObject({ standing: 'none' })
    expect((await gather(prometheus({}), [], cluster, never))[0]).toMatchObject({ standing: 'bad' })
  })

  describe('of a revision that served twice', () => {
    const hour = (text: string): number => Date.parse(`2026-03-01T0${text}:00Z`)

    /** Revision 3 was created at 3:00, and at 3:30 the one before it was taken up again as revision 4 until 4:00. */
    function servedTwice(): FakeCluster {
      const cluster = new FakeCluster()
      const [, second, third, fourth] = cluster.replicaSets
      const metaOf = (object: typeof second): Record<string, unknown> =>
        (object?.['metadata'] ?? expect.fail('no ReplicaSet')) as Record<string, unknown>
      metaOf(second)['annotations'] = {
        'deployment.kubernetes.io/revision': '4',
        'deployment.kubernetes.io/revision-history': '2'
      }
      metaOf(third)['managedFields'] = [{ manager: 'kube-controller-manager', time: '2026-03-01T03:30:00Z' }]
      metaOf(fourth)['annotations'] = { 'deployment.kubernetes.io/revision': '5' }
      return cluster
    }

    /** The whole service's rates: everybody is answered, but for the share that failed at a time. */
    function service(failedAt: (ms: number) => number): PastErrors & { readonly asked: (readonly [number, number])[] } {
      const asked: (readonly [number, number])[] = []
      return {
        asked,
        rates: async (_ref, { fromAt, toAt, stepSeconds }) => {
          asked.push([Date.parse(fromAt), Date.parse(toAt)])
          const times: number[] = []
          for (let at = Date.parse(fromAt); at <= Date.parse(toAt); at += stepSeconds * 1_000) times.push(at)
          const points = (value: (at: number) => number): SeriesPoint[] =>
            times.map((at) => ({ at: new Date(at).toISOString(), value: value(at) }))
          return { total: points(() => 50), failed: points((at) => 50 * failedAt(at)), unsure: points(() => 0) }
        }
      }
    }
    const inBetween = (ms: number): boolean => ms > hour('3:00') && ms <= hour('3:30')

    it('judges each time on its own, and nothing of what served in between', async () => {
      const source = service((ms) => (inBetween(ms) ? 0.3 : 0))
      const standings = await gather(prometheus({}), [], servedTwice(), source)
      expect(standings.map(({ revision, standing }) => [revision, standing])).toEqual([
        [5, 'good'],
        [4, 'good'],
        [3, 'bad'],
        [1, 'good']
      ])
      expect(standings[1]?.evidence.map(({ text }) => text)).toEqual([
        expect.stringMatching(/^Errors 0 % of [\d,]+ requests in 1 h as revision 2\.$/),
        expect.stringMatching(/^Errors 0 % of [\d,]+ requests in 30 min as revision 4\.$/)
      ])
      const ofBad = source.asked.filter(([from, to]) => from < hour('3:30') && to > hour('3:00'))
      expect(ofBad).toHaveLength(1)
    })

    it('counts a second time that was bad, however good and long the first one was', async () => {
      const standings = await gather(
        prometheus({}),
        [],
        servedTwice(),
        service((ms) => (ms > hour('3:32') && ms <= hour('4:00') ? 0.05 : 0))
      )
      expect(standings[1]).toMatchObject({ revision: 4, standing: 'bad' })
    })

    /** The undo made the revision before the bad one 5 at 4:11, and seconds later the bad one was put back as revision 6. */
    function putBack(): FakeCluster {
      const cluster = new FakeCluster()
      const [, , third, fourth] = cluster.replicaSets
      const metaOf = (object: typeof third): Record<string, unknown> =>
        (object?.['metadata'] ?? expect.fail('no ReplicaSet')) as Record<string, unknown>
      const revisions = (now: string, before: string): Record<string, string> => ({
        'deployment.kubernetes.io/revision': now,
        'deployment.kubernetes.io/revision-history': before
      })
      metaOf(third)['annotations'] = revisions('5', '3')
      metaOf(third)['managedFields'] = [{ manager: 'kube-controller-manager', time: '2026-03-01T04:11:10Z' }]
      metaOf(fourth)['annotations'] = revisions('6', '4')
      return cluster
    }

    it('credits a revision that was put back at once with nothing of the one that served in between', async () => {
      const standings = await gather(prometheus({ 'checkout-4': [50, 8], 'checkout-3': [6, 0] }), [], putBack())
      const texts = standings.flatMap(({ evidence }) => evidence.map(({ text }) => text))
      expect(standings[1]).toMatchObject({ revision: 5, standing: 'good' })
      expect(standings[1]?.evidence.map(({ text }) => text)).toEqual([
        expect.stringMatching(/^Errors 0 % of [\d,]+ requests in 1 h as revision 3\.$/)
      ])
      expect(texts.join('\n')).not.toContain('11 min')
    })

    it('counts failures of its own pods against it, whenever it began', async () => {
      const standings = await gather(prometheus({ 'checkout-4': [50, 8], 'checkout-3': [6, 3] }), [], putBack())
      expect(standings[1]?.evidence.map(({ text }) => text)).toContainEqual(
        expect.stringMatching(/requests in at most 11 min 10 s as revision 5\.$/)
      )
    })

    it('says nothing of times whose beginning or end is written nowhere', async () => {
      const cluster = servedTwice()
      cluster.replicaSets.splice(2, 1)
      const standings = await gather(
        prometheus({}),
        [],
        cluster,
        service(() => 0)
      )
      expect(standings[1]).toMatchObject({ revision: 4, standing: 'none' })
      expect(standings[1]?.evidence[0]?.text).toContain('is written nowhere')
    })
  })

  it('takes requests that nobody answered for no proof of a revision', async () => {
    const hanging: RangeQueries = {
      meter: istioMeter,
      queryRange: async (_promql, startAt) => [
        { labels: { response_code: '200' }, points: [{ at: startAt, value: 90 }] },
        { labels: { response_code: '0', response_flags: 'DC' }, points: [{ at: startAt, value: 10 }] }
      ]
    }
    const [first] = await gather(hanging)
    expect(first).toMatchObject({ standing: 'none' })
    expect(first?.evidence[0]?.text).toMatch(/^10 % of [\d,]+ requests in 1 h so far got no answer/)
  })

  it('does not mix in the requests of another cluster', async () => {
    const shared: RangeQueries = {
      meter: istioMeter,
      queryRange: async (_promql, startAt) =>
        ['east', 'west'].map((cluster) => ({
          labels: { response_code: cluster === 'east' ? '200' : '503', destination_cluster: cluster },
          points: [{ at: startAt, value: 50 }]
        }))
    }
    expect((await gather(shared))[0]?.evidence[0]?.text).toMatch(/^Not measured: .* several clusters \(east, west\)/)
    expect((await gather({ ...shared, target: { cluster: 'east' } }))[0]).toMatchObject({ standing: 'good' })
  })
})

describe('what other meters count of single pods', () => {
  const meter = (id: string) =>
    meterOf(shippedMeters.find((file) => file.id === id) ?? expect.fail(id), new Map([['namespace', 1]]))

  it.each([
    [
      'linkerd',
      'response_total{direction="inbound",namespace="shop",deployment="checkout",pod=~"checkout-3-[^-]+"}',
      { direction: 'inbound', deployment: 'checkout', status_code: '500', classification: 'failure' }
    ],
    [
      'http',
      'http_requests_total{namespace="shop",deployment="checkout",kubernetes_pod_name=~"checkout-3-[^-]+"}',
      { deployment: 'checkout', code: '503' }
    ],
    ['grpc', 'grpc_server_handled_total{namespace="shop",', { deployment: 'checkout', grpc_code: 'Unavailable' }]
  ])('tells the revisions of %s apart', async (id, selector, failed) => {
    const asked: string[] = []
    const source: RangeQueries = {
      meter: meter(id),
      async queryRange(promql, startAt) {
        asked.push(promql)
        // Only the third revision's pods were ever asked, and they failed.
        return promql.includes('"checkout-3-[^-]+"') ? [{ labels: failed, points: [{ at: startAt, value: 50 }] }] : []
      }
    }
    const standings = await gather(source)
    expect(asked.some((promql) => promql.includes(selector))).toBe(true)
    expect(standings.map(({ revision, standing }) => [revision, standing])).toContainEqual([3, 'bad'])
    expect(standings.filter(({ standing }) => standing === 'bad')).toHaveLength(1)
  })

  it.each(['nginx-ingress', 'envoy'])('asks nothing of pods where %s counts, which stands before them', async (id) => {
    const asked: string[] = []
    const source: RangeQueries = {
      meter: meter(id),
      queryRange: async (promql) => {
        asked.push(promql)
        return []
      }
    }
    await gather(source)
    expect(asked).toEqual([])
  })
})
