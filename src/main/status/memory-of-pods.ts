import type { Signal } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { activePods } from '../providers/kubernetes/pods/pod-life.ts'

/** What was read of memory, and the pod that grows; null where none does. */
export interface MemoryRead {
  readonly signal: Signal
  readonly pod: string | null
}

/**
 * What was read, as long as it is about a pod that stays: one that is gone, or is being deleted, reaches no limit any more. The
 * next reading is of the pods that took its place.
 */
export function memoryOfPods(read: MemoryRead | null, pods: readonly KubeObject[]): Signal | null {
  if (read === null || read.pod === null) return read?.signal ?? null
  return activePods(pods).some(({ metadata }) => metadata.name === read.pod) ? read.signal : null
}
