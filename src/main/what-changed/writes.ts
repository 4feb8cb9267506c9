import { isJsonObject, at } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Candidate, Touch } from './candidate.ts'
import { fieldPaths } from './field-paths.ts'
import { isItsWorkload, touchOf, type Subject } from './subject.ts'

/** Fields that change by themselves: elections, and what a controller notes down for itself. */
const notes = /^metadata\.(annotations\.(control-plane|deployment|autoscaling|leader)|managedFields)/

/** A write with what was written to. */
export type Write = Candidate & { readonly object: KubeObject }

/**
 * Who wrote objects since `fromAt` (ISO), by their managedFields: one change a writer and time, without what was written to a
 * status. They name fields, not values; and of a writer all fields that it owns by now, of which some may be older.
 * @param most so many of the newest
 */
export function writesOf(
  objects: readonly KubeObject[],
  subject: Subject,
  fromAt: string,
  most: number
): { readonly candidates: readonly Write[]; readonly leftOut: number } {
  const fromMs = Date.parse(fromAt)
  const entries = objects.flatMap((object) =>
    (object.metadata.managedFields ?? []).flatMap((entry) => {
      const ms = Date.parse(entry.time ?? '')
      return ms >= fromMs && entry.subresource !== 'status' ? [{ object, entry, ms }] : []
    })
  )
  const candidates: Write[] = []
  let looked = 0
  for (const { object, entry } of entries.toSorted((a, b) => b.ms - a.ms)) {
    if (candidates.length >= most) break
    looked += 1
    const write = writeOf(object, entry, subject)
    if (write !== null) candidates.push({ ...write, object })
  }
  return { candidates, leftOut: entries.length - looked }
}

type Entry = NonNullable<KubeObject['metadata']['managedFields']>[number]

/** Null for what says nothing. */
function writeOf(object: KubeObject, { time = '', manager = '', fieldsV1 }: Entry, subject: Subject): Candidate | null {
  const { kind, metadata } = object
  const paths = fieldPaths(fieldsV1).filter((path) => !notes.test(path))
  if (paths.length === 0) return null
  // Its template is told of by its revisions, which have what was there before.
  if (isItsWorkload(object, subject) && isJsonObject(at(fieldsV1, 'f:spec', 'f:template'))) return null
  const made = Date.parse(time) === Date.parse(metadata.creationTimestamp ?? '') ? 'made, with ' : ''
  return {
    at: time,
    kind: 'write',
    of: kind,
    name: visibleText(metadata.name, 128),
    by: visibleText(manager, 64),
    git: '',
    what: `${made}${paths.join(', ')}`,
    diff: [],
    touch: touchOfWrite(object, subject, manager, paths)
  }
}

function touchOfWrite(object: KubeObject, subject: Subject, by: string, paths: readonly string[]): Touch {
  // Whoever says more than the number is a release, or changes nothing that runs.
  if (isItsWorkload(object, subject)) return paths.includes('spec.replicas') ? 'scaled' : 'none'
  return touchOf(object, subject, by)
}
