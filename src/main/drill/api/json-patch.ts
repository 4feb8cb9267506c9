import { badRequest, StatusError } from '../store/status-error.ts'
import { goSyntaxError } from './go-syntax-error.ts'
import { parseRawJson, plainValue } from './raw-json.ts'
import type { RawJson } from './raw-json.ts'

/**
 * JSON Patch as kube-apiserver applies it, which is evanphx/json-patch v4 rather than RFC 6902
 * (kubernetes/apiserver pkg/endpoints/handlers/patch.go jsonPatcher.applyJSPatch):
 * `replace` of a missing member adds it, `test` of a missing member against null passes, and scalars are compared by
 * their text, the stored side as Go writes it (`<`, `>`, `&`, U+2028 and U+2029 escaped).
 */
export function applyJsonPatch(document: unknown, patchText: string): unknown {
  const operations = parseOperations(patchText)
  if (operations.length > MAX_OPERATIONS) {
    const message = `Request entity is too large: The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`
    throw new StatusError(413, 'RequestEntityTooLarge', message)
  }
  const root: Container = structuredClone(document) as Container
  for (const operation of operations) apply(root, operation)
  return root
}

const MAX_OPERATIONS = 10_000

type Container = Record<string, unknown> | unknown[]

interface Operation {
  readonly op: string
  readonly path: string
  readonly from: string
  readonly value: RawJson | undefined
}

/** Any operation that cannot be applied, a failed `test` included, is this bare 422. */
export function patchRejected(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
}

function parseOperations(text: string): readonly Operation[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badRequest(`error decoding patch: ${goSyntaxError(text)}`)
  }
  if (!Array.isArray(value)) {
    const found = value === null ? 'null' : typeof value
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type []handlers.jsonPatchOp`
    )
  }
  const raw = parseRawJson(text)
  const items = raw.kind === 'array' ? raw.items : []
  return items.map((item) => {
    if (item.kind !== 'object') {
      throw badRequest('error decoding patch: json: cannot unmarshal value into Go value of type jsonpatch.Operation')
    }
    const textOf = (name: string): string => {
      const member = item.members.get(name)
      const plain = member === undefined ? '' : plainValue(member)
      return typeof plain === 'string' ? plain : ''
    }
    return { op: textOf('op'), path: textOf('path'), from: textOf('from'), value: item.members.get('value') }
  })
}

function apply(root: Container, operation: Operation): void {
  const { op, path, from } = operation
  switch (op) {
    case 'add':
      return addAt(root, path, valueOf(operation))
    case 'remove':
      return removeAt(root, path)
    case 'replace': {
      const [parent, key] = locate(root, path)
      if (Array.isArray(parent)) parent[indexIn(parent, key, false)] = valueOf(operation)
      else define(parent, key, valueOf(operation))
      return
    }
    case 'move': {
      const moved = valueAt(root, from)
      removeAt(root, from)
      return addAt(root, path, moved)
    }
    case 'copy':
      return addAt(root, path, structuredClone(valueAt(root, from)))
    case 'test': {
      const [parent, key] = locate(root, path)
      if (!isEqual(member(parent, key), operation.value)) throw patchRejected()
      return
    }
    default:
      throw patchRejected()
  }
}

function valueOf({ value }: Operation): unknown {
  return value === undefined ? null : plainValue(value)
}

/** The container that holds the last part of a path. */
function locate(root: Container, path: string): readonly [Container, string] {
  const parts = path.split('/')
  if (parts.length < 2) throw patchRejected()
  const keys = parts.slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  let container: unknown = root
  for (const key of keys.slice(0, -1)) container = member(container, key)
  if (typeof container !== 'object' || container === null) throw patchRejected()
  return [container as Container, keys.at(-1) ?? '']
}

/** undefined for members that objects do not have; indices must exist. */
function member(container: unknown, key: string): unknown {
  if (Array.isArray(container)) return container[indexIn(container, key, false)] as unknown
  if (typeof container !== 'object' || container === null) return undefined
  return Object.hasOwn(container, key) ? (container as Record<string, unknown>)[key] : undefined
}

function valueAt(root: Container, path: string): unknown {
  const [parent, key] = locate(root, path)
  const value = member(parent, key)
  if (value === undefined) throw patchRejected()
  return value
}

function addAt(root: Container, path: string, value: unknown): void {
  const [parent, key] = locate(root, path)
  if (!Array.isArray(parent)) define(parent, key, value)
  else if (key === '-') parent.push(value)
  else parent.splice(indexIn(parent, key, true), 0, value)
}

function removeAt(root: Container, path: string): void {
  const [parent, key] = locate(root, path)
  if (Array.isArray(parent)) parent.splice(indexIn(parent, key, false), 1)
  else if (Object.hasOwn(parent, key)) delete parent[key]
  else throw patchRejected()
}

/** Own property even for names such as `__proto__`. */
function define(parent: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true })
}

/** Negative indices count from the end, as the library's default allows. */
function indexIn(list: readonly unknown[], key: string, forInsert: boolean): number {
  if (!/^-?\d{1,9}$/.test(key)) throw patchRejected()
  const given = Number(key)
  const size = list.length + (forInsert ? 1 : 0)
  const index = given < 0 ? given + size : given
  if (index < 0 || index >= size) throw patchRejected()
  return index
}

function isEqual(stored: unknown, wanted: RawJson | undefined): boolean {
  const isNull = wanted === undefined || (wanted.kind === 'scalar' && wanted.raw === 'null')
  if (stored === undefined || stored === null) return isNull
  if (isNull) return false
  if (Array.isArray(stored)) {
    if (wanted.kind !== 'array' || wanted.items.length !== stored.length) return false
    return stored.every((item: unknown, index) => isEqual(item, wanted.items[index]))
  }
  if (typeof stored === 'object') {
    if (wanted.kind !== 'object') return false
    const entries = Object.entries(stored)
    if (entries.length !== wanted.members.size) return false
    return entries.every(([key, value]) => wanted.members.has(key) && isEqual(value, wanted.members.get(key)))
  }
  return wanted.kind === 'scalar' && wanted.raw === goJson(stored)
}

/** A scalar as Go's encoding/json writes it. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
