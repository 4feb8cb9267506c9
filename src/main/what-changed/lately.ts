import { eventTime } from '../providers/kubernetes/event-time.ts'
import type { KubeObject } from '../ports/kube.ts'

/** Of one kind, and of one object: a server that means harm has any number of them, and each is held against the service. */
const mostObjects = 2_000
const mostEntries = 50

/** What of a list can have changed since a moment. */
export interface Lately {
  readonly objects: readonly KubeObject[]
  /** Objects that are not among them because there are too many. */
  readonly leftOut: number
}

/**
 * The objects that were written to since `fromAt` (ISO), those written last first, with these entries of their managedFields
 * alone: the rest of a list is let go at once, before the next one is read. Of a kind whose specs are read all are kept.
 * Events count by their own time. Pure.
 */
export function lately(items: readonly KubeObject[], fromAt: string, isWhole: boolean): Lately {
  const fromMs = Date.parse(fromAt)
  const timed = items.flatMap((object) => {
    const entries = entriesSince(object, fromMs)
    const ms = object.kind === 'Event' ? Date.parse(eventTime(object)) : (entries[0]?.ms ?? Number.NEGATIVE_INFINITY)
    if (!isWhole && !(ms >= fromMs)) return []
    const managedFields = entries.map(({ entry }) => entry)
    return [{ ms, object: { ...object, metadata: { ...object.metadata, managedFields } } }]
  })
  const newest = timed.toSorted((a, b) => b.ms - a.ms)
  return {
    objects: newest.slice(0, mostObjects).map(({ object }) => object),
    leftOut: Math.max(0, newest.length - mostObjects)
  }
}

function entriesSince({ metadata }: KubeObject, fromMs: number) {
  return (metadata.managedFields ?? [])
    .map((entry) => ({ entry, ms: Date.parse(entry.time ?? '') }))
    .filter(({ entry, ms }) => ms >= fromMs && entry.subresource !== 'status')
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, mostEntries)
}
