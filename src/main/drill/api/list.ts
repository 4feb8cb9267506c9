import type { KubeObject } from '../store/kube-object.ts'
import { badRequest, StatusError } from '../store/status-error.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { whenFresh } from './freshness.ts'
import { listOptions, parseListVersion } from './list-options.ts'
import type { ListOptions } from './list-options.ts'
import type { ContinueToken } from './paging.ts'
import { continueToken, LATEST, readContinueToken } from './paging.ts'
import { listAnswer } from './represent.ts'
import type { Selection } from './selection.ts'
import { selectionOf } from './selection.ts'

/** GET of a list, in pages when it is asked for in pages. */
export function list(context: ApiContext, exchange: ResourceExchange): Promise<Answer> {
  const selection = selectionOf(exchange)
  const options = listOptions(exchange)
  const token = readContinueToken(options.continueToken)
  const version = parseListVersion(options.resourceVersion)
  if (token !== undefined && version !== 0) {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  const exact = exactVersion(options, token, version)
  return whenFresh(context, exchange, exact ?? version, () => page(context, exchange, selection, options, token, exact))
}

/**
 * The only version that will do, if there is one: that of the first page for those that follow, the one that was asked
 * for with a limit or as `Exact` (kubernetes/apiserver pkg/storage/cacher/delegator/interface.go ShouldDelegateList).
 */
function exactVersion(
  { limit, match }: ListOptions,
  token: ContinueToken | undefined,
  version: number
): number | undefined {
  if (token !== undefined) return token.version === LATEST ? undefined : token.version
  if (match === 'Exact' || (match === '' && limit > 0 && version > 0)) return version
  return undefined
}

/** kubernetes/apiserver pkg/storage/cacher/cacher.go GetList: the limit counts what is selected, the rest what is stored. */
function page(
  context: ApiContext,
  exchange: ResourceExchange,
  selection: Selection,
  options: ListOptions,
  token: ContinueToken | undefined,
  exact: number | undefined
): Answer {
  const stored = snapshot(context, exchange, exact)
  if (stored === undefined) throw token === undefined ? tooOld() : inconsistent(token)
  const rest = stored.filter(
    (object) => (token === undefined || keyOf(exchange, object) >= token.start) && isAddressed(exchange, object)
  )
  const resourceVersion = String(exact ?? context.store.resourceVersion())
  // The watch cache, which answers version 0, knows no pages.
  const limit = options.resourceVersion === '0' ? 0 : options.limit
  const items: KubeObject[] = []
  let seen = 0
  for (const object of rest) {
    if (limit > 0 && items.length >= limit) break
    seen += 1
    if (selection.matches(object)) items.push(object)
  }
  const last = items.at(-1)
  if (seen === rest.length || last === undefined) return listAnswer(context, exchange, items, { resourceVersion })
  return listAnswer(context, exchange, items, {
    resourceVersion,
    continue: continueToken(Number(resourceVersion), `${keyOf(exchange, last)}\0`),
    ...(selection.narrowed ? {} : { remainingItemCount: rest.length - limit })
  })
}

function snapshot(
  { store }: ApiContext,
  { key, resource }: ResourceExchange,
  version: number | undefined
): readonly KubeObject[] | undefined {
  return version === undefined ? store.list(key, resource.namespace) : store.listAt(key, version, resource.namespace)
}

/** A list by one name reads that object alone. */
function isAddressed({ resource }: ResourceExchange, { metadata }: KubeObject): boolean {
  return resource.name === undefined || resource.name === metadata.name
}

/** An object's key below the listed prefix, as etcd orders them. */
function keyOf(exchange: ResourceExchange, object: KubeObject): string {
  const { name = '', namespace = '' } = object.metadata
  const scoped = exchange.kind.namespaced && exchange.resource.namespace === undefined
  return scoped ? `/${namespace}/${name}` : `/${name}`
}

function tooOld(): StatusError {
  return new StatusError(410, 'Expired', 'The resourceVersion for the provided list is too old.')
}

/** kubernetes/apiserver pkg/storage/etcd3/errors.go handleCompactedErrorForPaging. */
function inconsistent({ start }: ContinueToken): StatusError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
    'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
    'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
    'deleted between the time the first chunk was returned and now may show up in the list.'
  return new StatusError(410, 'Expired', message, undefined, { continue: continueToken(LATEST, start) })
}
