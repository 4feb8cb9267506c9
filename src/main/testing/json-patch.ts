import { canonicalJson } from '../lib/canonical-json.ts'
import { isJsonObject } from '../lib/json-access.ts'

interface Operation {
  readonly op: string
  readonly path: string
  readonly value?: unknown
}

/**
 * A document after a JSON Patch as an API server applies it: as a whole or not at all, where null is returned. A `test` of
 * what is missing against null passes, and `replace` of a missing member adds it (evanphx/json-patch v4 patch.go test,
 * replace; docs/upstream-facts.md).
 */
export function jsonPatched(document: unknown, body: string): unknown {
  let next = structuredClone(document)
  for (const operation of JSON.parse(body) as readonly Operation[]) {
    const done = applied(next, operation)
    if (done === null) return null
    next = done.document
  }
  return next
}

function applied(document: unknown, { op, path, value }: Operation): { readonly document: unknown } | null {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop() ?? ''
  let parent = document
  for (const key of keys) parent = member(parent, key)
  if (op === 'test')
    return canonicalJson(member(parent, last) ?? null) === canonicalJson(value ?? null) ? { document } : null
  if (Array.isArray(parent)) return onList(parent, op, last, value) ? { document } : null
  if (!isJsonObject(parent)) return null
  const members: Record<string, unknown> = parent
  if (op === 'remove') {
    if (!Object.hasOwn(members, last)) return null
    delete members[last]
  } else members[last] = value
  return { document }
}

function onList(list: unknown[], op: string, key: string, value: unknown): boolean {
  const index = key === '-' ? list.length : Number(key)
  const isThere = Number.isInteger(index) && index >= 0 && index < list.length
  if (op === 'add' && (isThere || index === list.length)) list.splice(index, 0, value)
  else if (op === 'remove' && isThere) list.splice(index, 1)
  else if (op === 'replace' && isThere) list[index] = value
  else return false
  return true
}

function member(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[])[Number(key)]
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
