import { numberOf, objectOf } from '../store/json-value.ts'
import type { JsonObject } from '../store/json-value.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { badRequest, invalid } from '../store/status-error.ts'
import { isDryRun, parseBody } from './decode-body.ts'
import { json, managerOf } from './exchange.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { formatLabelSelector } from './label-selector.ts'
import { applyPatch } from './patch.ts'
import { named } from './read.ts'
import { requireUid } from './uid-precondition.ts'

/** The scale subresource: autoscaling/v1 Scale over `.spec.replicas`. */
export function scale(context: ApiContext, exchange: ResourceExchange): Answer {
  const current = named(context, exchange)
  const before = scaleOf(current)
  switch (exchange.info.verb) {
    case 'get':
      return json(exchange, 200, before)
    case 'update': {
      const wanted = parseBody(exchange)
      requireUid(exchange, current, objectOf(wanted['metadata'])['uid'])
      return write(context, exchange, current, wanted)
    }
    default:
      return write(context, exchange, current, applyPatch(context, exchange, before))
  }
}

function write(context: ApiContext, exchange: ResourceExchange, current: KubeObject, wanted: JsonObject): Answer {
  const replicas = objectOf(wanted['spec'])['replicas'] ?? 0
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
    throw badRequest('Scale in version "v1" cannot be handled as a Scale: spec.replicas must be an integer')
  }
  if (replicas < 0) {
    const message = `Invalid value: ${replicas}: must be greater than or equal to 0`
    throw invalid('autoscaling', 'Scale', current.metadata.name ?? '', [
      { field: 'spec.replicas', reason: 'FieldValueInvalid', message }
    ])
  }
  const { resourceVersion } = objectOf(wanted['metadata'])
  const { resourceVersion: _own, ...metadata } = current.metadata
  const version = typeof resourceVersion === 'string' && resourceVersion !== '' ? { resourceVersion } : {}
  const next = {
    ...current,
    metadata: { ...metadata, ...version },
    spec: { ...objectOf(current['spec']), replicas }
  } as KubeObject
  const by = { manager: managerOf(exchange), user: exchange.user.name, subresource: 'scale' as const }
  return json(exchange, 200, scaleOf(context.store.update(exchange.key, next, by, { dryRun: isDryRun(exchange) })))
}

function scaleOf(object: KubeObject): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const spec = objectOf(object['spec'])
  const replicas = numberOf(spec['replicas'])
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: numberOf(objectOf(object['status'])['replicas']),
      selector: formatLabelSelector(objectOf(spec['selector']))
    }
  }
}
