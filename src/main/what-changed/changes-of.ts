import { stringAt } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { SeenReconciler } from '../providers/kubernetes/gitops/seen-reconcilers.ts'
import type { Candidate } from './candidate.ts'
import { eventsSince } from './events.ts'
import { gitCommitOf } from './git-commit.ts'
import type { SourceReading } from './read-sources.ts'
import { releasesOf } from './releases.ts'
import { touchOf, type Subject } from './subject.ts'
import { writesOf } from './writes.ts'

export interface ReadOf {
  readonly subject: Subject
  /** What was read for this look. */
  readonly readings: readonly SourceReading[]
  /** What is followed anyway: Canaries and routes. */
  readonly followed: readonly KubeObject[]
  readonly reconcilers: readonly SeenReconciler[]
  /** ISO. */
  readonly fromAt: string
}

/** Everything that changed since `fromAt`, in no order, as far as it was read. Pure. */
export function changesOf({ subject, readings, followed, reconcilers, fromAt }: ReadOf): readonly Candidate[] {
  const read = readings.flatMap((one) => (one.state === 'read' ? one.objects : []))
  const events = read.filter(({ kind }) => kind === 'Event')
  const objects = [...read.filter(({ kind }) => kind !== 'Event'), ...followed, ...subject.workloads]
  const scalers = new Set(
    objects
      .filter((object) => object.kind === 'HorizontalPodAutoscaler' && touchOf(object, subject, '') === 'autoscaler')
      .map(({ metadata }) => metadata.name)
  )
  const writes = once(objects).flatMap((object) =>
    writesOf(object, subject, fromAt).map((write) => ({ ...write, git: gitCommitOf(object, write.by, reconcilers) }))
  )
  const releases = subject.workloads.flatMap((workload) =>
    releasesOf(workload, subject.revisions, fromAt).map((release) => ({
      ...release,
      git: gitCommitOf(workload, release.by, reconcilers)
    }))
  )
  return [...writes, ...releases, ...eventsSince(events, subject, scalers, fromAt)]
}

/** The same object may be read and followed; the reading is the newer one. */
function once(objects: readonly KubeObject[]): readonly KubeObject[] {
  const byUid = new Map<string, KubeObject>()
  for (const object of objects) {
    const uid =
      object.metadata.uid || `${object.kind} ${stringAt(object, 'metadata', 'namespace')}/${object.metadata.name}`
    if (!byUid.has(uid)) byUid.set(uid, object)
  }
  return [...byUid.values()]
}
