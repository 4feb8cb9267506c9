import { notFound } from '../store/status-error.ts'
import type { KubeObject } from '../store/kube-object.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { whenFresh } from './freshness.ts'
import { parseResourceVersion } from './list-options.ts'
import { objectAnswer } from './represent.ts'

/** GET of one object, at least as fresh as the resourceVersion that was asked for. */
export function read(context: ApiContext, exchange: ResourceExchange): Promise<Answer> {
  const version = parseResourceVersion(exchange.query.get('resourceVersion') ?? '')
  return whenFresh(context, exchange, version, () => objectAnswer(context, exchange, 200, named(context, exchange)))
}

/** The object that a request names. Throws StatusError 404. */
export function named({ store }: ApiContext, exchange: ResourceExchange): KubeObject {
  const { name = '', namespace } = exchange.resource
  const object = store.get(exchange.key, exchange.kind.namespaced ? (namespace ?? '') : null, name)
  if (object === undefined) throw notFound(exchange.key, name)
  return object
}
