import { canonicalJson } from '../../lib/canonical-json.ts'
import { at, isJsonObject, stringAt, type JsonObject } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { historyOf, templateOf } from './history.ts'
import { templateMeaning } from './template-meaning.ts'

/** A longer template is not compared part by part; characters. What people write is a tenth of it. */
const mostText = 200_000

/** What names the items of a list that are merged one by one (kubernetes/api core/v1 types.go, listMapKey). */
const itemKeys = ['name', 'mountPath', 'containerPort'] as const

/**
 * Whether a template is neither of two, and made of both: it has what they have in common, nothing that neither has, and
 * something that only the one has beside something that only the other has. A source that puts back what it names, and leaves
 * the rest, makes such a third version of the two (kubernetes-sigs/structured-merge-diff merge/update.go Apply).
 */
export function isHybridOf(template: unknown, one: unknown, other: unknown): boolean {
  const [own, first, second] = [leavesOf(template), leavesOf(one), leavesOf(other)]
  if (own === null || first === null || second === null) return false
  let ofFirst = false
  let ofSecond = false
  for (const [path, value] of own) {
    const [inFirst, inSecond] = [first.get(path) === value, second.get(path) === value]
    if (!inFirst && !inSecond) return false
    if (inFirst !== inSecond) [ofFirst, ofSecond] = [ofFirst || inFirst, ofSecond || inSecond]
  }
  const lacks = [...first].some(([path, value]) => second.get(path) === value && own.get(path) !== value)
  return ofFirst && ofSecond && !lacks
}

/**
 * The two revisions that what a Deployment asks for is a hybrid of, the one that was gone back to first; null where it is
 * one of its own. Only after somebody went back to a revision: elsewhere a release may well have a part of each of two before.
 */
export function hybridAfterUndo(
  deployment: KubeObject,
  replicaSets: readonly KubeObject[]
): readonly [number, number] | null {
  const history = historyOf(deployment, replicaSets)
  const [back, ...older] = history.filter(({ isCurrent }) => !isCurrent)
  if (back === undefined || back.earlier.length === 0 || !history.some(({ isCurrent }) => isCurrent)) return null
  const template = templateOf(deployment)
  const other = older.find((entry) => isHybridOf(template, back.template, entry.template))
  return other === undefined ? null : [back.revision, other.revision]
}

type Leaves = ReadonlyMap<string, string> | null

/** What the server sent is never changed in place, and what stands is judged at every observation. */
const seen = new WeakMap<object, Leaves>()

/** Each part of a template by its path, items of lists by what names them; null for one that is too long. */
function leavesOf(template: unknown): Leaves {
  if (!isJsonObject(template)) return null
  const before = seen.get(template)
  if (before !== undefined) return before
  const leaves = JSON.stringify(template).length > mostText ? null : walked(template)
  seen.set(template, leaves)
  return leaves
}

function walked(template: JsonObject): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>()
  const walk = (value: unknown, path: string): void => {
    if (isJsonObject(value)) for (const [key, member] of Object.entries(value)) walk(member, `${path}/${key}`)
    else if (Array.isArray(value) && value.every((item) => keyOf(item) !== null))
      for (const item of value) walk(item, `${path}[${keyOf(item) ?? ''}]`)
    else leaves.set(path, canonicalJson(value ?? null))
  }
  walk(meaningful(template), '')
  return leaves
}

/** What a template means, without what its controller adds to it in a ReplicaSet. */
function meaningful(template: JsonObject): unknown {
  const meant: unknown = JSON.parse(templateMeaning(template))
  const labels = at(meant, 'metadata', 'labels')
  if (!isJsonObject(labels) || !isJsonObject(meant)) return meant
  const { 'pod-template-hash': _hash, ...own } = labels
  return { ...meant, metadata: { ...(meant['metadata'] as object), labels: own } }
}

function keyOf(item: unknown): string | null {
  for (const key of itemKeys) {
    const value = stringAt(item, key) || at(item, key)
    if (typeof value === 'string' || typeof value === 'number') return `${key}=${value}`
  }
  return null
}
