import protobuf from 'protobufjs'
import type { JsonObject } from '../store/json-value.ts'
import { badRequest } from '../store/status-error.ts'
import { jsonFlags, protobufRoot } from './protobuf-types.ts'

/** The first bytes of Kubernetes' protobuf envelope. */
const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00])

const PACKAGES: Readonly<Record<string, string>> = {
  v1: 'k8s.io.api.core.v1',
  'apps/v1': 'k8s.io.api.apps.v1',
  'authentication.k8s.io/v1': 'k8s.io.api.authentication.v1',
  'authorization.k8s.io/v1': 'k8s.io.api.authorization.v1',
  'autoscaling/v1': 'k8s.io.api.autoscaling.v1',
  'coordination.k8s.io/v1': 'k8s.io.api.coordination.v1',
  'events.k8s.io/v1': 'k8s.io.api.events.v1'
}
const META = 'k8s.io.apimachinery.pkg.apis.meta.v1'

/** Reads a body of `application/vnd.kubernetes.protobuf` as JSON. Throws StatusError 400. */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, 4).equals(MAGIC))
    throw badRequest('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]')
  const root = protobufRoot()
  try {
    const envelope = root
      .lookupType('k8s.io.apimachinery.pkg.runtime.Unknown')
      .decode(body.subarray(4)) as unknown as Envelope
    const { apiVersion = '', kind = '' } = envelope.typeMeta ?? {}
    const type = lookup(root, apiVersion, kind)
    if (type === null)
      throw badRequest(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`)
    return { apiVersion, kind, ...toJson(type, type.decode(envelope.raw ?? new Uint8Array())) }
  } catch (error) {
    if (error instanceof Error && error.name === 'StatusError') throw error
    throw badRequest(
      `the body is not a valid protobuf message: ${error instanceof Error ? error.message : String(error)}`
    )
  }
}

interface Envelope {
  readonly typeMeta?: { readonly apiVersion?: string; readonly kind?: string }
  readonly raw?: Uint8Array
}

function lookup(root: protobuf.Root, apiVersion: string, kind: string): protobuf.Type | null {
  const name = kind === 'DeleteOptions' ? META : PACKAGES[apiVersion]
  const found = name === undefined ? null : root.lookup(`${name}.${kind}`)
  return found instanceof protobuf.Type ? found : null
}

/** Messages whose JSON is not an object of their fields. */
const SCALARS: Readonly<Record<string, (message: Readonly<Record<string, unknown>>) => unknown>> = {
  Quantity: (message) => message['string'] ?? '0',
  IntOrString: (message) => (Number(message['type'] ?? 0) === 1 ? message['strVal'] : Number(message['intVal'] ?? 0)),
  Time: (message) => timeOf(message, 0),
  MicroTime: (message) => timeOf(message, 6),
  FieldsV1: (message) =>
    JSON.parse(Buffer.from((message['Raw'] as Uint8Array | undefined) ?? []).toString('utf8') || '{}') as unknown,
  ExtraValue: (message) => message['items'] ?? [],
  Verbs: (message) => message['items'] ?? []
}

function toJson(type: protobuf.Type, message: unknown): JsonObject {
  const values = message as Readonly<Record<string, unknown>>
  const json: Record<string, unknown> = {}
  for (const field of type.fieldsArray) {
    if (!Object.hasOwn(values, field.name)) continue
    const { inline, zero } = jsonFlags(field)
    const value = fieldValue(field, values[field.name])
    if (inline && typeof value === 'object') Object.assign(json, value)
    else if (value !== undefined && (zero || !isZero(value))) json[field.name] = value
  }
  return json
}

function fieldValue(field: protobuf.Field, value: unknown): unknown {
  if (field instanceof protobuf.MapField) {
    const entries = Object.entries(value as object)
    return Object.fromEntries(entries.map(([key, item]) => [key, single(field, item)]))
  }
  return field.repeated ? (value as readonly unknown[]).map((item) => single(field, item)) : single(field, value)
}

function single(field: protobuf.Field, value: unknown): unknown {
  const type = field.resolvedType
  if (type instanceof protobuf.Type) {
    const scalar = SCALARS[type.name]
    return scalar === undefined ? toJson(type, value) : scalar(value as Readonly<Record<string, unknown>>)
  }
  if (field.type === 'bytes') return Buffer.from(value as Uint8Array).toString('base64')
  return isLong(value) ? value.toNumber() : value
}

/** protobufjs' 64-bit integers. */
function isLong(value: unknown): value is { readonly toNumber: () => number } {
  return typeof value === 'object' && value !== null && 'toNumber' in value && typeof value.toNumber === 'function'
}

function isZero(value: unknown): boolean {
  if (value === '' || value === 0 || value === false) return true
  return Array.isArray(value) && value.length === 0
}

/** undefined for the zero time. */
function timeOf(message: Readonly<Record<string, unknown>>, digits: number): string | undefined {
  if (!Object.hasOwn(message, 'seconds')) return undefined
  const seconds = isLong(message['seconds']) ? message['seconds'].toNumber() : Number(message['seconds'])
  const nanos = Number(message['nanos'] ?? 0)
  const text = new Date(seconds * 1000).toISOString().slice(0, 19)
  return digits === 0 ? `${text}Z` : `${text}.${String(Math.trunc(nanos / 1000)).padStart(6, '0')}Z`
}
