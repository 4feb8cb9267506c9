import { numberAt, stringAt } from '../../lib/json-access.ts'

/** Which version of an object was seen, as a record keeps it. Empty and null where it does not say. */
export function objectFacts(object: unknown): Readonly<Record<string, unknown>> {
  return {
    uid: stringAt(object, 'metadata', 'uid'),
    resourceVersion: stringAt(object, 'metadata', 'resourceVersion'),
    generation: numberAt(object, 'metadata', 'generation') ?? null
  }
}
