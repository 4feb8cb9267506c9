import { expect, it } from 'vitest'
import type { Signal } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { memoryOfPods } from './memory-of-pods.ts'

const signal = { id: 'memoryLeft' } as Signal
const pod = (name: string, more: object = {}) => ({ metadata: { name, ...more } }) as KubeObject

it('says nothing more of a pod that was replaced', () => {
  const read = { signal, pod: 'old-1' }
  expect(memoryOfPods(read, [pod('old-1'), pod('new-1')])).toBe(signal)
  expect(memoryOfPods(read, [pod('new-1')])).toBeNull()
  expect(memoryOfPods(read, [pod('old-1', { deletionTimestamp: '2026-03-01T02:05:00Z' }), pod('new-1')])).toBeNull()
})

it('stays where no pod grows', () => {
  expect(memoryOfPods({ signal, pod: null }, [])).toBe(signal)
  expect(memoryOfPods(null, [])).toBeNull()
})
