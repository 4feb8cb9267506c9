import { createHash } from 'node:crypto'
import { isJsonObject } from '../../../lib/json-access.ts'

const most = { fields: 4_000, depth: 16, path: 2_000, text: 120 }

/**
 * The single values of a pod template by their path, as JSON or, where that is long, its SHA-256; members of a list by their `name` where they have one, as they
 * are merged. Null where they are more than are followed, or lie deeper than a template goes.
 */
export function templateFields(template: unknown): ReadonlyMap<string, string> | null {
  const fields = new Map<string, string>()
  return collect(template, '', 0, fields) ? fields : null
}

function collect(value: unknown, path: string, depth: number, into: Map<string, string>): boolean {
  if (depth > most.depth || into.size >= most.fields || path.length > most.path) return false
  const members: readonly (readonly [string, unknown])[] | null = Array.isArray(value)
    ? value.map((member: unknown, index) => [nameOf(member) ?? String(index), member])
    : isJsonObject(value)
      ? Object.entries(value)
      : null
  if (members !== null && members.length > 0) {
    if (members.length > most.fields) return false
    return members.every(([key, member]) => collect(member, `${path}/${key}`, depth + 1, into))
  }
  into.set(path, brief(JSON.stringify(value) ?? 'null'))
  return true
}

function nameOf(member: unknown): string | null {
  return isJsonObject(member) && typeof member['name'] === 'string' ? `name=${member['name']}` : null
}

/** Kept for as long as the service is open. */
function brief(text: string): string {
  return text.length <= most.text ? text : createHash('sha256').update(text).digest('hex')
}
