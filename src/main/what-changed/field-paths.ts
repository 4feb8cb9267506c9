import { isJsonObject } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'

/** Below this a path is said by its beginning: `spec.http`, `data.TIMEOUT`, `spec.template.spec`. */
const deepest = 3
const most = 6

/**
 * The fields that one entry of managedFields names, shortly: `data.TIMEOUT, spec.replicas`. Members of a list are said as the
 * list. Empty for an entry that names none.
 * The format is kubernetes-sigs/structured-merge-diff fieldpath/serialize-pe.go: `f:` a field, `k:` and `v:` a member, `.` itself.
 */
export function fieldPaths(fieldsV1: unknown): readonly string[] {
  const paths = new Set<string>()
  collect(fieldsV1, [], paths)
  const all = [...paths].sort()
  return all.length > most ? [...all.slice(0, most), `and ${all.length - most} more`] : all
}

function collect(node: unknown, path: readonly string[], into: Set<string>): void {
  const fields = isJsonObject(node) ? Object.entries(node).filter(([key]) => key.startsWith('f:')) : []
  if (path.length === deepest || fields.length === 0) {
    if (path.length > 0) into.add(visibleText(path.join('.'), 120))
    return
  }
  for (const [key, child] of fields) collect(child, [...path, key.slice(2)], into)
}
