import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../ports/kube.ts'
import type { ServiceReading } from '../ports/metrics.ts'
import { canaryObject } from '../providers/flagger/testing/canary-objects.ts'
import { serviceRows, type RowsInput } from './service-rows.ts'
import { crashing, deployment, pod, ready, replicaSet } from './testing/objects.ts'

const observedAt = '2026-01-01T12:04:59.000Z'
const now = new Date('2026-01-01T12:10:00Z')
const noSuchKind = { state: 'absent', reason: 'no such kind', observedAt } as const

interface Service {
  readonly name: string
  readonly createdAt?: string
  readonly status?: object
  readonly pods?: readonly object[]
}

/** One limit a signal: errors of 5 %, twice the normal latency. */
const over: RowsInput['crossing'] = (signal, measure, normal) => {
  if (measure.state === 'unknown') return null
  if (signal === 'errorRatio') return measure.value > 0.05 ? { level: 'rollBack', limit: 0.05 } : null
  if (normal.state === 'unknown') return null
  const limit = 2 * normal.value
  return measure.value > limit ? { level: 'rollBack', limit } : null
}

/** A namespace with the given services; each has one ReplicaSet. */
function rowsOf(
  services: readonly Service[],
  errors: Readonly<Record<string, number>>,
  change: Partial<RowsInput> = {}
) {
  const deployments = services.map(({ name, status }): KubeObject =>
    deployment({ metadata: { name, uid: `d-${name}` }, ...(status ? { status: { ...status } } : {}) })
  )
  const replicaSets = services.map(({ name, createdAt }) => {
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name, uid: `d-${name}`, controller: true }]
    return replicaSet(2, 'api:2', createdAt ?? '2026-01-01T00:00:00Z', {
      metadata: { name, uid: `rs-${name}`, ownerReferences }
    })
  })
  const pods = services.flatMap(({ name, pods: statuses = [ready, ready] }) =>
    statuses.map((status, index) =>
      pod(
        `${name}-${index}`,
        2,
        { ...status },
        { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: `rs-${name}`, controller: true }] }
      )
    )
  )
  const readings = new Map(
    Object.entries(errors).map(([name, value]): [string, ServiceReading] => [
      name,
      { errorRatio: { state: 'known', value, observedAt }, p95: { state: 'known', value: 100, observedAt } }
    ])
  )
  return serviceRows({
    deployments,
    replicaSets,
    pods,
    claims: { canaries: noSuchKind, rollouts: noSuchKind },
    readings,
    lastReadings: null,
    missing: { state: 'unknown', why: 'noTraffic', detail: 'No requests were seen.' },
    normalP95: () => ({ state: 'known', value: 90, observedAt }),
    crossing: over,
    isOfBefore: () => false,
    pastErrors: new Map(),
    now,
    ...change
  })
}

