import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Measure, Observed, ServicesView, ServiceView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { createClock } from '../lib/clock.ts'
import { startSmallCluster, type SmallCluster } from '../testing/small-cluster.ts'
import type { ServiceMetrics, ServiceSignals } from '../ports/metrics.ts'
import { crashing, deployment, pod, ready, replicaSet, template } from './testing/objects.ts'
import { watchService } from './watch-service.ts'
import type { CrossingOf } from './service-rows.ts'
import { watchServices } from './watch-services.ts'

const limits = { errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2, fewRequests: 20 }
const ref = { namespace: 'shop', name: 'checkout' }
// Fast, so that polls that are seconds apart come within the patience of a test.
const clock = createClock({ simulatedAt: new Date().toISOString(), realAt: new Date().toISOString(), speed: 20 })

let world: SmallCluster
let abort: AbortController
beforeEach(async () => {
  world = await startSmallCluster(clock)
  abort = new AbortController()
  world.put(
    deployment(),
    replicaSet(1, 'api:1', '2026-01-01T00:00:00Z'),
    replicaSet(2, 'api:2', '2026-01-01T12:00:00Z'),
    pod('new', 2, ready),
    pod('stranger', 9, ready)
  )
})
afterEach(async () => {
  abort.abort()
  await world.close()
})

function metricsOf(errors: (at: string | undefined) => Measure): ServiceMetrics {
  const signals = (at: string | undefined): ServiceSignals => {
    const reading = { measure: errors(at), source: 'query' }
    return { errorRatio: reading, p95: reading, availability: reading, requestRate: reading }
  }
  const empty = { errorRatio: [], p95: [], availability: [], requestRate: [] }
  return {
    name: 'monitoring/prometheus:9090',
    reachMs: () => 75_000,
    requestRates: async () => ({ byWorkload: new Map(), untold: new Map() }),
    flaggerMeasured: async () => new Map(),
    namespace: async () => ({
      readings: new Map([['checkout', { errorRatio: errors(undefined), p95: errors(undefined) }]]),
      missing: { state: 'unknown', why: 'noTraffic', detail: 'No requests were seen.' }
    }),
    service: async (_ref, at) => signals(at),
    history: async () => empty
  }
}

function known(value: number): Measure {
  return { state: 'known', value, observedAt: clock.now().toISOString() }
}

function found(metrics: ServiceMetrics): Observed<ServiceMetrics> {
  return { state: 'value', value: metrics, observedAt: clock.now().toISOString() }
}

const absent: Observed<ServiceMetrics> = {
  state: 'absent',
  reason: 'no Prometheus',
  observedAt: '2026-01-01T00:00:00Z'
}

function follow(metrics: () => Observed<ServiceMetrics> = () => absent): () => ServiceView {
  const views: ServiceView[] = []
  watchService({ connection: world.connection, ref, metrics, limits, clock, abort: abort.signal }, ({ view }) =>
    views.push(view)
  )
  return () => views.at(-1) ?? expect.fail('nothing published')
}

async function shows(view: () => ServiceView, matching: object): Promise<void> {
  await expect.poll(view, { timeout: 10_000, interval: 30 }).toMatchObject(matching)
}

