import { describe, expect, it } from 'vitest'
import { hasProgressDeadline, progressDeadlineSeconds, rolloutStatus } from './rollout-status.ts'

function deployment(status: object, spec: object = {}, generation = 2): object {
  return {
    metadata: { name: 'nginx', generation },
    spec: { replicas: 3, ...spec },
    status: { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3, ...status }
  }
}

const exceeded = {
  conditions: [
    { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', lastUpdateTime: '2026-01-01T00:10:00Z' }
  ]
}

describe('rolloutStatus', () => {
  // The cases and sentences of kubernetes/kubectl pkg/polymorphichelpers/rollout_status_test.go.
  it.each([
    [
      deployment({ updatedReplicas: 2 }),
      'Waiting for deployment "nginx" rollout to finish: 2 out of 3 new replicas have been updated...',
      false
    ],
    [
      deployment({ replicas: 4 }),
      'Waiting for deployment "nginx" rollout to finish: 1 old replicas are pending termination...',
      false
    ],
    [
      deployment({ availableReplicas: 1 }),
      'Waiting for deployment "nginx" rollout to finish: 1 of 3 updated replicas are available...',
      false
    ],
    [deployment({}), 'deployment "nginx" successfully rolled out', true],
    [
      deployment({ replicas: 0, updatedReplicas: 0, availableReplicas: 0 }, { replicas: 0 }),
      'deployment "nginx" successfully rolled out',
      true
    ],
    [deployment({}, {}, 3), 'Waiting for deployment spec update to be observed...', false],
    [deployment(exceeded), 'deployment "nginx" exceeded its progress deadline', true]
  ])('says what kubectl says', (object, message, done) => {
    expect(rolloutStatus(object)).toMatchObject({ message, done })
  })

  it('does not take an old ProgressDeadlineExceeded for the failure of a newer change', () => {
    const stale = deployment({ ...exceeded, availableReplicas: 1 })
    expect(rolloutStatus(stale, '2026-01-01T00:10:00.700Z').state).toBe('progressing')
    expect(rolloutStatus(stale, '2026-01-01T00:09:59.900Z').state).toBe('stuck')
  })

  it('tells a paused rollout from one that progresses', () => {
    expect(rolloutStatus(deployment({ updatedReplicas: 1 }, { paused: true }))).toMatchObject({
      state: 'paused',
      done: false
    })
  })
})

describe('the progress deadline', () => {
  it.each([
    [{}, 600, true],
    [{ progressDeadlineSeconds: 30 }, 30, true],
    [{ progressDeadlineSeconds: 2_147_483_647 }, 600, false]
  ])('of %j is %i s, given up: %s', (spec, seconds, givesUp) => {
    expect(progressDeadlineSeconds(deployment({}, spec))).toBe(seconds)
    expect(hasProgressDeadline(deployment({}, spec))).toBe(givesUp)
  })

  it.each(['StatefulSet', 'DaemonSet'])('is none of a %s', (kind) => {
    expect(hasProgressDeadline({ kind, spec: {} })).toBe(false)
  })
})
