import { badRequest, notFound, StatusError } from '../store/status-error.ts'
import type { KubeObject } from '../store/kube-object.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { continueToken, readContinueToken } from './paging.ts'
import { listAnswer, objectAnswer } from './represent.ts'
import { selectionOf } from './selection.ts'

/** GET of one object or of a list. */
export function read(context: ApiContext, exchange: ResourceExchange): Answer {
  return exchange.info.verb === 'get' ? readOne(context, exchange) : readList(context, exchange)
}

/** The object that a request names. Throws StatusError 404. */
export function named({ store }: ApiContext, exchange: ResourceExchange): KubeObject {
  const { name = '', namespace } = exchange.resource
  const object = store.get(exchange.key, exchange.kind.namespaced ? (namespace ?? '') : null, name)
  if (object === undefined) throw notFound(exchange.key, name)
  return object
}

function readOne(context: ApiContext, exchange: ResourceExchange): Answer {
  return objectAnswer(context, exchange, 200, named(context, exchange))
}

function readList(context: ApiContext, exchange: ResourceExchange): Answer {
  const { store } = context
  const selection = selectionOf(exchange)
  const limit = numberParameter(exchange, 'limit')
  const token = readContinueToken(exchange.query.get('continue') ?? '')
  if (token === undefined) requireReachable(exchange, store.resourceVersion())
  if (token !== undefined && store.changesSince(exchange.key, token.version) === undefined) throw expired()
  const matching = store.list(exchange.key, exchange.resource.namespace).filter(selection.matches)
  const rest = token === undefined ? matching : matching.filter((object) => keyOf(exchange, object) >= token.start)
  const resourceVersion = token === undefined ? store.resourceVersion() : String(token.version)
  if (limit === 0 || rest.length <= limit) return listAnswer(context, exchange, rest, { resourceVersion })
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return listAnswer(context, exchange, page, {
    resourceVersion,
    continue: continueToken(Number(resourceVersion), last === undefined ? '' : `${keyOf(exchange, last)}\0`),
    ...(selection.narrowed ? {} : { remainingItemCount: rest.length - limit })
  })
}

/** An object's key below the listed prefix, as etcd orders them. */
function keyOf(exchange: ResourceExchange, object: KubeObject): string {
  const { name = '', namespace = '' } = object.metadata
  const scoped = exchange.kind.namespaced && exchange.resource.namespace === undefined
  return scoped ? `${namespace}/${name}` : `/${name}`
}

/** A number in the query; 0 when absent. Throws StatusError 400. */
export function numberParameter(exchange: ResourceExchange, name: string): number {
  const raw = exchange.query.get(name)
  if (raw === null || raw === '') return 0
  if (!/^\d{1,15}$/.test(raw)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(raw)}: invalid syntax`)
  return Number(raw)
}

/** kubernetes/apiserver pkg/storage/errors.go NewTooLargeResourceVersionError. */
function requireReachable(exchange: ResourceExchange, current: string): void {
  const wanted = numberParameter(exchange, 'resourceVersion')
  if (wanted <= Number(current)) return
  const message = `Too large resource version: ${wanted}, current: ${current}`
  throw new StatusError(504, 'Timeout', message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1
  })
}

function expired(): StatusError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You must start a new list ' +
    'without the continue parameter.'
  return new StatusError(410, 'Expired', message)
}
