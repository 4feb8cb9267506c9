import { isJsonObject, at } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Candidate, Touch } from './candidate.ts'
import { fieldPaths } from './field-paths.ts'
import { isOurs, touchOf, type Subject } from './subject.ts'

/** Fields that change by themselves: elections, and what a controller notes down for itself. */
const notes = /^metadata\.(annotations\.(control-plane|deployment|autoscaling|leader)|managedFields)/

/**
 * Who wrote an object since `fromAt` (ISO), by its managedFields: one change a writer and time, without what was written to its
 * status. They name fields, not values; and of a writer all fields that it owns by now, of which some may be older.
 */
export function writesOf(object: KubeObject, subject: Subject, fromAt: string): readonly Candidate[] {
  const { kind, metadata } = object
  const fromMs = Date.parse(fromAt)
  const createdMs = Date.parse(metadata.creationTimestamp ?? '')
  return (metadata.managedFields ?? []).flatMap((entry): readonly Candidate[] => {
    const { time, manager = '', subresource = '', fieldsV1 } = entry
    if (time === undefined || subresource === 'status' || !(Date.parse(time) >= fromMs)) return []
    const paths = fieldPaths(fieldsV1).filter((path) => !notes.test(path))
    if (paths.length === 0) return []
    // Its template is told of by its revisions, which have what was there before.
    if (isOurs(metadata.name, subject) && isJsonObject(at(fieldsV1, 'f:spec', 'f:template'))) return []
    const made = Date.parse(time) === createdMs ? 'made, with ' : ''
    return [
      {
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
    ]
  })
}

function touchOfWrite(object: KubeObject, subject: Subject, by: string, paths: readonly string[]): Touch {
  // Whoever says more than the number is a release, or changes nothing that runs.
  if (isOurs(object.metadata.name, subject)) return paths.includes('spec.replicas') ? 'scaled' : 'none'
  return touchOf(object, subject, by)
}
