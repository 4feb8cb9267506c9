import * as z from 'zod/mini'
import { holdsBackVariable } from '../../lib/held-back.ts'
import { isJsonObject } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { ConfigChange, ConfigValues } from '../../providers/kubernetes/config/config-data.ts'
import { keepValues, keptValues, type GivenValues } from './kept-values.ts'

/**
 * Which ConfigMap. `values` is empty for what was last applied; else values by key as JSON, null for a key that is not
 * there, or the name of what is kept in this process because it may be a credential.
 */
export const configChoice = z.strictObject({ name: z.string(), values: z.string().check(z.maxLength(65_536)) })
export type ConfigChoice = z.infer<typeof configChoice>

/** How to choose what is there now, once it has been changed. */
export function backChoice(name: string, changes: readonly ConfigChange[]): ConfigChoice {
  const was: GivenValues = Object.fromEntries(changes.map(({ key, from }) => [key, from]))
  const isPlain = changes.every(({ key, from }) => from === null || !holdsBackVariable(key, from))
  const json = JSON.stringify(was)
  return { name, values: isPlain && json.length <= 65_536 ? json : keepValues(was) }
}

/** The values that a choice names; null where this process does not know them. */
export function givenValues({ values }: ConfigChoice): GivenValues | null {
  const kept = keptValues(values)
  if (kept) return kept
  const given = parsedJson(values)
  if (!isJsonObject(given)) return null
  const entries = Object.entries(given).filter(
    (entry): entry is [string, string | null] => typeof entry[1] === 'string' || entry[1] === null
  )
  return Object.fromEntries(entries)
}

/** What an object holds with these values put into it. */
export function withValues(present: ConfigValues, given: GivenValues): ConfigValues {
  const all = Object.entries({ ...present, ...given })
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null))
}
