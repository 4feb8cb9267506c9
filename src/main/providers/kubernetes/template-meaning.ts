import types from '../../../../resources/kubernetes/pod-template-types.json' with { type: 'json' }
import { canonicalJson } from '../../lib/canonical-json.ts'
import { isJsonObject, type JsonObject } from '../../lib/json-access.ts'
import { quantityInBillionths } from './quantity.ts'

/** The fields of each type of a pod template, as Kubernetes' Go types declare them. */
const fieldsOf: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map(Object.entries(types))

/**
 * One text for all pod templates that mean the same to Kubernetes, and for no others. Absent and empty are one for lists,
 * maps, and whatever is declared by value; they are two for pointers: `securityContext: {}` is not "no securityContext",
 * and a template that gains it is rolled out again. Quantities are compared by value. A field that is not known here
 * is compared as it stands.
 *
 * Follows kubernetes/apimachinery pkg/api/equality/semantic.go Semantic and third_party/forked/golang/reflect/
 * deep_equal.go Equalities.DeepEqual over the types of k8s.io/api core/v1.
 */
export function templateMeaning(template: JsonObject): string {
  return canonicalJson(meaningAs('PodTemplateSpec', template) ?? {})
}

/** What is left of a value of a declared type; undefined for the type's zero value. */
function meaningAs(type: string, value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (type.startsWith('*')) return meaningAs(type.slice(1), value) ?? zeroOf(value)
  if (type.startsWith('[]') && Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((item) => meaningAs(type.slice(2), item) ?? null)
  }
  if (type.startsWith('{}') && isJsonObject(value)) {
    return membersOf(value, (_, member) => meaningAs(type.slice(2), member) ?? null)
  }
  const fields = fieldsOf.get(type)
  if (fields && isJsonObject(value)) {
    return membersOf(value, (key, member) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined
      return field === undefined ? { unknown: member } : meaningAs(field, member)
    })
  }
  return scalarAs(type, value)
}

function scalarAs(type: string, value: unknown): unknown {
  if (type === 'quantity') {
    const isText = typeof value === 'string' || typeof value === 'number'
    const billionths = isText ? quantityInBillionths(String(value).trim()) : null
    return billionths === null ? value : billionths === 0n ? undefined : billionths.toString()
  }
  // An empty string is a port by name, and none of that name.
  if (type === 'intOrString') return value === 0 ? undefined : value
  return value === '' || value === 0 || value === false ? undefined : value
}

/** What stands for a pointer to the zero value, which is not the same as no pointer. */
function zeroOf(value: unknown): unknown {
  return isJsonObject(value) ? {} : { zero: true }
}

/** The members of an object that mean something; undefined when none does. */
function membersOf(value: JsonObject, change: (key: string, member: unknown) => unknown): JsonObject | undefined {
  const members = Object.entries(value)
    .map(([key, member]) => [key, change(key, member)] as const)
    .filter(([, member]) => member !== undefined)
  return members.length === 0 ? undefined : Object.fromEntries(members)
}
