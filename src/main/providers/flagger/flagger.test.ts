import { describe, expect, test } from 'vitest'
import { automaticRollback, rollbackAfterRelease } from './automatic-rollback.ts'
import { readCanary } from './canary.ts'
import { flaggerController, isAtLeast, livenessOf } from './controller.ts'
import { goDurationMs } from '../../lib/go-duration.ts'
import { canaryOf } from './of-workload.ts'
import { canaryEvents, causeOf, lastSaidAt } from './run-events.ts'
import { canaryObject } from './testing/canary-objects.ts'
import { workloadReady } from './workload-ready.ts'
import type { KubeObject } from '../../ports/kube.ts'

const now = new Date('2026-11-29T02:13:30Z')

describe('durations as Go writes them', () => {
  test.each([
    ['1m30s', 90_000],
    ['10s', 10_000],
    ['1.5h', 5_400_000],
    ['.5m', 30_000],
    ['500ms', 500],
    ['0', 0],
    ['-1m', -60_000]
  ])('%s', (text, ms) => expect(goDurationMs(text)).toBe(ms))

  test.each(['', '60', '1 m', '1d', 's', '1m 30s', '+', '99999999999999m', `${'9'.repeat(400)}ns`])(
    'refuses %j as Go does',
    (text) => expect(goDurationMs(text)).toBeNull()
  )

  // Flagger's own schema lets it through (its pattern is not anchored), and each more of these parts took three times as long.
  test('is refused soon where its digits could be read in many ways', () => {
    const before = process.cpuUsage()
    expect(goDurationMs(`1s${'000s'.repeat(17)}0`)).toBeNull()
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(500)
    expect(goDurationMs('000s'.repeat(20_000))).toBe(0)
  })
})

describe('a Canary', () => {
  test('resolves its names apart', () => {
    const canary = readCanary(
      canaryObject({ name: 'releases', target: 'cart', spec: { service: { name: 'basket', port: 80 } } })
    )
    expect(canary).toMatchObject({
      name: 'releases',
      target: { kind: 'Deployment', name: 'cart' },
      primary: 'cart-primary',
      services: { apex: 'basket', primary: 'basket-primary', canary: 'basket-canary' }
    })
  })

  test('has Flagger’s defaults where nothing is written', () => {
    const bare = readCanary({
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'cart', namespace: 'shop', uid: 'u' },
      spec: { targetRef: { kind: 'Deployment', name: 'cart' }, analysis: {} }
    })
    expect(bare).toMatchObject({ phase: 'Initializing', intervalMs: 60_000, threshold: 1, problems: [] })
    expect(bare).toMatchObject({ strategy: 'weights', suspended: false, skipsAnalysis: false })
  })

  test('that has no analysis is promoted without one', () => {
    const object = canaryObject()
    const spec = { targetRef: { kind: 'Deployment', name: 'cart' } }
    expect(readCanary({ ...object, spec }).skipsAnalysis).toBe(true)
    const old = readCanary({ ...object, spec: { ...spec, canaryAnalysis: { interval: '5s', threshold: 2 } } })
    expect(old).toMatchObject({
      skipsAnalysis: false,
      intervalMs: 10_000,
      threshold: 2,
      analysisField: 'canaryAnalysis'
    })
  })

  test.each([
    [0, 'analysis'],
    [100, 'promotion']
  ] as const)('Failed with the weight %i: its %s failed', (canaryWeight, failed) => {
    expect(readCanary(canaryObject({ status: { phase: 'Failed', canaryWeight } })).failed).toBe(failed)
  })

  test.each([
    [{ iterations: 10, match: [{ headers: {} }] }, {}, 'abTesting'],
    [{ iterations: 10 }, {}, 'blueGreen'],
    [{}, { provider: 'kubernetes' }, 'blueGreen'],
    [{ match: [{ headers: {} }] }, {}, 'weights']
  ] as const)('%j %j is %s', (analysis, spec, strategy) => {
    expect(readCanary(canaryObject({ analysis, spec })).strategy).toBe(strategy)
  })

  test.each([
    [{ analysis: { interval: 'soon' } }, /interval is "soon"/],
    [{ analysis: { threshold: '5' } }, /threshold is "5"/],
    [{ analysis: { maxWeight: 150 } }, /maxWeight is 150/],
    [{ analysis: { stepWeight: -10 } }, /stepWeight is -10/],
    [{ status: { phase: 'Dreaming' } }, /phase is "Dreaming"/],
    [{ status: { canaryWeight: '30' } }, /canaryWeight is "30"/],
    [{ spec: { targetRef: null } }, /targetRef names nothing/]
  ])('says what stands in it and cannot be so: %j', (shape, problem) => {
    expect(readCanary(canaryObject(shape)).problems).toEqual([expect.stringMatching(problem)])
  })
})

