import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { canonicalJson } from '../../lib/canonical-json.ts'
import { valueAt } from '../../providers/kubernetes/patch-tests.ts'

const digest = z.string()

/**
 * Enough to tell whether the change is there, without the process that planned it. Values are kept as digests, because
 * what looks like a credential, as a header may, is taken out of records.
 */
export const routeFacts = z.strictObject({
  /** `VirtualService` or `HTTPRoute`. */
  kind: z.string(),
  /** Name of the kubeconfig's context, for command lines. */
  context: z.string(),
  /** Destinations, by JSON pointer, as they have to be. */
  identities: z.array(z.strictObject({ path: z.string(), is: digest })),
  /** Values that are written; `from` is left out where it may be anything by then. */
  writes: z.array(z.strictObject({ path: z.string(), from: z.exactOptional(digest), to: digest }))
})

export type RouteFacts = z.infer<typeof routeFacts>

/** SHA-256 (lower-case hex) of a JSON value; what is not there is null. */
export function jsonDigest(value: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(value ?? null))
    .digest('hex')
}

/** Whether an object has a value with that digest there. */
export function holds(object: unknown, path: string, wanted: string): boolean {
  return jsonDigest(valueAt(object, path)) === wanted
}
