import type { Labels } from './series.ts'
import { labelKey } from './value.ts'

/** Puts label sets into groups by what is kept of their labels. */
export interface LabelGroups {
  /** What is kept of the labels: the same object for all label sets of a group. */
  of(labels: Labels): Labels
}

/** A query looks at the same label sets at every step of a range; each is taken apart once. */
export function createLabelGroups(keep: (labels: Labels) => Labels): LabelGroups {
  const known = new WeakMap<Labels, Labels>()
  const groups = new Map<string, Labels>()
  return {
    of(labels) {
      const before = known.get(labels)
      if (before !== undefined) return before
      const kept = keep(labels)
      const key = labelKey(kept)
      const group = groups.get(key) ?? kept
      groups.set(key, group)
      known.set(labels, group)
      return group
    }
  }
}
