import type { PodView } from '../../../contract/index.ts'

/** One revision's share of the pods. */
export interface RevisionPods {
  readonly revision: number | null
  readonly pods: number
  /** Null when the pods could not be read. */
  readonly ready: number | null
  /** First reason of a pod that is not ready, without its detail. */
  readonly reason: string
}

/** Pods grouped by revision, oldest first; pods that have ended or are about to do not count. Without pods: the revision that is wanted. */
export function podsByRevision(pods: readonly PodView[], current: number, desired: number): readonly RevisionPods[] {
  const parts = new Map<number | null, { pods: number; ready: number; reason: string }>()
  for (const pod of pods) {
    if (pod.life !== 'active') continue
    const part = parts.get(pod.revision) ?? { pods: 0, ready: 0, reason: '' }
    part.pods += 1
    if (pod.ready) part.ready += 1
    else if (part.reason === '') part.reason = pod.reason.split(':')[0] ?? ''
    parts.set(pod.revision, part)
  }
  if (parts.size === 0) return [{ revision: current, pods: desired, ready: 0, reason: '' }]
  return [...parts]
    .map(([revision, part]) => ({ revision, ...part }))
    .toSorted((a, b) => (a.revision ?? 0) - (b.revision ?? 0))
}
