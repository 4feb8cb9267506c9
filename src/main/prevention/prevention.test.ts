import { expect, it } from 'vitest'
import { readAnalysis } from '../providers/flagger/analysis.ts'
import { canaryObject } from '../providers/flagger/testing/canary-objects.ts'
import { preventionOf, type At, type PreventionFacts } from './index.ts'

const start = Date.parse('2026-03-01T02:00:00Z')
const minute = 60_000
const every = (from: number, to: number, value: number): readonly At[] =>
  Array.from({ length: Math.floor((to - from) / 5_000) + 1 }, (_, index) => ({ at: from + index * 5_000, value }))

/** A run that began at 02:00 with a release that failed from the first minute on; the operator ended it at 02:08. */
function factsOf(
  analysis: Readonly<Record<string, unknown>> = { threshold: 10, stepWeight: 30, maxWeight: 60 },
  more: Partial<PreventionFacts> = {}
): PreventionFacts {
  const object = canaryObject({ analysis })
  return {
    ref: { namespace: 'shop', name: 'cart' },
    harm: { from: start + 30_000, to: start + 8 * minute, isOver: true },
    seenAt: start + 4 * minute,
    askedAt: start + 4 * minute,
    sentAt: start + 7.5 * minute,
    errorLimit: 0.05,
    canary: {
      object,
      read: readAnalysis(object),
      hookTypes: [],
      field: 'analysis',
      target: 'cart',
      flaggerNamespace: 'flagger-system'
    },
    run: { startMs: start, ended: { at: start + 8 * minute, byThreshold: false }, promotedAt: null },
    values: new Map([['request-success-rate', every(start + 15_000, start + 9 * minute, 60)]]),
    calm: new Map([['request-success-rate', every(start - 30 * minute, start, 100)]]),
    errors: every(start, start + 8 * minute, 0.12),
    calmMs: 30 * minute,
    requestsPerSecond: 100,
    now: start + 20 * minute,
    ...more
  }
}

const of = (facts: PreventionFacts) => preventionOf(facts, 'prd', (value) => value)
const told = (facts: PreventionFacts) =>
  Object.fromEntries([
    ...of(facts).view.proposals.map(({ id, saves }) => [id, saves]),
    ...of(facts).view.notProposed.map(({ id, why }) => [id, `not: ${why}`])
  ])

it('says of each what it would have saved, by the record, and the most first', () => {
  const { view } = of(factsOf())
  expect(view.basis).toBe(
    'Users saw errors for 7 min 30 s, from 02:00:30Z to 02:08:00Z. The Canary’s run first sent users to the release at 02:00:00Z.'
  )
  expect(view.proposals.map(({ id, savedMs }) => [id, savedMs / 1_000])).toEqual([
    ['pre-rollout', 450],
    // Two checks of 30 s, and the rollback with the third: 02:01:30.
    ['thresholds', 390],
    ['rollback-gate', 180],
    ['alerting', 180],
    // 30 % for eight minutes, against 1 %.
    ['steps', 139.2]
  ])
  expect(view.notProposed.map(({ id }) => id)).toEqual(['load-test'])
  const thresholds = view.proposals.find(({ id }) => id === 'thresholds')
  expect(thresholds?.why).toBe(
    '2 failed checks instead of 10; a check every 30 s instead of every 1 min. As it is, 7 failed checks of 10 were counted, and it had not rolled back by 02:08:00Z.'
  )
  expect(thresholds?.saves).toContain('rolled back at 02:01:30Z, and users were well at 02:08:00Z: 6 min 30 s less')
  expect(thresholds?.saves).toContain('the primary failed 0 of 60 such checks')
  const changed = thresholds?.diff
    .filter(({ kind }) => kind !== 'same')
    .map(({ kind, text }) => `${kind} ${text.trim()}`)
  expect(changed).toEqual([
    'removed interval: 60s',
    'removed threshold: 10',
    'added interval: 30s',
    'added threshold: 2'
  ])
})

