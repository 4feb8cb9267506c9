import { randomBytes, scryptSync } from 'node:crypto'
import * as z from 'zod/mini'
import { canonicalJson } from '../../lib/canonical-json.ts'
import { at } from '../../lib/json-access.ts'
import type { ConfigChange } from '../../providers/kubernetes/config/config-data.ts'

/**
 * Enough to tell whether the values are there, without the process that planned it. Values may be credentials, so facts
 * hold digests of them that take long to try, with a salt.
 */
export const configFacts = z.strictObject({
  /** Name of the kubeconfig's context, for command lines. */
  context: z.string(),
  /** Which values are written, in order. */
  keys: z.array(z.string()),
  salt: z.string(),
  /** Of all of them together, before and after. */
  from: z.string(),
  to: z.string()
})

export type ConfigFacts = z.infer<typeof configFacts>

/** @param context name of the kubeconfig's context */
export function factsOf(context: string, changes: readonly ConfigChange[]): ConfigFacts {
  const salt = randomBytes(16).toString('hex')
  const digest = (which: 'from' | 'to'): string =>
    digestOf(
      salt,
      changes.map((change) => change[which])
    )
  return { context, keys: changes.map(({ key }) => key), salt, from: digest('from'), to: digest('to') }
}

/** The digest of what an object holds at the keys. Takes some 50 ms. */
export function presentDigest({ keys, salt }: ConfigFacts, object: unknown): string {
  return digestOf(
    salt,
    keys.map((key) => at(object, 'data', key) ?? null)
  )
}

function digestOf(salt: string, values: readonly unknown[]): string {
  return scryptSync(canonicalJson(values), salt, 32).toString('hex')
}
