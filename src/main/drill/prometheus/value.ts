import type { Labels } from './series.ts'

export interface Sample {
  readonly labels: Labels
  readonly value: number
}

/** The result of an expression at one moment. */
export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly samples: readonly Sample[] }

const keys = new WeakMap<Labels, string>()

/** A key that is equal for equal label sets. */
export function labelKey(labels: Labels): string {
  const known = keys.get(labels)
  if (known !== undefined) return known
  const names = Object.keys(labels).toSorted()
  const key = JSON.stringify(names.map((name) => [name, labels[name]]))
  keys.set(labels, key)
  return key
}

/** The labels without some of them. */
export function without(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)))
}

/** Only the named labels. */
export function only(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)))
}
