import { describe, expect, it } from 'vitest'
import { newPodsUnavailableSeconds } from './new-pods-unavailable.ts'
import { podViews } from './pod-views.ts'
import { serviceRows } from './service-rows.ts'
import { crashing, deployment, pod, ready, replicaSet } from './testing/objects.ts'

const createdAt = '2026-01-01T12:00:00Z'
const now = new Date('2026-01-01T12:16:00Z')
const old = replicaSet(1, 'api:1', '2026-01-01T00:00:00Z')
const newest = replicaSet(2, 'api:2', createdAt, { status: { replicas: 2, readyReplicas: 2 } })
const rolling = deployment({
  status: { conditions: [{ type: 'Progressing', reason: 'ReplicaSetUpdated', status: 'True' }] }
})

/** A pod of revision 2 with one container, as the kubelet reports it. */
function newPod(name: string, status: object, metadata: object = {}) {
  return pod(name, 2, { startTime: createdAt, ...status }, { ...metadata })
}

function notReady(lastTransitionTime: string, more: object = {}): object {
  return { phase: 'Running', conditions: [{ type: 'Ready', status: 'False', lastTransitionTime }], ...more }
}

function seconds(...pods: readonly ReturnType<typeof pod>[]): number {
  return newPodsUnavailableSeconds(rolling, [old, newest], pods, now)
}

const message = 'The node was low on resource: ephemeral-storage.'
const evicted = newPod('evicted', notReady('2026-01-01T12:01:00Z', { phase: 'Failed', reason: 'Evicted', message }))

describe('for how long new pods have been unavailable', () => {
  it.each([
    ['was evicted', { phase: 'Failed', reason: 'Evicted' }],
    ['was preempted', { phase: 'Failed', reason: 'Preempting' }],
    ['was ended with its node', { phase: 'Failed', reason: 'Terminated' }],
    ['was rejected by the kubelet', { phase: 'Failed', reason: 'UnexpectedAdmissionError' }],
    ['has finished', { phase: 'Succeeded' }]
  ])('does not count a pod that %s: another one has its place', (_, status) => {
    expect(seconds(newPod('gone', notReady(createdAt, status)), newPod('a', ready), newPod('b', ready))).toBe(0)
  })

  it('does not count a pod that is being deleted', () => {
    expect(seconds(newPod('leaving', notReady(createdAt), { deletionTimestamp: createdAt }), newPod('a', ready))).toBe(
      0
    )
  })

  it('counts a pod that was ready from when it stopped being so, also after a restart', () => {
    const containerStatuses = [{ name: 'api', ready: false, restartCount: 3, state: { running: {} } }]
    expect(seconds(newPod('a', notReady('2026-01-01T12:15:40Z', { containerStatuses })), newPod('b', ready))).toBe(20)
  })

  it('counts a pod that never was ready, or that ends again and again, from its creation', () => {
    expect(seconds(newPod('a', notReady('2026-01-01T12:00:01Z')), newPod('b', ready))).toBe(16 * 60)
    expect(seconds(newPod('a', { phase: 'Pending', startTime: undefined }), newPod('b', ready))).toBe(16 * 60)
    const conditions = [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T12:15:40Z' }]
    expect(seconds(newPod('a', { ...crashing, conditions }), newPod('b', ready))).toBe(16 * 60)
  })

  it('does not begin anew with each pod that a node rejects', () => {
    const rejected = newPod('a', { phase: 'Failed', reason: 'OutOfcpu' })
    const next = newPod('b', notReady('2026-01-01T12:15:58Z', { startTime: '2026-01-01T12:15:58Z' }), {
      creationTimestamp: '2026-01-01T12:15:57Z'
    })
    expect(seconds(rejected, next)).toBe(16 * 60)
    expect(seconds(rejected, next, newPod('c', ready))).toBe(3)
    expect(seconds(evicted, next)).toBe(3)
  })
})

describe('a pod that has ended', () => {
  it('is shown last, by its reason, and not among those that count', () => {
    const views = podViews([evicted, newPod('a', ready), newPod('b', crashing)], [newest])
    expect(views.map(({ name, life }) => [name, life])).toEqual([
      ['b', 'active'],
      ['a', 'active'],
      ['evicted', 'ended']
    ])
    expect(views.at(-1)?.reason).toBe(`Evicted: ${message}`)
  })

  it('makes no trouble in the list of services', () => {
    const observedAt = now.toISOString()
    const noSuchKind = { state: 'absent', reason: 'no such kind', observedAt } as const
    const measure = { state: 'known', value: 0, observedAt } as const
    const [row] = serviceRows({
      deployments: [rolling],
      replicaSets: [old, newest],
      pods: [evicted, newPod('a', ready), newPod('b', ready)],
      claims: { canaries: noSuchKind, rollouts: noSuchKind },
      readings: new Map([['checkout', { errorRatio: measure, p95: measure }]]),
      missing: measure,
      lastReadings: null,
      normalP95: () => measure,
      crossing: () => null,
      isOfBefore: () => false,
      pastErrors: new Map(),
      now
    })
    expect(row).toMatchObject({ trouble: 'changed', troubleText: 'changed in the last hour', podReason: '' })
  })
})
