import { randomBytes, scryptSync } from 'node:crypto'
import * as z from 'zod/mini'
import { canonicalJson } from '../../lib/canonical-json.ts'
import { at } from '../../lib/json-access.ts'
import type { ConfigChange } from '../../providers/kubernetes/config/config-data.ts'

/**
 * Enough to tell whether the values are there, without the process that planned it. Values may be credentials, so facts
 * hold slow digests of them, with a salt.
 */
export const configFacts = z.strictObject({
  /** Name of the kubeconfig's context, for command lines. */
  context: z.string(),
  /** Which values are written, in order. */
  keys: z.array(z.string()),
  /** Goes into the digests, so that equal values of two plans have different ones. */
  drawn: z.string(),
  /** Of all of them together, before and after. */
  from: z.string(),
  to: z.string()
})

export type ConfigFacts = z.infer<typeof configFacts>

/** @param context name of the kubeconfig's context */
export function factsOf(context: string, changes: readonly ConfigChange[]): ConfigFacts {
  const drawn = randomBytes(16).toString('hex')
  const digest = (which: 'from' | 'to'): string =>
    digestOf(
      drawn,
      changes.map((change) => change[which])
    )
  return { context, keys: changes.map(({ key }) => key), drawn, from: digest('from'), to: digest('to') }
}

/** The digest of what an object holds at the keys. Takes some 50 ms. */
export function presentDigest({ keys, drawn }: ConfigFacts, object: unknown): string {
  return digestOf(
    drawn,
    keys.map((key) => at(object, 'data', key) ?? null)
  )
}

function digestOf(drawn: string, values: readonly unknown[]): string {
  return scryptSync(canonicalJson(values), drawn, 32).toString('hex')
}
