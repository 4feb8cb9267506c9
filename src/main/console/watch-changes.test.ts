import { expect, it } from 'vitest'
import type { ChangedBack, DeploymentView, Observed } from '../../contract/index.ts'
import { changeStands } from './watch-changes.ts'

const change: ChangedBack = {
  revision: 43,
  templateOf: 41,
  by: 'kubectl-rollout',
  startedAt: '2026-03-01T02:13:00.000Z',
  cleanAt: '2026-03-01T02:14:30.000Z',
  forMs: 1_800_000
}
const ref = { namespace: 'shop', name: 'cart' }

function viewOf(revision: number, more: Partial<DeploymentView> = {}) {
  const value: DeploymentView = {
    ref,
    uid: 'd',
    generation: 4,
    observedGeneration: 4,
    revision,
    images: [],
    replicas: 4,
    paused: false,
    strategy: 'RollingUpdate',
    selector: 'app=cart',
    changedAt: '2026-03-01T02:20:00Z',
    changedBy: 'helm',
    takenUpFrom: null,
    rollout: {
      state: 'complete',
      message: '',
      desired: 4,
      updated: 4,
      available: 4,
      ready: 4,
      unavailable: 0,
      progressDeadlineSeconds: 600,
      hasDeadline: true,
      startedAt: '2026-03-01T02:20:00Z',
      endedAt: '2026-03-01T02:20:30Z'
    },
    ...more
  }
  const deployment: Observed<DeploymentView> = { state: 'value', value, observedAt: '2026-03-01T02:20:30Z' }
  return { ref, deployment }
}

it('stands as long as its revision is the one that runs', () => {
  expect(changeStands(change, viewOf(43))).toEqual([{ name: 'deployment cart', undone: null }])
})

it('is undone by whoever rolls out another one', () => {
  expect(changeStands(change, viewOf(44))).toEqual([
    {
      name: 'deployment cart',
      undone: 'Revision 44 was rolled out at 02:20:00Z by helm: revision 43, which is watched, does not run any more.'
    }
  ])
})

it('cannot be told of one that is not numbered yet, nor of what is not read', () => {
  expect(changeStands(change, viewOf(44, { uncounted: true }))).toEqual([{ name: 'deployment cart' }])
  expect(changeStands(change, { ref, deployment: { state: 'loading', awaiting: '', sinceAt: '' } })).toEqual([
    { name: 'deployment cart' }
  ])
  expect(changeStands(change, null)).toEqual([])
  expect(changeStands({ ...change, workload: 'cart-primary' }, viewOf(44))).toEqual([])
})
