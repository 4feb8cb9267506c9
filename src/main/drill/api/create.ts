import { badRequest } from '../store/status-error.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { isDryRun, sentObject } from './decode-body.ts'
import { managerOf } from './exchange.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { objectAnswer } from './represent.ts'

/** POST of a new object. */
export function create(context: ApiContext, exchange: ResourceExchange): Answer {
  const { object, warnings } = sentObject(context, exchange)
  if ((object.metadata.resourceVersion ?? '') !== '') {
    throw badRequest('resourceVersion should not be set on objects to be created')
  }
  const by = { manager: managerOf(exchange), user: exchange.user.name }
  const created = context.store.create(exchange.key, inNamespace(exchange, object), by, { dryRun: isDryRun(exchange) })
  return objectAnswer(context, exchange, 201, created, warnings)
}

/** The object in the namespace of the path. Throws StatusError 400 when it says another one. */
export function inNamespace(exchange: ResourceExchange, object: KubeObject): KubeObject {
  const { namespace } = exchange.resource
  const own = object.metadata.namespace ?? ''
  if (!exchange.kind.namespaced) {
    const { namespace: _namespace, ...metadata } = object.metadata
    return { ...object, metadata }
  }
  if (namespace === undefined) throw badRequest('an empty namespace may not be set during creation')
  if (own !== '' && own !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  return { ...object, metadata: { ...object.metadata, namespace } }
}