describe('following a service', () => {
  it('shows what belongs to it and each change', async () => {
    const view = follow()
    await shows(view, {
      deployment: { state: 'value', value: { revision: 2 } },
      revisions: { state: 'value', value: [{ revision: 2 }, { revision: 1 }] },
      pods: { state: 'value', value: [{ name: 'new', ready: true }] },
      ownership: { state: 'value', value: { state: 'known', owners: [] } }
    })
    world.put(pod('new', 2, crashing))
    await shows(view, { pods: { value: [{ name: 'new', reason: expect.stringContaining('CrashLoopBackOff') }] } })
  })

  it('names who put the pod template back twice, also where nobody looked in between', async () => {
    const view = follow()
    await shows(view, { ownership: { state: 'value', value: { owners: [] } } })
    const by = (manager: string, second: number, image: string, generation: number) =>
      deployment({
        metadata: {
          generation,
          managedFields: [
            { manager, time: `2026-01-01T13:00:0${second}Z`, fieldsV1: { 'f:spec': { 'f:template': {} } } }
          ]
        },
        spec: { template: template(image) }
      })
    const writes = [1, 3].flatMap((second) => [
      ['kubectl-set', second, 'api:1'] as const,
      ['own', second, 'api:2'] as const
    ])
    for (const [index, [manager, second, image]] of writes.entries()) world.put(by(manager, second, image, 4 + index))
    const owner = { name: 'Field manager own', role: 'controller', reconciles: 'repeated' }
    await shows(view, { ownership: { value: { owners: [owner] } } })
  })

  it('keeps ages true while nothing changes', async () => {
    const view = follow()
    await shows(view, { pods: { state: 'value' }, ownership: { state: 'value' } })
    const first = view()
    await expect
      .poll(
        () => {
          const next = view()
          return [next.deployment, next.pods, next.ownership].every(
            (observed, index) =>
              observed.state === 'value' &&
              observed.observedAt >
                ([first.deployment, first.pods, first.ownership][index] as { observedAt: string }).observedAt
          )
        },
        { timeout: 10_000 }
      )
      .toBe(true)
  })

  it('shows nothing as known while the work on what was read fails, says so once, and goes on after', async () => {
    const views: ServiceView[] = []
    const faults: unknown[] = []
    let isBroken = false
    const standings = () => {
      if (isBroken) throw new RangeError('Invalid time value')
      return new Map()
    }
    const heard = { onFault: (fault: unknown) => void faults.push(fault), standings }
    const options = { connection: world.connection, ref, metrics: () => absent, limits, clock, abort: abort.signal }
    watchService({ ...options, ...heard }, ({ view }) => views.push(view))
    const view = (): ServiceView => views.at(-1) ?? expect.fail('nothing published')
    await shows(view, { deployment: { state: 'value' }, pods: { state: 'value' } })
    isBroken = true
    const touch = (label: string) => world.put(deployment({ metadata: { labels: { label } } }))
    touch('a')
    const message = expect.stringContaining('could not be worked out: Invalid time value')
    await shows(view, { deployment: { state: 'unreachable', failure: { code: 'internal', message } } })
    const before = views.length
    touch('b')
    await expect.poll(() => views.length).toBeGreaterThan(before)
    expect(faults).toHaveLength(1)
    isBroken = false
    touch('c')
    await shows(view, { deployment: { state: 'value' }, pods: { state: 'value' } })
  })

  it('tells forbidden, unknown ownership and absent apart', async () => {
    world.refuse('pods', 403)
    world.refuse('canaries', 403)
    world.put({
      apiVersion: 'v1',
      kind: 'APIResourceList',
      metadata: { name: 'v1beta1', uid: '' },
      resources: [{ name: 'canaries' }]
    })
    const view = follow()
    await shows(view, {
      deployment: { state: 'value' },
      pods: { state: 'forbidden', failure: { grant: expect.stringContaining('pods') } },
      ownership: { state: 'value', value: { state: 'unknown' } }
    })
  })

  it('knows that nobody owns it where Canaries are forbidden because there is no such kind', async () => {
    world.refuse('canaries', 403)
    world.refuse('rollouts', 403)
    await shows(follow(), { ownership: { state: 'value', value: { state: 'known', owners: [] } } })
  })

  it('says that the Deployment does not exist', async () => {
    const views: ServiceView[] = []
    watchService(
      {
        connection: world.connection,
        ref: { ...ref, name: 'nothing' },
        metrics: () => absent,
        limits,
        clock,
        abort: abort.signal
      },
      ({ view }) => views.push(view)
    )
    await expect
      .poll(() => views.at(-1)?.deployment, { timeout: 10_000 })
      .toMatchObject({ state: 'absent', reason: expect.stringContaining('nothing') })
    expect(views.at(-1)?.revisions.state).toBe('absent')
  })

  it('keeps the last reading while the server is away, and heals', async () => {
    const view = follow()
    await shows(view, { deployment: { state: 'value' } })
    world.refuse('deployments', 500)
    world.server.dropAll()
    await shows(view, {
      deployment: { state: 'unreachable', last: { value: { revision: 2 } }, failure: { code: 'server' } }
    })
    world.refuse('deployments', 0)
    await shows(view, { deployment: { state: 'value' } })
  })

  it('measures normal just before the rollout and says when metrics stop answering', async () => {
    let broken = false
    const metrics = metricsOf((at) => {
      if (broken) throw new FailureError(failureOf('timeout', 'Prometheus is silent'))
      return known(at === undefined ? 0.08 : 0.002)
    })
    const view = follow(() => found(metrics))
    await shows(view, {
      prometheus: { state: 'value', value: 'monitoring/prometheus:9090' },
      signals: expect.arrayContaining([
        expect.objectContaining({
          id: 'errorRatio',
          measure: expect.objectContaining({ value: 0.08 }),
          normal: expect.objectContaining({ value: 0.002 })
        })
      ])
    })
    broken = true
    await shows(view, { prometheus: { state: 'unreachable', failure: { message: 'Prometheus is silent' } } })
    // A reading stays while it is fresh, then it is unknown.
    await shows(view, {
      signals: expect.arrayContaining([
        expect.objectContaining({
          id: 'errorRatio',
          measure: expect.objectContaining({
            state: 'unknown',
            why: 'notAnswering',
            last: { value: 0.08, observedAt: expect.any(String) }
          })
        })
      ])
    })
  })

  it('has no past and no normal before they have been read, and does not wait for what cannot be', async () => {
    let answer: (() => void) | undefined
    const asked = new Promise<void>((resolve) => (answer = resolve))
    const slow: ServiceMetrics = {
      ...metricsOf((at) => known(at === undefined ? 0.08 : 0.002)),
      history: async () => {
        await asked
        throw new FailureError(failureOf('timeout', 'too many samples'))
      }
    }
    const view = follow(() => found(slow))
    const errors = () => view().signals.find(({ id }) => id === 'errorRatio')
    await expect.poll(() => errors()?.normal.state, { timeout: 10_000, interval: 30 }).toBe('known')
    expect(errors()?.series).toBeNull()
    answer?.()
    await expect.poll(() => errors()?.series, { timeout: 10_000, interval: 30 }).toEqual([])
  })

  it('asks a source that was still looked for as soon as it is found', async () => {
    let source: Observed<ServiceMetrics> = { state: 'loading', awaiting: 'a Prometheus', sinceAt: '' }
    const slowClock = createClock(null)
    const views: ServiceView[] = []
    const asked = {
      connection: world.connection,
      ref,
      metrics: () => source,
      limits,
      clock: slowClock,
      abort: abort.signal
    }
    watchService(asked, ({ view }) => views.push(view))
    const errors = () => views.at(-1)?.signals.find(({ id }) => id === 'errorRatio')
    await expect.poll(() => errors()?.measure, { timeout: 10_000, interval: 30 }).toMatchObject({ why: 'loading' })
    source = found(metricsOf(() => known(0.08)))
    // Less than a poll of five seconds.
    await expect.poll(() => errors()?.measure.state, { timeout: 3_000, interval: 30 }).toBe('known')
    await expect.poll(() => errors()?.normal.state, { timeout: 3_000, interval: 30 }).toBe('known')
  })

  it('is silent after its end and leaves no watch', async () => {
    let published = 0
    watchService(
      { connection: world.connection, ref, metrics: () => absent, limits, clock, abort: abort.signal },
      () => (published += 1)
    )
    await expect.poll(() => published).toBeGreaterThan(2)
    abort.abort()
    const before = published
    world.put(pod('new', 2, crashing))
    await world.connection.reader.raw('/version' as never)
    expect(published).toBe(before)
  })
})

