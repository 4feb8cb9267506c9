import { isObject } from '../store/json-value.ts'
import { formatQuantity, parseQuantity, QuantityError } from '../store/quantity.ts'
import type { Schema } from '../store/schema.ts'
import { keepsZero } from './zero-values.ts'

/** What decoding into a typed object found. */
export interface Decoded {
  readonly value: unknown
  /** Paths of fields that the type does not have, for example `spec.replica`. */
  readonly unknownFields: readonly string[]
}

/** A value of the wrong type, in the words of Go's encoding/json. */
export class DecodingError extends Error {}

/**
 * Reads a JSON value as upstream reads it into its Go type: unknown fields are dropped and reported, null and empty
 * optional fields vanish, a wrong type is a DecodingError.
 */
export function decodeTyped(schema: Schema | undefined, value: unknown): Decoded {
  const unknownFields: string[] = []
  const decoded = schema === undefined ? value : decodeAt(schema, value, '', '', unknownFields)
  return { value: decoded, unknownFields }
}

function decodeAt(schema: Schema, value: unknown, path: string, owner: string, unknown: string[]): unknown {
  switch (schema.type) {
    case 'object':
      return decodeObject(schema, value, path, owner, unknown)
    case 'array': {
      if (!Array.isArray(value)) throw mismatch(schema, value, path, owner)
      const { items } = schema
      if (items === undefined) return value
      return value.map((item: unknown, index) => decodeAt(items, item, `${path}[${index}]`, owner, unknown))
    }
    case 'string':
      if (typeof value !== 'string') throw mismatch(schema, value, path, owner)
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw mismatch(schema, value, path, owner)
      return value
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw mismatch(schema, value, path, owner)
      return value
    case 'number':
      if (typeof value !== 'number') throw mismatch(schema, value, path, owner)
      return value
    case 'quantity':
      return readQuantity(value)
    case 'intOrString':
    case 'any':
      return value
  }
}

function readQuantity(value: unknown): string {
  try {
    return formatQuantity(
      parseQuantity(typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '')
    )
  } catch (error) {
    if (error instanceof QuantityError) throw new DecodingError(error.message)
    throw error
  }
}

function decodeObject(schema: Schema, value: unknown, path: string, owner: string, unknown: string[]): unknown {
  if (!isObject(value)) throw mismatch(schema, value, path, owner)
  const { properties, additional } = schema
  if (properties === undefined) {
    if (additional === undefined) return value
    return mapValues(value, (child, key) => decodeAt(additional, child, `${path}.${key}`, owner, unknown))
  }
  const decoded: Record<string, unknown> = {}
  for (const [name, child] of Object.entries(value)) {
    const below = path === '' ? name : `${path}.${name}`
    const property = properties.get(name)
    if (property === undefined) {
      unknown.push(below)
      continue
    }
    if (child === undefined) continue
    if (child === null) {
      if (property.format === 'date-time' && name !== 'creationTimestamp' && name !== 'deletionTimestamp')
        decoded[name] = null
      continue
    }
    const read = decodeAt(property, child, below, schema.goName, unknown)
    if (!isDropped(schema, property, name, read)) decoded[name] = read
  }
  return decoded
}

/** Whether Go's `omitempty` leaves the field out. */
function isDropped(owner: Schema, schema: Schema, name: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0 && !keepsZero(owner.goName, name)
  if (schema.type === 'object' && schema.properties === undefined && isObject(value))
    return Object.keys(value).length === 0
  if (value === '' || value === 0 || value === false) return !keepsZero(owner.goName, name)
  return false
}

function mapValues(value: Readonly<Record<string, unknown>>, change: (child: unknown, key: string) => unknown): object {
  const entries = Object.entries(value).filter(([, child]) => child !== undefined && child !== null)
  return Object.fromEntries(entries.map(([key, child]) => [key, change(child, key)]))
}

/** encoding/json UnmarshalTypeError. */
function mismatch(schema: Schema, value: unknown, path: string, owner: string): DecodingError {
  const found = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : numberOrKind(schema, value)
  const where = path === '' ? '' : `Go struct field ${owner}.${path.replaceAll(/\[\d+\]/g, '')} of type `
  return new DecodingError(
    `json: cannot unmarshal ${found} into ${where === '' ? 'Go value of type ' : where}${goType(schema)}`
  )
}

function numberOrKind(schema: Schema, value: unknown): string {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return schema.type === 'integer' ? `number ${value}` : 'number'
  return typeof value
}

function goType(schema: Schema): string {
  switch (schema.type) {
    case 'integer':
      return schema.format === '' ? 'int' : schema.format
    case 'boolean':
      return 'bool'
    case 'number':
      return 'float64'
    case 'array':
      return `[]${schema.items === undefined ? 'interface {}' : goType(schema.items)}`
    case 'object':
      if (schema.properties !== undefined) return `v1.${schema.goName}`
      return `map[string]${schema.additional === undefined ? 'interface {}' : goType(schema.additional)}`
    default:
      return schema.type === 'string' ? 'string' : schema.goName
  }
}
