import { jsonEqual } from './json-equal.ts'
import type { FieldsV1 } from './kube-object.ts'
import type { Schema } from './schema.ts'

/** A set of field paths as a tree: `member` says that the path itself is in the set. */
export interface FieldSet {
  readonly member: boolean
  readonly children: ReadonlyMap<string, FieldSet>
}

interface MutableSet {
  member: boolean
  readonly children: Map<string, MutableSet>
}

/** What changed between two values of one type. */
export interface Comparison {
  readonly changed: FieldSet
  readonly removed: FieldSet
}

export const EMPTY_SET: FieldSet = { member: false, children: new Map() }

function isEmpty(set: FieldSet): boolean {
  return !set.member && set.children.size === 0
}

const mutable = (): MutableSet => ({ member: false, children: new Map() })

/**
 * Added and modified paths, and removed ones, as structured-merge-diff compares them
 * (kubernetes-sigs/structured-merge-diff typed/compare.go): a path that is new is in the set itself as well as
 * everything below it; lists and maps marked atomic are one leaf.
 */
export function compareFields(schema: Schema | undefined, before: unknown, after: unknown): Comparison {
  const changed = mutable()
  const removed = mutable()
  walk(schema, before, after, changed, removed)
  return { changed, removed }
}

function walk(
  schema: Schema | undefined,
  before: unknown,
  after: unknown,
  changed: MutableSet,
  removed: MutableSet
): void {
  if (before === undefined && after === undefined) return
  if (before === after) return
  const left = parts(schema, before)
  const right = parts(schema, after)
  if (before === undefined) changed.member = true
  if (after === undefined) removed.member = true
  const leaf = (left === undefined && right === undefined) || (sizeOf(left) === 0 && sizeOf(right) === 0)
  if (leaf) {
    if (before !== undefined && after !== undefined && !jsonEqual(before, after)) changed.member = true
    return
  }
  for (const [key, a] of left ?? []) {
    const b = right?.get(key)
    if (a.value !== b?.value) step(key, a, b, changed, removed)
  }
  for (const [key, b] of right ?? []) if (left?.has(key) !== true) step(key, undefined, b, changed, removed)
}

/** Goes down one path element and keeps what was found there. */
function step(key: string, a: Part | undefined, b: Part | undefined, changed: MutableSet, removed: MutableSet): void {
  const [below, gone] = [mutable(), mutable()]
  walk(a?.schema ?? b?.schema, a?.value, b?.value, below, gone)
  if (!isEmpty(below)) changed.children.set(key, below)
  if (!isEmpty(gone)) removed.children.set(key, gone)
}

interface Part {
  readonly value: unknown
  readonly schema: Schema | undefined
}

/** The members of a granular map or associative list by path element, or undefined for a leaf. */
function parts(schema: Schema | undefined, value: unknown): ReadonlyMap<string, Part> | undefined {
  if (schema?.atomic === true) return undefined
  if (Array.isArray(value)) return listParts(schema, value)
  if (typeof value !== 'object' || value === null) return undefined
  const found = new Map<string, Part>()
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue
    found.set(`f:${name}`, { value: child as unknown, schema: schema?.properties?.get(name) ?? schema?.additional })
  }
  return found
}

function listParts(schema: Schema | undefined, list: readonly unknown[]): ReadonlyMap<string, Part> | undefined {
  if (schema === undefined || schema.listType === 'atomic') return undefined
  const found = new Map<string, Part>()
  for (const value of list) {
    const element = schema.listType === 'set' ? `v:${JSON.stringify(value)}` : `k:${keyOf(schema.listKeys, value)}`
    found.set(element, { value, schema: schema.listType === 'set' ? undefined : schema.items })
  }
  return found
}

function keyOf(keys: readonly string[], value: unknown): string {
  const item = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  const named = keys.toSorted().filter((key) => item[key] !== undefined)
  return JSON.stringify(Object.fromEntries(named.map((key) => [key, item[key]])))
}

function sizeOf(found: ReadonlyMap<string, Part> | undefined): number {
  return found?.size ?? 0
}

/** Everything in either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return a
  if (isEmpty(a)) return b
  const children = new Map(a.children)
  for (const [key, child] of b.children) {
    const own = children.get(key)
    children.set(key, own === undefined ? child : union(own, child))
  }
  return { member: a.member || b.member, children }
}

/** Everything in `a` that is not in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return a
  const children = new Map<string, FieldSet>()
  for (const [key, child] of a.children) {
    const other = b.children.get(key)
    const left = other === undefined ? child : difference(child, other)
    if (!isEmpty(left)) children.set(key, left)
  }
  return { member: a.member && !b.member, children }
}

/** Whether every member of `b` is in `a`. */
export function includes(a: FieldSet, b: FieldSet): boolean {
  if (b.member && !a.member) return false
  for (const [key, child] of b.children) {
    const own = a.children.get(key)
    if (own === undefined || !includes(own, child)) return false
  }
  return true
}

/** Whether the sets have a member in common. */
export function intersects(a: FieldSet, b: FieldSet): boolean {
  if (a.member && b.member) return true
  for (const [key, child] of b.children) {
    const own = a.children.get(key)
    if (own !== undefined && intersects(own, child)) return true
  }
  return false
}

/** Sets by their notation, and the other way round: neither changes once it is made, and both are asked for often. */
const sets = new WeakMap<FieldsV1, FieldSet>()
const notations = new WeakMap<FieldSet, FieldsV1>()

/** The notation of `managedFields[].fieldsV1`. */
export function toFieldsV1(set: FieldSet): FieldsV1 {
  const notation = withChildren(set, {})
  sets.set(notation, { member: false, children: set.children })
  return notation
}

function withChildren(set: FieldSet, into: Record<string, FieldsV1>): FieldsV1 {
  for (const key of [...set.children.keys()].toSorted()) into[key] = node(set.children.get(key) ?? EMPTY_SET)
  return into
}

function node(set: FieldSet): FieldsV1 {
  if (set.children.size === 0) return {}
  const known = notations.get(set)
  if (known !== undefined) return known
  const made = withChildren(set, set.member ? { '.': {} } : {})
  notations.set(set, made)
  return made
}

/** Reads `fieldsV1` back; stored ones never change, so each is read once. */
export function fromFieldsV1(fields: FieldsV1): FieldSet {
  const known = sets.get(fields)
  if (known !== undefined) return known
  const set = parse(fields)
  if (Object.isFrozen(fields)) sets.set(fields, set)
  return set
}

function parse(fields: FieldsV1): FieldSet {
  const entries = Object.entries(fields).filter(([key]) => key !== '.')
  const children = new Map(entries.map(([key, child]) => [key, member(child)]))
  return { member: false, children }
}

function member(fields: FieldsV1): FieldSet {
  const below = parse(fields)
  return { member: Object.keys(fields).length === 0 || fields['.'] !== undefined, children: below.children }
}

/** Whether nothing is in the set. */
export function isEmptySet(set: FieldSet): boolean {
  return isEmpty(set)
}
