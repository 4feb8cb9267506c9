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

/** More than a person looks through, and than a namespace has in an hour. */
const most = 4_000

export interface Changes {
  /** The newest first. */
  readonly candidates: readonly Candidate[]
  /** How many more there are, as far as they were counted. */
  readonly leftOut: number
}

/** What changed since `fromAt`, as far as it was read: the newest first, and no more than can be held against the service. Pure. */
export function writtenChanges({ subject, readings, followed, reconcilers, fromAt }: ReadOf): Changes {
  const read = readings.flatMap((one) => (one.state === 'read' ? one.objects : []))
  const events = read.filter(({ kind }) => kind === 'Event')
  const objects = [...read.filter(({ kind }) => kind !== 'Event'), ...followed, ...subject.workloads]
  const scalers = new Set(
    objects
      .filter((object) => object.kind === 'HorizontalPodAutoscaler' && touchOf(object, subject, '') === 'autoscaler')
      .map(({ metadata }) => metadata.name)
  )
  const writes = writesOf(once(objects), subject, fromAt, most)
  const written = writes.candidates.map(({ object, ...write }) => ({
    ...write,
    git: gitCommitOf(object, write.by, reconcilers)
  }))
  const releases = subject.workloads.flatMap((workload) =>
    releasesOf(workload, subject.revisions, fromAt).map((release) => ({
      ...release,
      git: gitCommitOf(workload, release.by, reconcilers)
    }))
  )
  const all = [...written, ...releases, ...eventsSince(events, subject, scalers, fromAt)]
    .map((candidate) => ({ candidate, ms: Date.parse(candidate.at) }))
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ candidate }) => candidate)
  const unread = readings.reduce((sum, one) => sum + (one.state === 'read' ? one.leftOut : 0), 0)
  return {
    candidates: all.slice(0, most),
    leftOut: unread + writes.leftOut + Math.max(0, all.length - most)
  }
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
