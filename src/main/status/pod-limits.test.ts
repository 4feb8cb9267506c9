import { expect, it } from 'vitest'
import { lowestLimit, podLimit } from './pod-limits.ts'

function pod(...limits: readonly (Readonly<Record<string, string>> | undefined)[]) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'checkout-5d9-abcde', namespace: 'shop', uid: 'p' },
    spec: { containers: limits.map((limit) => ({ resources: limit === undefined ? {} : { limits: limit } })) }
  }
}

it.each([
  ['of one container', [{ memory: '256Mi', cpu: '500m' }], 268_435_456, 0.5],
  [
    'of all its containers',
    [
      { memory: '1Gi', cpu: '1' },
      { memory: '128Mi', cpu: '0.25' }
    ],
    1_207_959_552,
    1.25
  ],
  ['of none, where one may use all that there is', [{ memory: '1Gi', cpu: '1' }, undefined], null, null],
  ['of none, where nothing is limited', [{ memory: '0', cpu: '0' }], null, null],
  ['of none, where it is no quantity', [{ memory: 'plenty' }], null, null],
  ['of none, without containers', [], null, null]
])('is what a pod may use, %s', (_what, limits, bytes, cores) => {
  expect(podLimit(pod(...limits), 'memory')).toBe(bytes)
  expect(podLimit(pod(...limits), 'cpu')).toBe(cores)
})

it('is the lowest of several pods', () => {
  expect(lowestLimit([pod({ cpu: '2' }), pod({ cpu: '500m' }), pod(undefined)], 'cpu')).toBe(0.5)
  expect(lowestLimit([pod(undefined)], 'cpu')).toBeNull()
})
