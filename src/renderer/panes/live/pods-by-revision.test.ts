import { expect, it } from 'vitest'
import type { PodView } from '../../../contract/index.ts'
import { podsByRevision } from './pods-by-revision.ts'

const pod = (revision: number, ready: boolean, life: PodView['life'] = 'active'): PodView => ({
  name: 'p',
  revision,
  ready,
  life,
  phase: 'Running',
  reason: ready ? '' : 'CrashLoopBackOff: back-off 40s',
  restarts: 0,
  startedAt: ''
})

it('groups pods by revision, says the first reason short, and leaves out pods that have ended or are about to', () => {
  const gone = [pod(41, true, 'ending'), pod(42, false, 'ended')]
  expect(podsByRevision([...gone, pod(42, false), pod(41, true), pod(42, true)], 42, 3)).toEqual([
    { revision: 41, pods: 1, ready: 1, reason: '' },
    { revision: 42, pods: 2, ready: 1, reason: 'CrashLoopBackOff' }
  ])
})

it('shows the wanted pods as missing when there are none', () => {
  expect(podsByRevision([], 42, 3)).toEqual([{ revision: 42, pods: 3, ready: 0, reason: '' }])
})