describe('the automatic rollback', () => {
  const at = (seconds: number): string => new Date(now.getTime() + seconds * 1_000).toISOString()
  const tick = { lastAt: at(-30), targetReady: true, now }

  test('comes by the check after the one that reaches the threshold', () => {
    const coming = automaticRollback(readCanary(canaryObject()), tick)
    expect(coming).toEqual({ kind: 'coming', checksLeft: 2, nextCheckAt: at(30), byAt: at(150) })
  })

  test('is done by the next check once the threshold is reached', () => {
    const canary = readCanary(canaryObject({ status: { failedChecks: 9 } }))
    expect(automaticRollback(canary, tick)).toMatchObject({ checksLeft: 0, byAt: at(30) })
  })

  test('is a whole interval later where nothing says when Flagger looked last', () => {
    const coming = automaticRollback(readCanary(canaryObject()), { ...tick, lastAt: null })
    expect(coming).toMatchObject({ nextCheckAt: null, byAt: at(180) })
  })

  // docs/evidence, T10: the columns "from the first failed check" and "from the release".
  test.each([
    [10, 1, 10],
    [10, 3, 30],
    [20, 5, 100],
    [60, 5, 300]
  ])(
    'from the first failed check of one every %i s with threshold %i it takes %i s',
    (interval, threshold, seconds) => {
      const canary = readCanary(
        canaryObject({ analysis: { interval: `${interval}s`, threshold }, status: { failedChecks: 1 } })
      )
      expect(automaticRollback(canary, { ...tick, lastAt: at(0) })).toMatchObject({ byAt: at(seconds) })
    }
  )

  test.each([
    ['a threshold', { analysis: { threshold: 1e15 } }],
    ['an interval', { analysis: { interval: '99999999999999m', threshold: 1e15 } }],
    ['an interval of 400 digits', { analysis: { interval: `${'9'.repeat(400)}m` } }],
    ['checks that failed', { status: { failedChecks: -1e15 } }],
    ['a time of the last check', { status: { lastTransitionTime: '+275760-09-13T00:00:00Z' } }]
  ])('that nobody lives to see is no error: %s', (_what, shape) => {
    const canary = readCanary(canaryObject(shape))
    for (const lastAt of [at(0), canary.statusWrittenAt, null]) {
      const coming = automaticRollback(canary, { ...tick, lastAt })
      expect(coming).toMatchObject({ kind: 'coming', byAt: expect.stringMatching(/Z$/) as unknown })
    }
  })

  test('from a release takes two to three intervals more than the threshold says', () => {
    expect(rollbackAfterRelease({ intervalMs: 10_000, threshold: 3 })).toEqual([50_000, 60_000])
  })

  test.each([
    [{ spec: { suspend: true } }, true, /suspended/],
    [{ spec: { skipAnalysis: true } }, true, /promotes/],
    [{ status: { phase: 'Waiting' } }, true, /gate/],
    [{ status: { phase: 'Promoting' } }, true, /Promoting/],
    [{ status: { phase: 'Succeeded' } }, true, /Succeeded/],
    [{}, false, /not ready/]
  ])('never comes for %j, ready %s', (shape, targetReady, reason) => {
    const never = automaticRollback(readCanary(canaryObject(shape)), { ...tick, targetReady })
    expect(never).toEqual({ kind: 'never', reason: expect.stringMatching(reason) as string })
  })
})

describe('an automatic rollback that nobody does', () => {
  const tick = { lastAt: now.toISOString(), targetReady: true, now }
  const gate = { webhooks: [{ name: 'sign-off', type: 'confirm-promotion', url: 'http://gate/' }] }
  const said = (text: string) => ({ kind: 'said', text, at: now.toISOString() }) as const
  const waiting = said('Halt accounts.payments advancement waiting for promotion approval sign-off')

  test('is not counted down to while Flagger is dead', () => {
    const liveness = { state: 'dead', text: 'Flagger is scaled to 0.' } as const
    const never = automaticRollback(readCanary(canaryObject()), { ...tick, liveness })
    expect(never).toEqual({ kind: 'never', reason: liveness.text })
  })

  test('nor while the primary is not ready, before which no check is made', () => {
    const never = automaticRollback(readCanary(canaryObject()), { ...tick, primaryReady: false })
    expect(never).toEqual({ kind: 'never', reason: expect.stringContaining('The primary is not ready') as string })
  })

  test.each([
    ['of the promotion', 'WaitingPromotion', waiting],
    ['of the promotion, whose event has expired', 'WaitingPromotion', { kind: 'expired' } as const],
    ['of the next step', 'Progressing', said('Halt a.b advancement waiting for traffic increase approval sign-off')]
  ])('nor while it waits for the gate %s', (_what, phase, cause) => {
    const canary = readCanary(canaryObject({ analysis: gate, status: { phase, failedChecks: 0 } }))
    const reason = expect.stringContaining('It waits for its gate sign-off') as string
    expect(automaticRollback(canary, { ...tick, cause })).toEqual({ kind: 'never', reason })
  })

  test('but comes where a check has failed since, and where enough have', () => {
    const canary = readCanary(canaryObject({ analysis: gate, status: { phase: 'WaitingPromotion', failedChecks: 1 } }))
    const cause = said('Halt a.b advancement success rate 51.65% < 99%')
    expect(automaticRollback(canary, { ...tick, cause }).kind).toBe('coming')
    const armed = readCanary(canaryObject({ status: { phase: 'WaitingPromotion', failedChecks: 99 } }))
    expect(automaticRollback(armed, { ...tick, cause: waiting }).kind).toBe('coming')
  })
})

