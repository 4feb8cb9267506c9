import { parse } from 'yaml'
import { isObject, objectOf, textOf } from '../store/json-value.ts'
import type { JsonObject } from '../store/json-value.ts'
import { apiVersionOf } from '../store/kube-object.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { badRequest, invalid, StatusError } from '../store/status-error.ts'
import type { ApiContext, Exchange, ResourceExchange } from './exchange.ts'
import { goSyntaxError } from './go-syntax-error.ts'
import { decodeProtobuf } from './protobuf-body.ts'
import { decodeTyped, DecodingError } from './typed-decoding.ts'

/** An object that a client sent, and what it is to be warned about. */
export interface SentObject {
  readonly object: KubeObject
  readonly warnings: readonly string[]
}

/** The media type of a request body, without parameters. */
export function mediaTypeOf(exchange: Exchange): string {
  return (exchange.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''
}

/** A body in JSON, YAML or protobuf. Throws StatusError 400 or 415. */
export function parseBody(exchange: Exchange): JsonObject {
  const { body } = exchange
  switch (mediaTypeOf(exchange)) {
    case 'application/vnd.kubernetes.protobuf':
      return decodeProtobuf(body)
    case 'application/yaml':
      return requireObject(parseYaml(body.toString('utf8')))
    // curl's default: upstream reads what it does not know as JSON.
    case 'application/x-www-form-urlencoded':
    case 'application/json':
    case '*/*':
      return requireObject(parseJson(body.toString('utf8')))
    default:
      throw unsupportedMediaType()
  }
}

/** kubernetes/apiserver pkg/endpoints/handlers/negotiation/errors.go. */
export function unsupportedMediaType(): StatusError {
  return new StatusError(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    {}
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw badRequest(`couldn't get version/kind; json parse error: ${goSyntaxError(text)}`)
  }
}

function parseYaml(text: string): unknown {
  try {
    return parse(text) as unknown
  } catch (error) {
    throw badRequest(`error parsing YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function requireObject(value: unknown): JsonObject {
  if (isObject(value)) return value
  throw badRequest(
    "couldn't get version/kind; json parse error: json: cannot unmarshal value into Go value of type struct"
  )
}

/** The object of a create or an update, read as its kind. Throws StatusError 400. */
export function sentObject(context: ApiContext, exchange: ResourceExchange): SentObject {
  const { kind } = exchange
  const raw = parseBody(exchange)
  const version = apiVersionOf(kind)
  const body: JsonObject = { apiVersion: version, kind: kind.kind, ...raw }
  if (body['kind'] !== kind.kind || body['apiVersion'] !== version) {
    const found = `${textOf(body['apiVersion'])}, Kind=${textOf(body['kind'])}`
    throw badRequest(
      `the object provided is unrecognized or does not match the request: ${found} (expected ${version}, Kind=${kind.kind})`
    )
  }
  const prefix = `${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: `
  try {
    return checkFields(exchange, readAs(context, exchange, body))
  } catch (error) {
    if (error instanceof DecodingError) throw badRequest(`${prefix}${error.message}`)
    throw error
  }
}

/** Reads a JSON value as the exchange's kind. Throws DecodingError. */
export function readAs(
  context: ApiContext,
  exchange: ResourceExchange,
  value: JsonObject
): { readonly object: KubeObject; readonly unknownFields: readonly string[] } {
  const { group, version, kind } = exchange.kind
  const schema = context.schemas.of(group, version, kind)
  const { value: decoded, unknownFields } = decodeTyped(schema, value)
  const object = objectOf(decoded)
  const metadata = metadataOf(context, object['metadata'])
  return { object: { ...object, metadata } as unknown as KubeObject, unknownFields }
}

/** Custom resources have no document, but their metadata is read like everybody's. */
function metadataOf(context: ApiContext, metadata: unknown): JsonObject {
  const schema = context.schemas.of('', 'v1', 'ConfigMap')?.properties?.get('metadata')
  return objectOf(decodeTyped(schema, objectOf(metadata)).value)
}

/** What `fieldValidation` makes of unknown fields. Throws DecodingError under Strict. */
export function checkFields(
  exchange: Exchange,
  read: { readonly object: KubeObject; readonly unknownFields: readonly string[] }
): SentObject {
  const found = read.unknownFields.map((field) => `unknown field ${JSON.stringify(field)}`)
  switch (exchange.query.get('fieldValidation') ?? '') {
    case 'Ignore':
      return { object: read.object, warnings: [] }
    case 'Strict':
      if (found.length > 0) throw new DecodingError(`strict decoding error: ${found.join(', ')}`)
      return { object: read.object, warnings: [] }
    case '':
    case 'Warn':
      return { object: read.object, warnings: found }
    default:
      throw unsupportedOption(
        exchange,
        'fieldValidation',
        `${JSON.stringify(exchange.query.get('fieldValidation'))}: supported values: "", "Ignore", "Strict", "Warn"`
      )
  }
}

/** kubernetes/apimachinery pkg/apis/meta/v1/validation/validation.go ValidatePatchOptions and its siblings. */
function unsupportedOption(exchange: Exchange, field: string, text: string): StatusError {
  const options = { POST: 'CreateOptions', PUT: 'UpdateOptions', DELETE: 'DeleteOptions' } as const
  const kind = options[exchange.method as keyof typeof options] ?? 'PatchOptions'
  const message = `Unsupported value: ${text}`
  return invalid('meta.k8s.io', kind, '', [{ field, reason: 'FieldValueNotSupported', message }])
}

/** Whether nothing is to be stored. Throws StatusError 422 for values other than All. */
export function isDryRun(exchange: Exchange): boolean {
  const values = exchange.query.getAll('dryRun').filter((value) => value !== '')
  if (values.some((value) => value !== 'All')) {
    throw unsupportedOption(exchange, 'dryRun', `${JSON.stringify(values)}: supported values: "All"`)
  }
  return values.length > 0
}
