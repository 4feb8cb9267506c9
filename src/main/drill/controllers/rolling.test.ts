import { describe, expect, test } from 'vitest'
import type { Deployment, ReplicaSet } from './kube-types.ts'
import { replicaAnnotations } from './revisions.ts'
import { fenceposts, newReplicaCount, oldReplicaScalings, proportionalScalings } from './rolling.ts'

function deployment(replicas: number, maxSurge: number | string, maxUnavailable: number | string): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: {
      replicas,
      selector: {},
      template: { spec: { containers: [] } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } }
    }
  }
}

function replicaSet(
  name: string,
  replicas: number,
  availableReplicas: number,
  creationTimestamp = '2026-01-01T00:00:00Z'
): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, creationTimestamp },
    spec: { replicas, selector: {}, template: { spec: { containers: [] } } },
    status: { replicas, availableReplicas }
  }
}

const sizes = (scalings: ReturnType<typeof oldReplicaScalings>): Readonly<Record<string, number>> =>
  Object.fromEntries(scalings.map(({ replicaSet: { metadata }, replicas }) => [metadata.name, replicas]))

describe('fence posts', () => {
  test.each([
    [4, '25%', '25%', 1, 1],
    [3, '25%', '25%', 1, 0],
    [10, '30%', '30%', 3, 3],
    [10, 0, 0, 0, 1],
    [2, 1, 5, 1, 2],
    [0, '25%', 1, 0, 0]
  ])('%i replicas, surge %s, unavailable %s', (replicas, surge, unavailable, maxSurge, maxUnavailable) => {
    expect(fenceposts(deployment(replicas, surge, unavailable))).toEqual({ maxSurge, maxUnavailable })
  })
})

// kubernetes pkg/controller/deployment/rolling_test.go TestDeploymentController_reconcileNewReplicaSet.
describe('size of the new ReplicaSet', () => {
  test.each([
    [10, 0, 0, 10],
    [10, 2, 10, 2],
    [10, 2, 5, 7],
    [10, 2, 8, 4]
  ])('desired %i, surge %i, old %i: %i', (desired, surge, old, expected) => {
    expect(newReplicaCount(deployment(desired, surge, 0), [replicaSet('old', old, old)], 0)).toBe(expected)
  })
})

// kubernetes pkg/controller/deployment/rolling_test.go TestDeploymentController_reconcileOldReplicaSets.
describe('sizes of old ReplicaSets', () => {
  test.each([
    ['nothing to remove', 10, 0, 0, 10, 0, 10, {}],
    ['two may be missing', 10, 2, 0, 10, 0, 10, { old: 8 }],
    ['unhealthy pods go first', 10, 2, 0, 10, 0, 8, { old: 8 }],
    ['the new ones do not count until they are available', 10, 2, 2, 10, 0, 8, { old: 8 }],
    ['as the new ones come up', 10, 2, 4, 8, 4, 8, { old: 4 }],
    ['not when the new ones are not available', 10, 0, 2, 10, 0, 10, {}]
  ])('%s', (_name, desired, unavailable, newSize, oldSize, newAvailable, oldAvailable, expected) => {
    const old = replicaSet('old', oldSize, oldAvailable)
    const newest = replicaSet('new', newSize, newAvailable)
    expect(sizes(oldReplicaScalings(deployment(desired, 2, unavailable), [old], newest))).toEqual(expected)
  })

  test('the oldest goes first', () => {
    const older = replicaSet('older', 2, 2, '2026-01-01T00:00:00Z')
    const old = replicaSet('old', 3, 3, '2026-01-02T00:00:00Z')
    expect(sizes(oldReplicaScalings(deployment(4, 1, 1), [old, older], replicaSet('new', 1, 1)))).toEqual({
      older: 0,
      old: 2
    })
  })
})

// kubernetes pkg/controller/deployment/sync_test.go TestScale; sizes from the newest ReplicaSet to the oldest.
describe('a changed size is spread in proportion', () => {
  test.each([
    ['5 to 10', 5, 10, 0, [2, 3], [4, 6]],
    ['5 to 3', 5, 3, 0, [2, 3], [1, 2]],
    ['9 to 4', 9, 4, 0, [8, 1], [4, 0]],
    ['7 to 10', 7, 10, 0, [2, 3, 2], [3, 4, 3]],
    ['13 to 8', 13, 8, 0, [2, 8, 3], [1, 5, 2]],
    ['the rest to the newest of equals: 3 to 4', 3, 4, 0, [1, 1, 1], [2, 1, 1]],
    ['the rest to the newest of equals: 3 to 10', 3, 10, 0, [1, 1, 1], [4, 3, 3]],
    ['the oldest of equals shrinks: 3 to 2', 3, 2, 0, [1, 1, 1], [1, 1, 0]],
    ['to nothing', 3, 0, 0, [2, 1], [0, 0]],
    ['with surge: 10 to 20', 10, 20, 2, [6, 6], [11, 11]],
    ['what was missing goes to the largest: 10 to 20', 10, 20, 2, [5, 6], [9, 13]]
  ])('%s', (_name, before, after, surge, given, expected) => {
    const active = given.map((size, index): ReplicaSet => {
      const made = replicaSet(`age-${index}`, size, size, `2026-01-0${9 - index}T00:00:00Z`)
      return { ...made, metadata: { ...made.metadata, annotations: replicaAnnotations(before, surge) } }
    })
    const spread = sizes(proportionalScalings(deployment(after, surge, 1), active))
    expect(spread).toEqual(Object.fromEntries(expected.map((size, index) => [`age-${index}`, size])))
  })
})
