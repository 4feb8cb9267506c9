import { expect, test } from 'vitest'
import { advance, type Autoscaler, type Recommendation } from './advance.ts'

const nowMs = Date.parse('2026-03-01T12:00:00Z')
const hpa: Autoscaler = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: {
    scaleTargetRef: { kind: 'Deployment', name: 'cart' },
    minReplicas: 3,
    maxReplicas: 10,
    metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 50 } } }]
  }
}
const look = (replicas: number, use: number | null, past: readonly Recommendation[] = []) =>
  advance(hpa, replicas, use, past, nowMs)
const active = (replicas: number, use: number | null) =>
  look(replicas, use).status.conditions?.find(({ type }) => type === 'ScalingActive')

test.each([
  ['as busy as it shall be', 4, 50, undefined],
  ['a little busier, which is none', 4, 54, undefined],
  ['busier', 4, 100, 8],
  ['so busy that its limit is reached', 8, 100, 10],
  ['idle', 8, 25, 4],
  ['idle, and at its least', 3, 5, undefined],
  ['scaled by hand below its least', 2, 50, 3],
  ['scaled by hand below its least, without metrics', 2, null, 3],
  ['scaled by hand above its most, without metrics', 20, null, 10],
  ['scaled by hand, and nobody measures it', 8, null, undefined],
  ['scaled to 0', 0, null, undefined]
])('%s', (_what, replicas, use, wanted) => {
  expect(look(replicas, use).replicas).toBe(wanted)
})

test('a number that is raised by hand is what it was at the next look, where it wanted no more lately', () => {
  const past = [{ atMs: nowMs - 60_000, replicas: 4 }]
  expect(look(8, 25, past).replicas).toBe(4)
})

test('what it wanted lately is kept for five minutes', () => {
  expect(look(8, 25, [{ atMs: nowMs - 60_000, replicas: 8 }]).replicas).toBeUndefined()
  expect(look(8, 25, [{ atMs: nowMs - 301_000, replicas: 8 }]).replicas).toBe(4)
})

test.each([
  [4, 50, 'True', 'ValidMetricFound'],
  [4, null, 'False', 'FailedGetResourceMetric'],
  [0, null, 'False', 'ScalingDisabled']
] as const)('its condition says whether it scales (%i pods, %s)', (replicas, use, status, reason) => {
  expect(active(replicas, use)).toMatchObject({ status, reason })
})