describe('the Canary of a Deployment', () => {
  const deployment = (name: string) => ({ namespace: 'shop', name })

  test('is found by its target and by its primary, not by its own name', () => {
    const canaries = [canaryObject({ name: 'releases' })]
    expect(canaryOf(deployment('cart'), canaries)).toMatchObject({ kind: 'one', role: 'target' })
    expect(canaryOf(deployment('cart-primary'), canaries)).toMatchObject({ kind: 'one', role: 'primary' })
    expect(canaryOf(deployment('releases'), canaries)).toEqual({ kind: 'none' })
    expect(canaryOf({ namespace: 'other', name: 'cart' }, canaries)).toEqual({ kind: 'none' })
  })

  test('is no one’s where two follow the same target', () => {
    const canaries = [canaryObject({ name: 'b' }), canaryObject({ name: 'a' })]
    expect(canaryOf(deployment('cart'), canaries)).toEqual({ kind: 'several', role: 'target', names: ['a', 'b'] })
    expect(canaryOf(deployment('cart-primary'), canaries)).toMatchObject({ kind: 'several', role: 'primary' })
  })

  test('that follows another kind is none of a Deployment', () => {
    const canaries = [canaryObject({ spec: { targetRef: { kind: 'DaemonSet', name: 'cart' } } })]
    expect(canaryOf(deployment('cart'), canaries)).toEqual({ kind: 'none' })
  })

  test('a target that is called like a primary is still the target', () => {
    const canaries = [canaryObject(), canaryObject({ name: 'odd', target: 'cart-primary' })]
    expect(canaryOf(deployment('cart-primary'), canaries)).toMatchObject({ role: 'target', canary: { name: 'odd' } })
  })
})

function eventAt(at: string, message: string, type = 'Warning', uid = 'uid-canary-cart'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `cart.${at}`, namespace: 'shop', uid: `uid-${at}` },
    involvedObject: { kind: 'Canary', name: 'cart', uid },
    type,
    reason: 'Synced',
    message,
    lastTimestamp: at
  }
}

describe('why it fails', () => {
  const halt = 'Halt cart.shop advancement success rate 97.13% < 99%'
  const run = [
    eventAt('2026-11-29T02:20:00Z', 'Canary failed! Scaling down cart.shop'),
    eventAt('2026-11-29T02:19:59Z', 'Rolling back cart.shop failed checks threshold reached 5'),
    eventAt('2026-11-29T02:18:00Z', halt),
    eventAt('2026-11-29T02:06:00Z', 'New revision detected! Scaling up cart.shop', 'Normal'),
    eventAt('2026-11-29T01:00:00Z', 'Halt cart.shop advancement request duration 1.2s > 500ms')
  ]

  test('is the newest telling warning of this run', () => {
    const events = canaryEvents(run, 'uid-canary-cart')
    expect(causeOf(events)).toEqual({ kind: 'said', text: halt, at: '2026-11-29T02:18:00.000Z' })
    expect(lastSaidAt(events)).toBe('2026-11-29T02:20:00.000Z')
  })

  test('is not that of an earlier run', () => {
    const [failed, rolled, , begun, earlier] = run
    const events = canaryEvents(
      [failed, rolled, begun, earlier].filter((event) => event !== undefined),
      'uid-canary-cart'
    )
    expect(causeOf(events)).toEqual({ kind: 'expired' })
  })

  test('is not that it waited for somebody, once it has failed', () => {
    const waits = eventAt('2026-11-29T02:19:00Z', 'Halt cart.shop advancement waiting for promotion approval sign-off')
    const events = canaryEvents([waits, ...run.slice(2)], 'uid-canary-cart')
    expect(causeOf(events)).toMatchObject({ text: expect.stringContaining('waiting for promotion') as string })
    expect(causeOf(events, true)).toMatchObject({ text: halt })
  })

  test('is not that of another Canary of the name', () => {
    expect(causeOf(canaryEvents(run, 'uid-another'))).toEqual({ kind: 'expired' })
  })

  test.each([
    'Halt cart.shop advancement external check acceptance failed 500',
    'canary deployment cart.shop not ready: waiting for rollout to finish: 1 of 2 updated replicas are available',
    'cart-primary.shop not ready: deployment "cart-primary" exceeded its progress deadline',
    'Promotion of cart.shop failed, primary not ready: deployment "cart-primary" exceeded its progress deadline',
    'Halt advancement no values found for istio metric request-success-rate probably cart.shop is not receiving traffic'
  ])('is said by: %s', (message) => {
    const events = canaryEvents([eventAt('2026-11-29T02:18:00Z', message)], 'uid-canary-cart')
    expect(causeOf(events)).toMatchObject({ kind: 'said', text: message })
  })
})

