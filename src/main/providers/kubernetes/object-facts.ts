import { numberAt, stringAt } from '../../lib/json-access.ts'

/** Names of versions and UIDs are short; what is longer is neither. */
const longest = 128

/**
 * Which version of an object was seen, as a record keeps it: two short texts and a whole number, whatever a server puts
 * there. Empty and null where it does not say.
 */
export function objectFacts(object: unknown): ObjectFacts {
  const generation = numberAt(object, 'metadata', 'generation')
  return {
    uid: shortAt(object, 'uid'),
    resourceVersion: shortAt(object, 'resourceVersion'),
    generation: Number.isSafeInteger(generation) ? (generation ?? null) : null
  }
}

/** What `objectFacts` keeps. */
type ObjectFacts = Readonly<Record<'uid' | 'resourceVersion', string>> & { readonly generation: number | null }

function shortAt(object: unknown, field: string): string {
  const text = stringAt(object, 'metadata', field)
  return text.length > longest ? '' : text
}
