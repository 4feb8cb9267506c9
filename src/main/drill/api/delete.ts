import type { DeleteOptions } from '../store/api-store.ts'
import { objectOf, textOf } from '../store/json-value.ts'
import { badRequest, invalid, StatusError } from '../store/status-error.ts'
import { isDryRun, parseBody } from './decode-body.ts'
import { json } from './exchange.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { named } from './read.ts'
import { listAnswer, objectAnswer } from './represent.ts'
import { selectionOf } from './selection.ts'

/** DELETE of one object: its last state while it lingers, else a Status. */
export function deleteOne(context: ApiContext, exchange: ResourceExchange): Answer {
  const before = named(context, exchange)
  const { name = '', namespace } = exchange.resource
  const place = exchange.kind.namespaced ? (namespace ?? '') : null
  const { object, gone } = context.store.delete(exchange.key, place, name, optionsOf(exchange))
  if (!gone || isReturned(exchange)) return objectAnswer(context, exchange, 200, object)
  const { group, resource } = exchange.key
  const uid = before.metadata.uid ?? ''
  return json(exchange, 200, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group === '' ? {} : { group }), kind: resource, uid }
  })
}

/** Kinds whose registry has ReturnDeletedObject (kubernetes pkg/registry/core, each storage.go). */
function isReturned({ key }: ResourceExchange): boolean {
  return key.group === '' && ['namespaces', 'pods', 'services'].includes(key.resource)
}

/** DELETE of everything that the selectors match; answers with the list. */
export function deleteCollection(context: ApiContext, exchange: ResourceExchange): Answer {
  const { matches } = selectionOf(exchange)
  const options = optionsOf(exchange)
  const found = context.store.list(exchange.key, exchange.resource.namespace).filter(matches)
  for (const { metadata } of found) {
    const place = exchange.kind.namespaced ? (metadata.namespace ?? '') : null
    if (context.store.get(exchange.key, place, metadata.name ?? '') === undefined) continue
    context.store.delete(exchange.key, place, metadata.name ?? '', options)
  }
  return listAnswer(context, exchange, found, { resourceVersion: context.store.resourceVersion() })
}

const POLICIES = ['Foreground', 'Background', 'Orphan'] as const

/** Whoever sends a body has no query: kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/delete.go DeleteResource. */
function optionsOf(exchange: ResourceExchange): DeleteOptions {
  const hasBody = exchange.body.length > 0
  const body = hasBody ? parseBody(exchange) : {}
  const query = hasBody ? new URLSearchParams() : exchange.query
  const policy = textOf(body['propagationPolicy']) || query.get('propagationPolicy') || orphanPolicy(query, body)
  const propagationPolicy = POLICIES.find((one) => one === policy)
  if (policy !== '' && propagationPolicy === undefined) {
    throw new StatusError(
      422,
      'Invalid',
      `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan"`
    )
  }
  if (policy !== '' && body['orphanDependents'] !== undefined && body['propagationPolicy'] !== undefined) {
    const message = `Invalid value: ${JSON.stringify(policy)}: orphanDependents and deletionPropagation cannot be both set`
    throw invalid('meta.k8s.io', 'DeleteOptions', '', [
      { field: 'propagationPolicy', reason: 'FieldValueInvalid', message }
    ])
  }
  const seconds = body['gracePeriodSeconds'] ?? query.get('gracePeriodSeconds') ?? undefined
  if (seconds !== undefined && !/^\d{1,9}$/.test(JSON.stringify(seconds).replaceAll('"', '')))
    throw badRequest('gracePeriodSeconds must be a number of seconds')
  const { uid, resourceVersion } = objectOf(body['preconditions'])
  const dryRun = hasBody ? Array.isArray(body['dryRun']) && body['dryRun'].includes('All') : isDryRun(exchange)
  return {
    dryRun,
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(seconds === undefined ? {} : { gracePeriodSeconds: Number(seconds) }),
    preconditions: {
      ...(typeof uid === 'string' ? { uid } : {}),
      ...(typeof resourceVersion === 'string' ? { resourceVersion } : {})
    }
  }
}

function orphanPolicy(query: URLSearchParams, body: Readonly<Record<string, unknown>>): string {
  return body['orphanDependents'] === true || query.get('orphanDependents') === 'true' ? 'Orphan' : ''
}
