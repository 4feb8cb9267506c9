import { canonicalJson } from '../../lib/canonical-json.ts'
import { isJsonObject, objectAt, type JsonObject } from '../../lib/json-access.ts'

const hashLabel = 'pod-template-hash'

/** A pod template as undo sends it: the controller's own hash label taken out, everything else untouched. */
export function withoutHash(template: JsonObject): JsonObject {
  const metadata = objectAt(template, 'metadata')
  const labels = objectAt(metadata, 'labels')
  if (!Object.hasOwn(labels, hashLabel)) return template
  const { [hashLabel]: _, ...rest } = labels
  return { ...template, metadata: { ...metadata, labels: rest } }
}

/**
 * Whether two templates mean the same, ignoring the hash label, absent against null or empty, and key order.
 * Follows kubectl pkg/util/deployment/deployment.go EqualIgnoreHash, where nil and empty are equal too.
 */
export function sameTemplate(a: JsonObject, b: JsonObject): boolean {
  return a === b || meaningOf(a) === meaningOf(b)
}

/** What the server sent is never changed in place, and a list of services compares the same templates at every poll. */
const meanings = new WeakMap<JsonObject, string>()

/** What {@link sameTemplate} compares: one text for all templates that mean the same. */
export function meaningOf(template: JsonObject): string {
  const known = meanings.get(template)
  if (known !== undefined) return known
  const meaning = canonicalJson(normalized(withoutHash(template)))
  meanings.set(template, meaning)
  return meaning
}

function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => normalized(item) ?? null)
  if (!isJsonObject(value)) return value ?? undefined
  const members = Object.entries(value)
    .map(([key, member]) => [key, normalized(member)] as const)
    .filter(([, member]) => member !== undefined)
  return members.length === 0 ? undefined : Object.fromEntries(members)
}