describe('following the services of a namespace', () => {
  function followAll(metrics: () => Observed<ServiceMetrics> = () => absent): () => ServicesView {
    const views: ServicesView[] = []
    const crossing: CrossingOf = (signal, measure, normal) =>
      measure.state === 'known' && (signal === 'errorRatio' || normal.state === 'known')
        ? { level: 'rollBack', limit: 0.05 }
        : null
    watchServices(
      {
        connection: world.connection,
        namespace: 'shop',
        metrics,
        crossing,
        isOfBefore: () => false,
        limits,
        clock,
        abort: abort.signal
      },
      (view) => views.push(view)
    )
    return () => views.at(-1) ?? expect.fail('nothing published')
  }

  it('shows rows with their errors, and works where namespaces may not be listed', async () => {
    world.refuse('namespaces', 403)
    const view = followAll(() => found(metricsOf(() => known(0.078))))
    await expect.poll(view, { timeout: 10_000, interval: 30 }).toMatchObject({
      namespace: 'shop',
      namespaces: { state: 'forbidden' },
      rows: {
        state: 'value',
        value: [{ ref, errorRatio: { state: 'known', value: 0.078 }, trouble: 'overLimit', owners: [] }]
      }
    })
  })

  it('says that there is no such namespace, which a server answers as if it were empty', async () => {
    const empty = await startSmallCluster(clock)
    try {
      empty.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other', uid: 'other' } })
      const views: ServicesView[] = []
      const options = {
        connection: empty.connection,
        namespace: 'shop',
        metrics: () => absent,
        crossing: () => null,
        isOfBefore: () => false
      }
      watchServices({ ...options, limits, clock, abort: abort.signal }, (view) => views.push(view))
      await expect
        .poll(() => views.at(-1)?.rows, { timeout: 10_000, interval: 30 })
        .toMatchObject({
          state: 'absent',
          reason: 'There is no namespace shop.'
        })
      empty.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', uid: 'shop' } })
      await expect.poll(() => views.at(-1)?.rows.state, { timeout: 10_000, interval: 30 }).toBe('value')
    } finally {
      await empty.close()
    }
  })

  it('says "unknown", never calm, without Prometheus', async () => {
    const view = followAll()
    await expect.poll(view, { timeout: 10_000, interval: 30 }).toMatchObject({
      rows: { state: 'value', value: [{ errorRatio: { state: 'unknown', why: 'noPrometheus' }, trouble: 'unknown' }] }
    })
  })

  it('takes the last numbers away when Prometheus is gone, and shows new ones when it is back', async () => {
    let metrics = found(metricsOf(() => known(0.078)))
    const view = followAll(() => metrics)
    const shows = (value: object) =>
      expect.poll(view, { timeout: 10_000, interval: 30 }).toMatchObject({ rows: { state: 'value', value: [value] } })
    await shows({ errorRatio: { state: 'known', value: 0.078 }, trouble: 'overLimit' })
    metrics = absent
    await shows({ errorRatio: { state: 'unknown', why: 'noPrometheus' }, errorCrossing: null, trouble: 'unknown' })
    metrics = found(metricsOf(() => known(0.002)))
    await shows({ errorRatio: { state: 'known', value: 0.002 } })
  })

  it('says that Deployments may not be listed', async () => {
    world.refuse('deployments', 403)
    await expect
      .poll(followAll(), { timeout: 10_000, interval: 30 })
      .toMatchObject({ rows: { state: 'forbidden', failure: { code: 'forbidden' } } })
  })
})
