import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod/mini'
import { at } from '../../lib/json-access.ts'

/** One field of an object, from one JSON value to another; null where the field is not there. */
export interface FieldChange {
  /** Keys from the object's root, such as `spec`, `suspend`. */
  readonly path: readonly string[]
  readonly from: unknown
  readonly to: unknown
}

export const fieldChanges = z.readonly(
  z.array(z.strictObject({ path: z.readonly(z.array(z.string())), from: z.unknown(), to: z.unknown() }))
)

/** Whether all fields have the value that they are changed `from`, or `to`. A field that is null is as one that is not there. */
export function hasFields(object: unknown, changes: readonly FieldChange[], which: 'from' | 'to'): boolean {
  return changes.every((change) => isDeepStrictEqual(at(object, ...change.path) ?? null, change[which] ?? null))
}

/** The fields whose value is neither what they were nor what they shall be, as JSON pointers. */
export function strangeFields(object: unknown, changes: readonly FieldChange[]): readonly string[] {
  return changes
    .filter((change) => !hasFields(object, [change], 'from') && !hasFields(object, [change], 'to'))
    .map(({ path }) => pointer(path))
}

/** The way back. */
export function reversed(changes: readonly FieldChange[]): readonly FieldChange[] {
  return changes.map(({ path, from, to }) => ({ path, from: to, to: from }))
}

/**
 * The JSON Patch that makes the changes of the object with that uid and no other. What a field was is tested, where it was
 * there: a `test` of what is missing fails (evanphx/json-patch patch.go Patch.test). The parent of every field has to exist.
 */
export function fieldPatchBody(uid: string, changes: readonly FieldChange[]): string {
  const tests = changes.flatMap(({ path, from }) =>
    (from ?? null) === null ? [] : [{ op: 'test', path: pointer(path), value: from }]
  )
  const writes = changes.map(({ path, to }) =>
    (to ?? null) === null ? { op: 'remove', path: pointer(path) } : { op: 'add', path: pointer(path), value: to }
  )
  return JSON.stringify([{ op: 'test', path: '/metadata/uid', value: uid }, ...tests, ...writes])
}

/** The same as a JSON merge patch, as a person would type it; null takes a field away (RFC 7386). */
export function mergePatchOf(changes: readonly FieldChange[]): string {
  const patch: Record<string, unknown> = {}
  for (const { path, to } of changes) {
    let parent = patch
    for (const key of path.slice(0, -1)) parent = (parent[key] ??= {}) as Record<string, unknown>
    const last = path.at(-1)
    if (last !== undefined) parent[last] = to ?? null
  }
  return JSON.stringify(patch)
}

function pointer(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
