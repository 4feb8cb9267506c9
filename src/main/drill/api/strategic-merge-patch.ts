import { jsonEqual } from '../store/json-equal.ts'
import { isObject, listOf, objectOf, textOf } from '../store/json-value.ts'
import type { JsonObject } from '../store/json-value.ts'
import type { Schema } from '../store/schema.ts'
import { badRequest } from '../store/status-error.ts'

const DIRECTIVE = '$patch'
const RETAIN_KEYS = '$retainKeys'
const DELETE_FROM = '$deleteFromPrimitiveList/'
const ELEMENT_ORDER = '$setElementOrder/'

/**
 * Strategic merge patch (kubernetes/apimachinery pkg/util/strategicpatch/patch.go): lists with a merge key are merged
 * by it; `$patch`, `$retainKeys`, `$deleteFromPrimitiveList` and `$setElementOrder` are obeyed.
 */
export function applyStrategicMergePatch(schema: Schema | undefined, target: unknown, patch: JsonObject): JsonObject {
  const directive = patch[DIRECTIVE]
  if (directive === 'replace') return clean(withoutDirectives(patch))
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge') {
    throw badRequest(`Unrecognized value ${JSON.stringify(directive)} of $patch`)
  }
  const before = retain(objectOf(target), patch[RETAIN_KEYS])
  const result = new Map(Object.entries(before))
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE_FROM)) {
      const field = key.slice(DELETE_FROM.length)
      const removed = listOf(value)
      result.set(
        field,
        listOf(result.get(field)).filter((item) => !contains(removed, item))
      )
    }
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue
    if (value === null) result.delete(key)
    else result.set(key, mergeField(fieldSchema(schema, key), result.get(key), value))
  }
  for (const [key, value] of Object.entries(patch)) {
    if (!key.startsWith(ELEMENT_ORDER)) continue
    const field = key.slice(ELEMENT_ORDER.length)
    const current = result.get(field)
    if (Array.isArray(current)) {
      result.set(
        field,
        reorder(current, listOf(value), listOf(before[field]), fieldSchema(schema, field)?.patchMergeKey)
      )
    }
  }
  return Object.fromEntries(result)
}

function fieldSchema(schema: Schema | undefined, key: string): Schema | undefined {
  return schema?.properties?.get(key) ?? schema?.additional
}

function mergeField(schema: Schema | undefined, target: unknown, value: unknown): unknown {
  if (isObject(value)) {
    // A pointer that was null, or a union member that replaces another, starts from nothing.
    return applyStrategicMergePatch(schema, isObject(target) ? target : {}, value)
  }
  if (!Array.isArray(value)) return value
  if (schema?.patchStrategies.includes('merge') !== true)
    return value.map((item: unknown) => (isObject(item) ? clean(item) : item))
  const key = schema.patchMergeKey
  return key === undefined ? mergePrimitives(listOf(target), value) : mergeByKey(schema, key, listOf(target), value)
}

function mergePrimitives(target: readonly unknown[], added: readonly unknown[]): readonly unknown[] {
  return [...target, ...added.filter((item) => !contains(target, item))]
}

function mergeByKey(
  schema: Schema,
  key: string,
  target: readonly unknown[],
  patch: readonly unknown[]
): readonly unknown[] {
  const items = patch.map(objectOf)
  if (items.some((item) => item[DIRECTIVE] === 'replace')) {
    return items.filter((item) => item[DIRECTIVE] === undefined).map(clean)
  }
  let result = target.map(objectOf)
  for (const item of items) {
    const id = item[key]
    if (id === undefined) {
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
    }
    if (item[DIRECTIVE] === 'delete') result = result.filter((one) => !jsonEqual(one[key], id))
    else {
      const index = result.findIndex((one) => jsonEqual(one[key], id))
      const merged = applyStrategicMergePatch(schema.items, index < 0 ? {} : result[index], item)
      result = index < 0 ? [...result, merged] : result.with(index, merged)
    }
  }
  return result
}

/** Items named in the order come in that order; others keep their place relative to what was before them. */
function reorder(
  current: readonly unknown[],
  order: readonly unknown[],
  original: readonly unknown[],
  key: string | undefined
): readonly unknown[] {
  const idOf = (item: unknown): unknown => (key === undefined ? item : objectOf(item)[key])
  const ranks = order.map(idOf)
  const rankOf = (item: unknown): number => ranks.findIndex((id) => jsonEqual(id, idOf(item)))
  const ordered = current.filter((item) => rankOf(item) >= 0).toSorted((a, b) => rankOf(a) - rankOf(b))
  const placeOf = (item: unknown): number => original.findIndex((one) => jsonEqual(idOf(one), idOf(item)))
  const others = current.filter((item) => rankOf(item) < 0)
  const merged = [...ordered]
  for (const item of others) {
    const place = placeOf(item)
    const index = merged.findIndex((one) => placeOf(one) > place)
    merged.splice(index < 0 || place < 0 ? merged.length : index, 0, item)
  }
  return merged
}

function retain(target: JsonObject, keys: unknown): JsonObject {
  if (!Array.isArray(keys)) return target
  const names = new Set(keys.map(textOf))
  return Object.fromEntries(Object.entries(target).filter(([key]) => names.has(key)))
}

function contains(list: readonly unknown[], item: unknown): boolean {
  return list.some((one) => jsonEqual(one, item))
}

function withoutDirectives(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('$')))
}

/** Drops directives and nulls from a value that is taken as a whole. */
function clean(value: JsonObject): JsonObject {
  const entries = Object.entries(withoutDirectives(value)).filter(([, child]) => child !== null)
  return Object.fromEntries(entries.map(([key, child]) => [key, isObject(child) ? clean(child) : child]))
}
