import { StatusError } from '../store/status-error.ts'
import { discoveryRoute } from './discovery.ts'
import { text } from './exchange.ts'
import type { ApiContext, Exchange, Handled, ResourceExchange } from './exchange.ts'
import { healthRoute } from './health.ts'
import { openApiRoute } from './openapi.ts'
import { create } from './create.ts'
import { deleteCollection, deleteOne } from './delete.ts'
import { list } from './list.ts'
import { patch } from './patch.ts'
import { podLog } from './pod-log.ts'
import { read } from './read.ts'
import { review } from './reviews.ts'
import { scale } from './scale.ts'
import { serviceProxy } from './service-proxy.ts'
import { update } from './update.ts'
import { watch } from './watch.ts'
import { warningHeader } from './write-answer.ts'

/** Subresources of pods that only a real cluster has: the message spares people a search. */
const NOT_SIMULATED = new Set(['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'portforward', 'resize'])

/** Sends a request to its handler. */
export async function route(context: ApiContext, exchange: Exchange): Promise<Handled> {
  const { info } = exchange
  if (info.resource === undefined) {
    const found = healthRoute(exchange) ?? openApiRoute(context, exchange) ?? discoveryRoute(context, exchange)
    return found ?? text(404, '404 page not found\n')
  }
  const { group, version, resource, subresource } = info.resource
  const kind = context.store
    .kinds()
    .find((one) => one.group === group && one.version === version && one.resource === resource)
  if (kind === undefined) return unknownResource(context, group, version)
  if (kind.deprecation !== undefined) exchange.response.setHeader('warning', warningHeader(kind.deprecation))
  const routed: ResourceExchange = { ...exchange, resource: info.resource, kind, key: { group, version, resource } }
  if (kind.verbs.length === 1 && kind.verbs[0] === 'create') {
    if (exchange.method === 'POST') return review(context, routed)
    throw methodNotAllowed()
  }
  if (subresource === 'proxy' && (resource === 'services' || resource === 'pods') && group === '')
    return serviceProxy(context, routed)
  if (subresource === 'log' && resource === 'pods' && group === '') return podLog(context, routed)
  if (info.resource.rest !== '') return text(404, '404 page not found\n')
  if (subresource !== undefined && !kind.subresources.some((one) => one.name === subresource)) {
    const isKnown = kind.kind === 'Pod' && NOT_SIMULATED.has(subresource)
    const message = isKnown
      ? `${resource}/${subresource} is not simulated by this server`
      : 'the server could not find the requested resource'
    throw new StatusError(404, 'NotFound', message, {})
  }
  if (subresource === 'scale') return scale(context, routed)
  return byVerb(context, routed)
}

function byVerb(context: ApiContext, exchange: ResourceExchange): Handled | Promise<Handled> {
  const named = exchange.info.path.split('/').length > pathLength(exchange)
  switch (exchange.info.verb) {
    case 'get':
      return read(context, exchange)
    case 'list':
      return list(context, exchange)
    case 'watch':
      return watch(context, exchange)
    case 'create':
      if (named) throw methodNotAllowed()
      return create(context, exchange)
    case 'update':
      return update(context, exchange)
    case 'patch':
      return patch(context, exchange)
    case 'delete':
      return deleteOne(context, exchange)
    case 'deletecollection':
      if (!exchange.kind.verbs.includes('deletecollection')) throw methodNotAllowed()
      return deleteCollection(context, exchange)
    default:
      throw methodNotAllowed()
  }
}

/** How many parts the path of the collection has. */
function pathLength({ kind, resource }: ResourceExchange): number {
  return (resource.group === '' ? 4 : 5) + (kind.namespaced && resource.namespace !== undefined ? 2 : 0)
}

function unknownResource(context: ApiContext, group: string, version: string): Handled {
  const served = context.store.kinds().some((kind) => kind.group === group && kind.version === version)
  if (!served) return text(404, '404 page not found\n')
  throw new StatusError(404, 'NotFound', 'the server could not find the requested resource', {})
}

/** kubernetes/apimachinery pkg/api/errors NewGenericServerResponse for 405. */
export function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource'
  return new StatusError(405, 'MethodNotAllowed', message, {})
}
