import { canonicalJson } from '../../lib/canonical-json.ts'
import { arrayAt, isJsonObject, type JsonObject } from '../../lib/json-access.ts'

/** The operations of a JSON Patch body; empty when it is not one. */
export function patchOperations(body: string): readonly JsonObject[] {
  try {
    return arrayAt({ operations: JSON.parse(body) }, 'operations').filter(isJsonObject)
  } catch {
    return []
  }
}

/** Paths of the `test` operations that an object does not meet. */
export function unmetTests(body: string, object: unknown): readonly string[] {
  return patchOperations(body)
    .filter(({ op }) => op === 'test')
    .flatMap(({ path, value }) =>
      typeof path === 'string' && !isSameJson(valueAt(object, path) ?? null, value ?? null) ? [path] : []
    )
}

/** Of JSON values. */
function isSameJson(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

/** What the patch puts at a path; undefined when it does not write there. */
export function patchedValue(body: string, path: string): unknown {
  return patchOperations(body).find((operation) => operation['op'] === 'replace' && operation['path'] === path)?.[
    'value'
  ]
}

/** What a JSON pointer names (RFC 6901); undefined where there is nothing. */
export function valueAt(object: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(memberOf, object)
}

function memberOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(key) ? (value as readonly unknown[])[Number(key)] : undefined
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
