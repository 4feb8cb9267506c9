import type { SeenChange, ServiceRef, Verdict, WhatChangedView } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeConnection } from '../ports/kube.ts'
import { kubectlLine } from '../providers/kubernetes/commands.ts'
import { seenReconcilers } from '../providers/kubernetes/gitops/seen-reconcilers.ts'
import { stringAt } from '../lib/json-access.ts'
import type { Candidate } from './candidate.ts'
import { writtenChanges } from './changes-of.ts'
import { followedObjects, subjectOf, type FollowedObjects } from './followed.ts'
import { bearingOf, isByBackout, likeliestOf } from './likeliest.ts'
import { readSources, type SourceReading } from './read-sources.ts'
import { eventLists, writtenKinds } from './sources.ts'
import type { Subject } from './subject.ts'

/** So far back it is looked; a server keeps events for an hour (kube-apiserver --event-ttl). */
const windowMs = 60 * 60_000
/** How long one look may take, real milliseconds. */
const lookWithinMs = 10_000
const mostShown = 80

export interface WhatChangedOptions {
  readonly ref: ServiceRef
  readonly connection: Pick<KubeConnection, 'reader' | 'context'>
  readonly clock: Pick<Clock, 'now'>
  /** Null before the service was read. */
  readonly followed: () => FollowedObjects | null
  readonly verdict: () => Verdict | null
  /** Ends with the service. */
  readonly abort: AbortSignal
  readonly onView: (view: WhatChangedView | null) => void
  /** All was read. */
  readonly onRead: (view: WhatChangedView) => void
}

/** What changed before the trouble, read while somebody looks. */
export interface WhatChanged {
  /** Reads it; resolves when all was read, or could not be. */
  look(): Promise<void>
  /** Nobody looks any more: nothing is held. */
  leave(): void
}

export function createWhatChanged(options: WhatChangedOptions): WhatChanged {
  const { ref, connection, clock, onView } = options
  const place = { context: connection.context, ref }
  let looking = new AbortController()
  let isFirst = true

  return {
    async look() {
      looking.abort()
      looking = new AbortController()
      const abort = AbortSignal.any([looking.signal, options.abort])
      const verdict = options.verdict()
      const crossedAt = crossingOf(verdict, clock.now().getTime())
      const aroundAt = crossedAt ?? clock.now().toISOString()
      const empty: WhatChangedView = {
        ref,
        readAt: null,
        aroundAt,
        isCrossing: crossedAt !== null,
        isCrossedEarlier: verdict?.isCrossedEarlier ?? false,
        fromAt: new Date(Date.parse(aroundAt) - windowMs).toISOString(),
        changes: [],
        leftOut: 0,
        likeliest: null,
        unread: [],
        notServed: []
      }
      onView(empty)
      const sources = [...writtenKinds(place), ...eventLists(place.context, ref)]
      const inTime = AbortSignal.any([abort, AbortSignal.timeout(lookWithinMs)])
      const readings = await readSources(connection.reader, sources, {
        fromAt: empty.fromAt,
        abort: inTime,
        isLogged: isFirst
      })
      if (abort.aborted) return
      isFirst = false
      const view = seenIn(readings, empty)
      onView(view)
      options.onRead(view)
    },
    leave() {
      looking.abort()
      onView(null)
    }
  }

  function seenIn(readings: readonly SourceReading[], empty: WhatChangedView): WhatChangedView {
    const followed = options.followed()
    const subject = subjectOf(ref, followed)
    const { candidates: newest, leftOut } = writtenChanges({
      subject,
      readings,
      followed: followed === null ? [] : followedObjects(followed),
      reconcilers: followed === null ? [] : seenReconcilers(followed.objects),
      fromAt: empty.fromAt
    })
    const around = { aroundAt: empty.aroundAt, podStarts: podStartsOf(subject) }
    const likeliest = likeliestOf(newest, around)
    const changes = newest.map((candidate, index) => ({ candidate, change: shown(candidate, index, empty.aroundAt) }))
    const shownChanges = changes.filter(
      ({ candidate }, index) => index < mostShown || candidate === likeliest?.candidate
    )
    const cause = changes.find(({ candidate }) => candidate === likeliest?.candidate)
    return {
      ...empty,
      readAt: clock.now().toISOString(),
      changes: shownChanges.map(({ change }) => change),
      leftOut: leftOut + changes.length - shownChanges.length,
      likeliest: likeliest && cause ? { id: cause.change.id, why: likeliest.why } : null,
      unread: [
        ...readings.flatMap((one) =>
          one.state === 'failed' ? [{ kind: one.source.title, failure: one.failure }] : []
        ),
        ...unfollowed(ref)
      ],
      notServed: readings.flatMap((one) => (one.state === 'notServed' ? [one.source.title] : []))
    }
  }

  function shown(candidate: Candidate, index: number, aroundAt: string): SeenChange {
    const { touch: _, of, name, ...said } = candidate
    const whole = `${of.toLowerCase()}/${name}`
    return {
      ...said,
      id: `${index} ${of} ${name}`,
      object: `${of} ${name}`,
      bearing: bearingOf(candidate),
      isOurs: isByBackout(candidate),
      beforeMs: Date.parse(aroundAt) - Date.parse(said.at),
      command:
        said.kind === 'event'
          ? kubectlLine(place, 'describe', whole)
          : kubectlLine(place, 'get', whole, '--show-managed-fields', '-o', 'yaml')
    }
  }
}

/**
 * The first crossing that is looked back from, ISO: of the trouble that goes on, or of the one that is over since, so that
 * what was done about it is not taken for its cause. Trouble of longer ago than a window is none of this. Null for none.
 */
export function crossingOf(
  verdict: Pick<Verdict, 'firstCrossedAt' | 'wasCrossedAt'> | null,
  nowMs: number
): string | null {
  if (verdict?.firstCrossedAt) return verdict.firstCrossedAt
  const before = verdict?.wasCrossedAt ?? null
  return before !== null && nowMs - Date.parse(before) <= windowMs ? before : null
}

/** What is followed of Deployments only, and so was not looked at for another workload. */
function unfollowed({ kind }: ServiceRef): WhatChangedView['unread'] {
  if (kind === undefined) return []
  const failure = failureOf('missing', `Routes and Canaries are followed for Deployments only, and this is a ${kind}.`)
  return [{ kind: 'Routes and Canaries', failure }]
}

/** Pods that are there still, and those of which only the revision is. */
function podStartsOf({ pods, revisions }: Subject): readonly string[] {
  const started = pods.map((pod) => stringAt(pod, 'status', 'startTime'))
  return [...started, ...revisions.map(({ metadata }) => metadata.creationTimestamp ?? '')].filter((at) => at !== '')
}
