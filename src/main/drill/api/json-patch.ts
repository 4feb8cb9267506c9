import { StatusError } from '../store/status-error.ts'
import type { Operation } from './json-patch-operations.ts'
import { parseOperations } from './json-patch-operations.ts'
import type { RawJson } from './raw-json.ts'
import { equalRawJson, plainValue, rawJsonOf, rewritten } from './raw-json.ts'

/**
 * JSON Patch as kube-apiserver applies it, which is evanphx/json-patch v4 rather than RFC 6902
 * (kubernetes/apiserver pkg/endpoints/handlers/patch.go jsonPatcher.applyJSPatch):
 * `replace` of a missing member adds it, `test` of a missing member against null passes, `copy` of one gives null,
 * `replace` and `test` take the whole document for an empty path, and scalars are compared by their text. What was stored is as Go writes it (`<`, `>`, `&`, U+2028 and U+2029 escaped), what the patch itself
 * wrote is as the client wrote it, until `copy` has Go write it again.
 */
export function applyJsonPatch(document: unknown, patchText: string): unknown {
  const operations = parseOperations(patchText)
  if (operations.length > MAX_OPERATIONS) {
    const message = `Request entity is too large: The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`
    throw new StatusError(413, 'RequestEntityTooLarge', message)
  }
  let root = rawJsonOf(document)
  for (const operation of operations) root = apply(root, operation)
  return plainValue(root)
}

const MAX_OPERATIONS = 10_000

type Container = Exclude<RawJson, { readonly kind: 'scalar' }>

/** Any operation that cannot be applied, a failed `test` included, is this bare 422. */
export function patchRejected(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
}

/** The document after one step: the same one, changed, unless it was replaced as a whole. */
function apply(root: RawJson, operation: Operation): RawJson {
  const { op, path } = operation
  if (path !== '' || (op !== 'replace' && op !== 'test')) {
    applyWithin(root, operation)
    return root
  }
  const value = valueOf(operation)
  if (op === 'replace' && value.kind !== 'scalar') return value
  if (op === 'test' && equalRawJson(root, value)) return root
  throw patchRejected()
}

function applyWithin(root: RawJson, operation: Operation): void {
  const { op, path, from } = operation
  switch (op) {
    case 'add':
      return addAt(root, path, valueOf(operation))
    case 'remove':
      return removeAt(root, path)
    case 'replace': {
      const [parent, key] = locate(root, path)
      if (parent.kind === 'array') parent.items[indexIn(parent.items, key, false)] = valueOf(operation)
      else parent.members.set(key, valueOf(operation))
      return
    }
    case 'move': {
      const moved = valueAt(root, from)
      removeAt(root, from)
      return addAt(root, path, moved)
    }
    case 'copy':
      return addAt(root, path, rewritten(copiedFrom(root, from)))
    case 'test': {
      const [parent, key] = locate(root, path)
      if (!equalRawJson(member(parent, key) ?? NULL, operation.value ?? NULL)) throw patchRejected()
      return
    }
    default:
      throw patchRejected()
  }
}

const NULL: RawJson = { kind: 'scalar', raw: 'null' }

function valueOf({ value }: Operation): RawJson {
  return value ?? NULL
}

/** The container that holds the last part of a path. */
function locate(root: RawJson, path: string): readonly [Container, string] {
  const parts = path.split('/')
  if (parts.length < 2) throw patchRejected()
  const keys = parts.slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  let container: RawJson | undefined = root
  for (const key of keys.slice(0, -1)) container = container === undefined ? undefined : member(container, key)
  if (container === undefined || container.kind === 'scalar') throw patchRejected()
  return [container, keys.at(-1) ?? '']
}

/** undefined for members that objects do not have; indices must exist. */
function member(container: RawJson, key: string): RawJson | undefined {
  switch (container.kind) {
    case 'array':
      return container.items[indexIn(container.items, key, false)]
    case 'object':
      return container.members.get(key)
    case 'scalar':
      return undefined
  }
}

function valueAt(root: RawJson, path: string): RawJson {
  const [parent, key] = locate(root, path)
  const value = member(parent, key)
  if (value === undefined) throw patchRejected()
  return value
}

function copiedFrom(root: RawJson, path: string): RawJson {
  const [parent, key] = locate(root, path)
  return member(parent, key) ?? NULL
}

function addAt(root: RawJson, path: string, value: RawJson): void {
  const [parent, key] = locate(root, path)
  if (parent.kind === 'object') parent.members.set(key, value)
  else if (key === '-') parent.items.push(value)
  else parent.items.splice(indexIn(parent.items, key, true), 0, value)
}

function removeAt(root: RawJson, path: string): void {
  const [parent, key] = locate(root, path)
  if (parent.kind === 'array') parent.items.splice(indexIn(parent.items, key, false), 1)
  else if (!parent.members.delete(key)) throw patchRejected()
}

/** Negative indices count from the end, as the library's default allows. */
function indexIn(list: readonly RawJson[], key: string, forInsert: boolean): number {
  if (!/^-?\d{1,9}$/.test(key)) throw patchRejected()
  const given = Number(key)
  const size = list.length + (forInsert ? 1 : 0)
  const index = given < 0 ? given + size : given
  if (index < 0 || index >= size) throw patchRejected()
  return index
}
