import { isObject, objectOf, textOf } from '../store/json-value.ts'
import type { JsonObject } from '../store/json-value.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { badRequest, StatusError } from '../store/status-error.ts'
import { checkFields, isDryRun, mediaTypeOf, readAs } from './decode-body.ts'
import type { SentObject } from './decode-body.ts'
import { managerOf } from './exchange.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { goSyntaxError } from './go-syntax-error.ts'
import { applyJsonPatch } from './json-patch.ts'
import { applyMergePatch } from './merge-patch.ts'
import { named } from './read.ts'
import { objectAnswer } from './represent.ts'
import { applyStrategicMergePatch } from './strategic-merge-patch.ts'
import { DecodingError } from './typed-decoding.ts'
import { writeSubresource } from './write-subresource.ts'

/** PATCH of an object or its status. */
export function patch(context: ApiContext, exchange: ResourceExchange): Answer {
  refuseApply(exchange)
  const current = named(context, exchange)
  const patched = applyPatch(context, exchange, current)
  const { object, warnings } = readPatched(context, exchange, patched)
  requireSameName(exchange, current, object)
  const by = { manager: managerOf(exchange), user: exchange.user.name, ...writeSubresource(exchange) }
  const stored = context.store.update(exchange.key, object, by, { dryRun: isDryRun(exchange) })
  return objectAnswer(context, exchange, 200, stored, warnings)
}

/** The patched JSON, before it is read as the kind. Throws StatusError 400, 415 or 422. */
export function applyPatch(context: ApiContext, exchange: ResourceExchange, current: object): JsonObject {
  const text = exchange.body.toString('utf8')
  switch (mediaTypeOf(exchange)) {
    case 'application/json-patch+json':
      return requireObject(applyJsonPatch(current, text))
    case 'application/merge-patch+json':
      return requireObject(applyMergePatch(current, parsePatch(text)))
    case 'application/strategic-merge-patch+json': {
      if (exchange.kind.custom) throw unsupportedOfCustom()
      const { group, version, kind } = exchange.kind
      return applyStrategicMergePatch(context.schemas.of(group, version, kind), current, parsePatch(text))
    }
    default:
      throw unsupported()
  }
}

/** Before anything else: upstream would create what does not exist. */
function refuseApply(exchange: ResourceExchange): void {
  if (!mediaTypeOf(exchange).startsWith('application/apply-patch+')) return
  const message = 'server-side apply is not simulated by this server: use kubectl apply without --server-side'
  throw new StatusError(415, 'UnsupportedMediaType', message, {})
}

function unsupported(): StatusError {
  return new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})
}

/** Custom resources have no strategic merge (kubernetes/apiserver pkg/endpoints/handlers/negotiation/errors.go). */
function unsupportedOfCustom(): StatusError {
  const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted}`
  return new StatusError(415, 'UnsupportedMediaType', message, {})
}

function parsePatch(text: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badRequest(`error decoding patch: ${goSyntaxError(text)}`)
  }
  if (isObject(value)) return value
  throw badRequest('error decoding patch: json: cannot unmarshal value into Go value of type map[string]interface {}')
}

function requireObject(value: unknown): JsonObject {
  if (isObject(value)) return value
  throw badRequest('the patch does not leave an object')
}

/** Upstream reports what it could not decode as an invalid `patch` with the whole object in the message. */
function readPatched(context: ApiContext, exchange: ResourceExchange, patched: JsonObject): SentObject {
  try {
    return checkFields(exchange, readAs(context, exchange, patched))
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error
    const message = `Invalid value: ${JSON.stringify(JSON.stringify(patched))}: ${error.message}`
    throw new StatusError(422, 'Invalid', ` "" is invalid: patch: ${message}`, {
      causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }]
    })
  }
}

function requireSameName(exchange: ResourceExchange, current: KubeObject, object: KubeObject): void {
  const { name, namespace } = objectOf(object.metadata)
  if (name !== current.metadata.name) {
    const own = textOf(name)
    throw badRequest(
      `the name of the object (${own}) does not match the name on the URL (${exchange.resource.name ?? ''})`
    )
  }
  if (namespace !== current.metadata.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (object.kind !== current.kind || object.apiVersion !== current.apiVersion) {
    throw badRequest('the kind and apiVersion of an object cannot be changed by a patch')
  }
}