describe('Flagger', () => {
  const controllerOf = (image: string, ready = 1): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'flagger', namespace: 'istio-system', uid: 'f' },
    spec: { replicas: 1, template: { spec: { containers: [{ image }] } } },
    status: { readyReplicas: ready }
  })

  test.each([
    ['ghcr.io/fluxcd/flagger:1.44.0', [1, 44, 0]],
    ['registry.example:5000/fluxcd/flagger:v1.32.1@sha256:abc', [1, 32, 1]],
    ['ghcr.io/fluxcd/flagger@sha256:abc', null]
  ] as const)('has the version of its image %s', (image, version) => {
    expect(flaggerController([controllerOf(image)])).toMatchObject({ version })
  })

  test('is not its load tester', () => {
    expect(flaggerController([controllerOf('ghcr.io/fluxcd/flagger-loadtester:0.34.0')])).toBeNull()
  })

  test('is compared by version, and not where there is none', () => {
    expect(isAtLeast([1, 44, 0], 1, 44)).toBe(true)
    expect(isAtLeast([1, 43, 9], 1, 44)).toBe(false)
    expect(isAtLeast([2, 0, 0], 1, 44)).toBe(true)
    expect(isAtLeast(null, 1, 44)).toBeNull()
  })

  test.each([
    ['wrote lately', 1, '2026-11-29T02:13:00Z', 'Progressing', 'alive'],
    ['has been silent in a run', 1, '2026-11-29T02:10:00Z', 'Progressing', 'dead'],
    ['has been silent at rest, with pods', 1, '2026-11-29T01:10:00Z', 'Succeeded', 'alive'],
    ['has no ready pod', 0, '2026-11-29T02:13:00Z', 'Progressing', 'dead']
  ])('%s: %s ready, %s, %s is %s', (_, ready, lastAt, phase, state) => {
    const controller = flaggerController([controllerOf('fluxcd/flagger:1.44.0', ready)])
    expect(livenessOf(readCanary(canaryObject({ status: { phase } })), { controller, lastAt, now })).toMatchObject({
      state
    })
  })

  test('that was not found and is silent at rest is not called alive', () => {
    const canary = readCanary(canaryObject({ status: { phase: 'Succeeded' } }))
    expect(livenessOf(canary, { controller: null, lastAt: null, now })).toMatchObject({ state: 'unknown' })
  })
})

describe('ready as Flagger counts it', () => {
  const deploymentWith = (status: object, replicas = 4): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', namespace: 'shop', uid: 'd', generation: 2 },
    spec: { replicas },
    status: { observedGeneration: 2, replicas: 4, updatedReplicas: 4, availableReplicas: 4, ...status }
  })
  const limits = { deadlineMs: 600_000, now }

  test.each([
    [{}, true],
    [{ observedGeneration: 1 }, false],
    [{ updatedReplicas: 2 }, false],
    [{ replicas: 5 }, false],
    [{ availableReplicas: 3 }, false]
  ])('%j: %s', (status, ready) => expect(workloadReady(deploymentWith(status), limits).ready).toBe(ready))

  test('allows as many unavailable pods as the threshold says', () => {
    expect(workloadReady(deploymentWith({ availableReplicas: 3 }), { ...limits, threshold: 75 }).ready).toBe(true)
  })

  test('is given up past the progress deadline', () => {
    const past = { conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }] }
    expect(workloadReady(deploymentWith(past), limits)).toMatchObject({ ready: false, isFinal: true })
  })

  test('a Deployment of no pods is ready for Flagger', () => {
    const none = { replicas: 0, updatedReplicas: 0, availableReplicas: 0 }
    expect(workloadReady(deploymentWith(none, 0), limits).ready).toBe(true)
  })
})
