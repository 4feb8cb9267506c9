import { beforeEach, expect, it } from 'vitest'
import type { Measure } from '../../contract/index.ts'
import type { ServiceMetrics, ServiceSignals } from '../ports/metrics.ts'
import { createNormalLatencies, type NormalLatencies, type Release } from './normal-latencies.ts'

const now = new Date('2026-03-01T12:00:00Z')
const abort = new AbortController().signal
const known = (value: number): Measure => ({ state: 'known', value, observedAt: '2026-03-01T11:00:00Z' })
const release = (name: string, changedAt: string): Release => ({
  ref: { namespace: 'shop', name },
  uid: `d-${name}`,
  changedAt
})

let asked: string[]
let normals: NormalLatencies
beforeEach(() => {
  asked = []
  normals = createNormalLatencies({ errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2, fewRequests: 20 })
})

const metrics: Pick<ServiceMetrics, 'service'> = {
  async service(ref, at) {
    asked.push(`${ref.name} ${at}`)
    const reading = (measure: Measure) => ({ measure, source: '' })
    return {
      errorRatio: reading(known(0.001)),
      p95: reading(known(180)),
      availability: reading(known(1)),
      requestRate: reading(known(1))
    } satisfies ServiceSignals
  }
}
const read = (releases: readonly Release[]) =>
  normals.read(metrics, releases, ({ changedAt }) => [changedAt], { now, abort })

it('knows the latency just before each fresh release, and asks once', async () => {
  const fresh = release('checkout', '2026-03-01T11:00:00Z')
  expect(normals.before(fresh, now)).toMatchObject({ why: 'loading' })
  await read([fresh])
  await read([fresh])
  expect(normals.before(fresh, now)).toEqual(known(180))
  expect(asked).toEqual(['checkout 2026-03-01T11:00:00Z'])
})

it('asks nothing about a release that is no suspect', async () => {
  const old = release('search', '2026-02-01T00:00:00Z')
  await read([old])
  expect(asked).toEqual([])
  expect(normals.before(old, now)).toMatchObject({ state: 'unknown', why: 'noSamples' })
})

it('reads many releases over several rounds, the newest first', async () => {
  const releases = Array.from({ length: 6 }, (_, index) => release(`s${index}`, `2026-03-01T0${index}:00:00Z`))
  await read(releases)
  expect(asked.map((line) => line.split(' ')[0])).toEqual(['s5', 's4', 's3', 's2'])
  await read(releases)
  expect(asked).toHaveLength(6)
})