const rolling = {
  availableReplicas: 1,
  readyReplicas: 1,
  conditions: [{ type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated' }]
}
const exceeded = {
  readyReplicas: 1,
  availableReplicas: 1,
  conditions: [
    { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', lastUpdateTime: '2026-01-01T12:09:00Z' }
  ]
}
const restarted = {
  ...ready,
  containerStatuses: [
    { name: 'api', ready: true, restartCount: 1, lastState: { terminated: { finishedAt: '2026-01-01T12:05:00Z' } } }
  ]
}

describe('the service list', () => {
  it('is sorted by trouble', () => {
    const rows = rowsOf(
      [
        { name: 'calm' },
        { name: 'silent' },
        { name: 'changed', createdAt: '2026-01-01T11:30:00Z' },
        { name: 'erring' },
        { name: 'restarting', pods: [restarted, ready] },
        { name: 'not-ready', status: { readyReplicas: 1 }, pods: [crashing, ready], createdAt: '2026-01-01T00:00:00Z' },
        { name: 'late', status: rolling, pods: [crashing, ready], createdAt: '2026-01-01T12:00:00Z' },
        { name: 'stuck', status: exceeded, pods: [crashing, ready], createdAt: '2026-01-01T11:59:00Z' }
      ],
      { calm: 0, changed: 0, erring: 0.078, restarting: 0, 'not-ready': 0, late: 0.2, stuck: 0.1 },
      {}
    )
    expect(rows.map(({ ref, trouble }) => [ref.name, trouble])).toEqual([
      ['late', 'stuck'],
      ['stuck', 'stuck'],
      ['not-ready', 'stuck'],
      ['restarting', 'restarting'],
      ['erring', 'overLimit'],
      ['changed', 'changed'],
      ['silent', 'unknown'],
      ['calm', 'calm']
    ])
    expect(rows.find(({ ref }) => ref.name === 'late')).toMatchObject({
      troubleText: 'rollout stuck, 5 min past half its deadline',
      podReason: 'CrashLoopBackOff',
      desired: 2,
      ready: 1
    })
    expect(rows.find(({ ref }) => ref.name === 'erring')?.troubleText).toBe('errors 7.8 %, act at 5 %')
  })

  it('has what changed last first among those that only changed, whatever their errors are below the limit', () => {
    const at = (minute: string) => `2026-01-01T11:${minute}:00Z`
    const services = [
      { name: 'a', createdAt: at('20') },
      { name: 'b', createdAt: at('55') },
      { name: 'c', createdAt: at('55') },
      { name: 'd', createdAt: at('48') }
    ]
    const rows = rowsOf(services, { a: 0.004, b: 0, c: 0.001, d: 0 })
    expect(rows.map(({ ref, trouble }) => `${ref.name} ${trouble}`)).toEqual([
      'c changed',
      'b changed',
      'd changed',
      'a changed'
    ])
  })

  it('never shows a service without numbers as healthy', () => {
    const [row] = rowsOf([{ name: 'a' }], {}, { missing: { state: 'unknown', why: 'noPrometheus', detail: '' } })
    expect(row).toMatchObject({ trouble: 'unknown', errorRatio: { state: 'unknown', why: 'noPrometheus' } })
    expect(rowsOf([{ name: 'a' }], {})[0]).toMatchObject({ trouble: 'unknown', errorRatio: { why: 'noTraffic' } })
  })

  it('keeps the last numbers, which do not count', () => {
    const last: ServiceReading = {
      errorRatio: { state: 'known', value: 0.2, observedAt },
      p95: { state: 'unknown', why: 'noSamples', detail: '' }
    }
    const noMetrics = { state: 'unknown', why: 'notAnswering', detail: 'refused' } as const
    const lost = { readings: new Map(), missing: noMetrics, lastReadings: new Map([['a', last]]) }
    const [row, never] = rowsOf([{ name: 'a' }, { name: 'b' }], {}, lost)
    expect(row).toMatchObject({
      trouble: 'unknown',
      errorCrossing: null,
      errorRatio: { state: 'unknown', why: 'notAnswering', last: { value: 0.2, observedAt } }
    })
    expect(row?.p95).toEqual(noMetrics)
    expect(never?.errorRatio).toEqual(noMetrics)
  })

  it('is there when pods and ReplicaSets may not be read', () => {
    const [row] = rowsOf(
      [{ name: 'a', status: { readyReplicas: 0 } }],
      { a: 0 },
      { pods: undefined, replicaSets: undefined }
    )
    expect(row).toMatchObject({ trouble: 'notReady', troubleText: '2 of 2 pods not ready', podReason: '' })
  })

  it('does not confuse a completed rollout with a pod that fails later', () => {
    const done = {
      readyReplicas: 1,
      conditions: [{ type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }]
    }
    expect(rowsOf([{ name: 'a', status: done, pods: [crashing, ready] }], { a: 0 })[0]).toMatchObject({
      trouble: 'notReady',
      troubleText: '1 of 2 pods not ready, CrashLoopBackOff'
    })
  })

  it('is in trouble over latency alone, told with its limit, and never without a normal', () => {
    const slow: Partial<RowsInput> = { normalP95: () => ({ state: 'known', value: 40, observedAt }) }
    expect(rowsOf([{ name: 'a' }], { a: 0 }, slow)[0]).toMatchObject({
      trouble: 'overLimit',
      troubleText: 'P95 100 ms, act at 80 ms',
      p95Crossing: { level: 'rollBack', limit: 80 }
    })
    const unknown: Partial<RowsInput> = { normalP95: () => ({ state: 'unknown', why: 'noSamples', detail: '' }) }
    expect(rowsOf([{ name: 'a' }], { a: 0 }, unknown)[0]).toMatchObject({ trouble: 'calm', p95Crossing: null })
  })
})

describe('what Canaries release', () => {
  const calm = [{ name: 'cart' }, { name: 'cart-primary' }, { name: 'search' }]
  const claimed = (canaries: readonly KubeObject[]): Partial<RowsInput> => ({
    claims: { canaries: { state: 'value', value: canaries, observedAt }, rollouts: noSuchKind }
  })

  it('is one service, of which the primary serves', () => {
    const rows = rowsOf(calm, {}, claimed([canaryObject()]))
    expect(rows.map(({ ref }) => ref.name).toSorted()).toEqual(['cart', 'search'])
    const canary = { name: 'cart', phase: 'Progressing', serves: 'primary' }
    expect(rows.find(({ ref }) => ref.name === 'cart')).toMatchObject({ uid: 'd-cart', canary })
  })

  it.each([
    ['Failed', 0, 'rolled back by Flagger 02:03:00Z'],
    ['Failed', 100, 'promotion failed 02:03:00Z'],
    ['Progressing', 0, 'on trial since 02:03:00Z'],
    ['Succeeded', 0, 'released by Flagger 02:03:00Z']
  ])('has above what is calm what Flagger did lately: %s at weight %i', (phase, canaryWeight, troubleText) => {
    const rows = (time: string) => {
      const conditions = [{ type: 'Promoted', reason: phase, lastTransitionTime: `2026-03-01T${time}Z` }]
      const canary = canaryObject({ status: { phase, canaryWeight, conditions } })
      const errors = { 'a-calm': 0, cart: 0, 'cart-primary': 0, search: 0 }
      return rowsOf([{ name: 'a-calm' }, ...calm], errors, {
        ...claimed([canary]),
        now: new Date('2026-03-01T02:20:00Z')
      })
    }
    expect(rows('02:03:00')[0]).toMatchObject({ ref: { name: 'cart' }, trouble: 'changed', troubleText })
    expect(rows('01:03:00')[0]).toMatchObject({ ref: { name: 'a-calm' } })
  })

  it('is as bad as the worse of its two workloads', () => {
    const rows = rowsOf(calm, { cart: 0.001, 'cart-primary': 0.3 }, claimed([canaryObject()]))
    expect(rows[0]).toMatchObject({ ref: { name: 'cart' }, trouble: 'overLimit', errorRatio: { value: 0.3 } })
  })

  it.each([
    ['only copies of requests', 0, 'calm'],
    ['requests of users as well', 20, 'overLimit']
  ])('is as bad as its target where that gets %s', (_what, canaryWeight, trouble) => {
    const mirrored = canaryObject({ analysis: { mirror: true }, status: { canaryWeight } })
    const rows = rowsOf(calm, { cart: 0.3, 'cart-primary': 0.001 }, claimed([mirrored]))
    expect(rows.find(({ ref }) => ref.name === 'cart')).toMatchObject({ trouble })
  })

  it('weighs the errors of a release on trial by the requests that it gets, beside its own', () => {
    const reading = (value: number, perSecond: number): ServiceReading => ({
      errorRatio: { state: 'known', value, observedAt },
      p95: { state: 'known', value: 100, observedAt },
      perSecond
    })
    const readings = new Map([
      ['cart', reading(0.348, 10)],
      ['cart-primary', reading(0.001, 90)],
      ['search', reading(0.09, 50)]
    ])
    const [first, second] = rowsOf(calm, {}, { ...claimed([canaryObject()]), readings })
    expect(first?.ref.name).toBe('search')
    expect(second).toMatchObject({
      ref: { name: 'cart' },
      errorRatio: { value: 0.348 },
      onTrial: { share: 0.1, ofAll: 0.0348 },
      troubleText: 'errors 34.8 % on the canary, 3.5 % of all users; act at 5 %'
    })
  })

  it('says that its Canary is suspended, whatever the phase', () => {
    const rest = canaryObject({ spec: { suspend: true }, status: { phase: 'Succeeded', canaryWeight: 0 } })
    const rows = rowsOf(calm, {}, claimed([rest]))
    expect(rows.find(({ ref }) => ref.name === 'cart')?.canary).toMatchObject({ phase: 'Succeeded, suspended' })
  })

  it('is served by its target after a promotion that failed', () => {
    const failed = canaryObject({ status: { phase: 'Failed', canaryWeight: 100 } })
    const rows = rowsOf(calm, {}, claimed([failed]))
    expect(rows.find(({ ref }) => ref.name === 'cart')?.canary).toMatchObject({ serves: 'target' })
  })

  it('has the numbers of the target that serves, and names the primary that does not get ready', () => {
    const failed = canaryObject({ status: { phase: 'Failed', canaryWeight: 100 } })
    const broken = {
      name: 'cart-primary',
      status: { readyReplicas: 0, availableReplicas: 0 },
      pods: [crashing, crashing]
    }
    const readings = { perSecond: 41, p95: { state: 'known', value: 100, observedAt } } as const
    const [row] = rowsOf(
      [{ name: 'cart' }, broken],
      {},
      {
        ...claimed([failed]),
        readings: new Map([['cart', { ...readings, errorRatio: { state: 'known', value: 0.325, observedAt } }]])
      }
    )
    expect(row).toMatchObject({
      errorRatio: { value: 0.325 },
      errorCrossing: { level: 'rollBack' },
      ready: 2,
      podReason: '',
      trouble: 'stuck',
      troubleText: expect.stringMatching(/^errors 32\.5 %, act at 5 %; cart-primary: rollout stuck, /) as string
    })
    expect(row).not.toHaveProperty('onTrial')
  })

  it('stays apart where two Canaries follow it, or where its primary is not there', () => {
    const several = rowsOf(calm, {}, claimed([canaryObject(), canaryObject({ name: 'second' })]))
    expect(several.map(({ canary }) => canary)).toEqual([null, null, null])
    const [alone] = rowsOf([{ name: 'cart' }], {}, claimed([canaryObject()]))
    expect(alone).toMatchObject({ canary: { serves: 'target' } })
  })
})

it('says where errors may be of before the newest change, by what was read of them lately', () => {
  const past = [{ at: observedAt, value: 0.2 }]
  const asked: unknown[] = []
  const [cart, tax] = rowsOf(
    [{ name: 'cart' }, { name: 'tax' }],
    { cart: 0.18, tax: 0.09 },
    {
      pastErrors: new Map([['cart', past]]),
      isOfBefore(errors) {
        asked.push({ name: errors.deployment.ref.name, value: errors.value, limit: errors.limit, past: errors.past })
        return errors.deployment.ref.name === 'cart'
      }
    }
  )
  expect(cart).toMatchObject({
    errorCrossing: { limit: 0.05, waits: true },
    troubleText: 'errors 18 %, act at 5 %; holds requests of before'
  })
  expect(tax?.errorCrossing).toEqual({ level: 'rollBack', limit: 0.05 })
  expect(asked).toEqual([
    { name: 'cart', value: 0.18, limit: 0.05, past },
    { name: 'tax', value: 0.09, limit: 0.05, past: [] }
  ])
})
