import { fnv32a, safeEncode } from '../world/random.ts'
import type { PodTemplate } from './kube-types.ts'

export const hashLabel = 'pod-template-hash'

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined)
  return Object.fromEntries(
    members.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, canonical(member)])
  )
}

const known = new WeakMap<PodTemplate, string>()

/** The template without the label that the controller adds, in one spelling; equal texts are semantically equal. */
export function templateText(template: PodTemplate): string {
  const before = known.get(template)
  if (before !== undefined) return before
  const labels = { ...template.metadata?.labels }
  delete labels[hashLabel]
  const text = JSON.stringify(canonical({ ...template, metadata: { ...template.metadata, labels } }))
  known.set(template, text)
  return text
}

/**
 * A pod-template-hash. Upstream hashes Go's memory representation (kubernetes pkg/controller/controller_utils.go
 * ComputeHash), which nobody else can reproduce; here it is FNV over the canonical JSON, encoded the same way. As there,
 * a Deployment whose name was taken counts the collisions, and each gives another hash.
 */
export function templateHash(template: PodTemplate, collisions?: number): string {
  const text = templateText(template)
  return safeEncode(String(fnv32a(collisions === undefined ? text : `${text}/${collisions}`)))
}