it('makes of each what goes into Git and a dry run, which names nothing else', () => {
  const { requests, view } = of(factsOf())
  const steps = view.proposals.find(({ id }) => id === 'steps')
  expect(steps?.yaml).toMatch(/^# Canary shop\/cart: smaller steps\nspec:\n {2}analysis:\n/)
  expect(steps?.yaml).toContain('stepWeights:\n      - 1\n      - 2\n      - 5\n      - 10\n      - 20\n      - 50\n')
  expect(steps?.yaml).not.toMatch(/stepWeight:|maxWeight:/)
  expect(requests.get('steps')).toMatchObject({
    method: 'PATCH',
    path: '/apis/flagger.app/v1beta1/namespaces/shop/canaries/cart',
    body: '{"spec":{"analysis":{"stepWeight":null,"maxWeight":null,"stepWeights":[1,2,5,10,20,50]}}}'
  })
  expect(requests.get('alerting')).toMatchObject({
    method: 'POST',
    path: '/apis/monitoring.coreos.com/v1/namespaces/shop/prometheusrules'
  })
})

it('says no number where the replay does not agree with what Flagger did', () => {
  const earlier = { startMs: start, ended: { at: start + 3 * minute, byThreshold: true }, promotedAt: null }
  const seen = told(factsOf(undefined, { run: earlier, sentAt: null }))
  expect(seen['thresholds']).toBe(
    'not: Replayed on what was recorded, Flagger would not have rolled back; it rolled back at 02:03:00Z.'
  )
  expect(seen['steps']).toMatch(/^not: Replayed/)
  expect(seen['pre-rollout']).toMatch(/^not: Replayed/)
})

it('says no number where the run is not in the record', () => {
  const seen = told(factsOf(undefined, { run: null, canary: null, seenAt: start + minute }))
  expect(new Set(Object.values<string>(seen).map((text) => text.startsWith('not: ')))).toEqual(new Set([true]))
  expect(seen['thresholds']).toBe('not: No Canary tries the releases of this service.')
})

it('proposes no test before users for a release that went bad later', () => {
  const values = new Map([
    ['request-success-rate', [...every(start, start + 90_000, 100), ...every(start + 95_000, start + 9 * minute, 60)]]
  ] as const)
  expect(told(factsOf({ threshold: 10 }, { values }))['pre-rollout']).toBe(
    'not: The first check of the run, at 02:01:00Z, passed: nothing recorded says that a test before it would have failed.'
  )
})

it('proposes no checks that the primary itself would have failed', () => {
  const calm = new Map([['request-success-rate', every(start - 30 * minute, start, 98.5)]] as const)
  expect(told(factsOf(undefined, { calm }))['thresholds']).toContain('not: The primary itself would have failed')
})

it('takes as small a step as the requests let a check still tell', () => {
  const steps = (requestsPerSecond: number) => told(factsOf(undefined, { requestsPerSecond }))['steps'] ?? ''
  expect(steps(5)).toContain('held the release at 20 % instead of 30 %')
  expect(steps(1)).toContain('not: With 1 req/s a smaller first step than 30 % has too few requests')
})

it('proposes requests of its own where checks saw nothing, and no alert where somebody looked at once', () => {
  const facts = factsOf(undefined, { values: new Map(), seenAt: start + 40_000 })
  expect(told(facts)['load-test']).toContain('the time in which the checks saw nothing')
  expect(told(facts)['alerting']).toMatch(/^not: The first verdict was on the screen at 02:00:40Z/)
})

// Whoever may write a Canary chooses how long it is: lines compared one by one took memory and time with their square.
it('shows what changes of an analysis with tens of thousands of lines soon', () => {
  const analysis = { threshold: 10, stepWeight: 30, maxWeight: 60, alerts: Array.from({ length: 18_000 }, () => 1) }
  const before = process.cpuUsage()
  const { view } = of(factsOf(analysis))
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_500)
  const changed = view.proposals.find(({ id }) => id === 'thresholds')?.diff.filter(({ kind }) => kind !== 'same') ?? []
  expect(changed.some(({ text }) => text.includes('threshold: '))).toBe(true)
})
