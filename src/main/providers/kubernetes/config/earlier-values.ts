import { at } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { appliedValues, changesTo, valueIn, valuesOf, type ConfigChange, type ConfigValues } from './config-data.ts'
import { valuesWritten } from './config-written.ts'
import { whoHas } from './who-has.ts'

/** What a ConfigMap held before, or who has that. */
export type EarlierValues =
  | {
      readonly kind: 'known'
      readonly values: ConfigValues
      readonly changes: readonly ConfigChange[]
      /** Keys that were not applied and stay, because it is not the last writer who put them there. */
      readonly kept: readonly string[]
    }
  | {
      readonly kind: 'elsewhere'
      /** One sentence, with who has it. */
      readonly text: string
      /** Whether it holds just what was last applied. */
      readonly isAsApplied: boolean
    }

/**
 * The earlier version of a ConfigMap as the cluster still has it: what was last applied, where somebody patched or edited
 * it since. Kubernetes keeps no history of it, and managedFields name writers, not values.
 */
export function earlierValues(object: KubeObject): EarlierValues {
  const name = `ConfigMap ${object.metadata.name}`
  if (at(object, 'immutable') === true)
    return elsewhere(`${name} is immutable: a release with another name replaces it, and a rollback brings that back`)
  const applied = appliedValues(object)
  const { who, remedy } = whoHas(object, valuesWritten(object))
  const source = `${who}; ${remedy}.`
  if (applied === null) return elsewhere(`The cluster keeps no earlier version of ${name}: ${source}`)
  const others = othersKeys(object, applied)
  const values = { ...others, ...applied }
  const changes = changesTo(object, values)
  if (changes.length === 0)
    return elsewhere(`${name} is as it was last applied, so the version before is not here: ${source}`, true)
  return { kind: 'known', values, changes, kept: Object.keys(others) }
}

/** Keys beside the applied ones that somebody else than the last writer has put there, as a controller does. */
function othersKeys(object: KubeObject, applied: ConfigValues): ConfigValues {
  const writer = valuesWritten(object)?.by
  const entries = (object.metadata.managedFields ?? []).filter(({ manager }) => manager === writer)
  const isOfWriter = (key: string): boolean =>
    entries.some(({ fieldsV1 }) => at(fieldsV1, 'f:data', `f:${key}`) !== undefined)
  const kept = Object.entries(valuesOf(object)).filter(([key]) => valueIn(applied, key) === null && !isOfWriter(key))
  return Object.fromEntries(kept)
}

function elsewhere(text: string, isAsApplied = false): EarlierValues {
  return { kind: 'elsewhere', text: text.endsWith('.') ? text : `${text}.`, isAsApplied }
}
