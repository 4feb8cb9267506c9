import { expect, it } from 'vitest'
import type { KubeObject } from '../../ports/kube.ts'
import { restartBaseline, seenPods } from './pods-check.ts'

function pod(name: string, status: object, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, uid: name, ...metadata }, status }
}

const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
const restarted = { ...ready, containerStatuses: [{ name: 'api', restartCount: 2 }] }

it('sees all pods ready beside one that was evicted and one that is being deleted', () => {
  const evicted = pod('evicted', { phase: 'Failed', reason: 'Evicted', containerStatuses: [{ restartCount: 1 }] })
  const leaving = pod('leaving', ready, { deletionTimestamp: '2026-03-01T06:00:00Z' })
  expect(seenPods([evicted, leaving, pod('a', ready), pod('b', ready)], 2, new Map())).toEqual({
    ready: 2,
    desired: 2,
    restarts: 0,
    reason: ''
  })
})

it('names why a pod is not ready, and counts only restarts since', () => {
  const unscheduled = {
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no' }]
  }
  const baseline = restartBaseline([pod('a', { containerStatuses: [{ restartCount: 1 }] })])
  expect(seenPods([pod('a', restarted), pod('b', unscheduled)], 2, baseline)).toEqual({
    ready: 1,
    desired: 2,
    restarts: 1,
    reason: 'Unschedulable'
  })
})
