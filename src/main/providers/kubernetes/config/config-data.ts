import { isJsonObject, stringAt, stringsAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'

/** One value of a ConfigMap, from one text to another; null where the key is not there. */
export interface ConfigChange {
  readonly key: string
  readonly from: string | null
  readonly to: string | null
}

/** Values by their keys. */
export type ConfigValues = Readonly<Record<string, string>>

/** The values of a ConfigMap, or of a manifest of one. Its binary values are left alone: nobody can tell what they are. */
export function valuesOf(object: unknown): ConfigValues {
  return stringsAt(object, 'data')
}

/** The annotation that `kubectl apply` keeps its manifest in. */
export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * The values that the last `kubectl apply` of a ConfigMap named; null where it was not applied, or where that cannot be
 * read. What was patched or edited since is not in them (kubernetes/kubectl pkg/util/apply.go).
 */
export function appliedValues({ metadata }: KubeObject): ConfigValues | null {
  const manifest = parsed(metadata.annotations?.[lastApplied] ?? '')
  const isOwn = isJsonObject(manifest) && stringAt(manifest, 'metadata', 'name') === metadata.name
  return isOwn ? valuesOf(manifest) : null
}

/** What is to be written so that an object holds these values and no others, in the order of its keys. */
export function changesTo(object: unknown, wanted: ConfigValues): readonly ConfigChange[] {
  const present = valuesOf(object)
  const keys = [...new Set([...Object.keys(present), ...Object.keys(wanted)])].sort()
  return keys
    .map((key) => ({ key, from: valueIn(present, key), to: valueIn(wanted, key) }))
    .filter(({ from, to }) => from !== to)
}

/** Null for a key that is not there, whatever its name is: `constructor` is one, too. */
export function valueIn(values: ConfigValues, key: string): string | null {
  return Object.hasOwn(values, key) ? (values[key] ?? null) : null
}

/** Null for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
