import type { WatchEvent } from '../store/api-store.ts'
import { emptyObject } from '../store/empty-objects.ts'
import { apiVersionOf } from '../store/kube-object.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { withType } from './exchange.ts'
import type { ApiContext, Handled, ResourceExchange } from './exchange.ts'
import { numberParameter, parseResourceVersion, watchOptions } from './list-options.ts'
import { negotiate } from './negotiate.ts'
import { partialOf } from './partial-metadata.ts'
import { isTrue } from './request-info.ts'
import { selectionOf } from './selection.ts'
import { tableOf } from './table.ts'
import { writeOrCut } from './write-or-cut.ts'

/** Real seconds after which a watch without timeoutSeconds ends (upstream: 30 to 60 minutes). */
const DEFAULT_TIMEOUT_SECONDS = 2700
const BOOKMARK_INTERVAL_MS = 60_000

/** GET with watch=true: a stream of JSON lines until the client leaves or the timeout ends it. */
export function watch(context: ApiContext, exchange: ResourceExchange): Handled {
  const stream = new WatchStream(context, exchange)
  stream.start()
  return null
}

class WatchStream {
  readonly #context: ApiContext
  readonly #exchange: ResourceExchange
  readonly #matches: (object: KubeObject) => boolean
  readonly #encode: (object: KubeObject) => unknown
  readonly #bookmarks: boolean

  constructor(context: ApiContext, exchange: ResourceExchange) {
    this.#context = context
    this.#exchange = exchange
    this.#matches = selectionOf(exchange).matches
    this.#encode = encoder(context, exchange)
    this.#bookmarks = isTrue(exchange.query.get('allowWatchBookmarks'))
  }

  start(): void {
    const { store } = this.#context
    const { key, response, gone } = this.#exchange
    const { resourceVersion, sendInitialEvents } = watchOptions(this.#exchange)
    const version = parseResourceVersion(resourceVersion)
    const initial = sendInitialEvents ?? version === 0
    const timeoutSeconds = numberParameter(this.#exchange, 'timeoutSeconds') || DEFAULT_TIMEOUT_SECONDS
    const missed = initial ? [] : store.changesSince(key, version)
    response.statusCode = 200
    response.setHeader('content-type', streamType(this.#exchange))
    response.flushHeaders()
    if (missed === undefined) {
      this.#write('ERROR', expired(version, store.resourceVersion()))
      response.end()
      return
    }
    if (initial) this.#sendList(sendInitialEvents !== undefined || this.#bookmarks)
    for (const event of missed) this.#send(event)
    // A watch may begin in the future; until then it is silent.
    const stop = store.watch(key, (event) => {
      if (Number(event.object.metadata.resourceVersion) > version) this.#send(event)
    })
    const bookmark = setInterval(() => this.#bookmark({}), BOOKMARK_INTERVAL_MS)
    const timeout = setTimeout(() => response.end(), Math.min(timeoutSeconds * 1000, 2 ** 31 - 1))
    const end = (): void => {
      stop()
      clearInterval(bookmark)
      clearTimeout(timeout)
    }
    if (gone.aborted) end()
    else gone.addEventListener('abort', end, { once: true })
  }

  #sendList(marked: boolean): void {
    const { store } = this.#context
    for (const object of store.list(this.#exchange.key, this.#exchange.resource.namespace)) {
      if (this.#matches(object)) this.#write('ADDED', this.#encode(object))
    }
    if (marked) this.#bookmark({ annotations: { 'k8s.io/initial-events-end': 'true' } })
  }

  /** An object that begins or ceases to match is added or deleted for this watcher. */
  #send({ type, object, previous }: WatchEvent): void {
    const now = type !== 'DELETED' && this.#matches(object)
    const before = previous !== undefined && this.#matches(previous)
    if (type === 'ADDED' ? now : now && !before) this.#write('ADDED', this.#encode(object))
    else if (now && before) this.#write('MODIFIED', this.#encode(object))
    else if (before && previous !== undefined) this.#write('DELETED', this.#encode(lastState(type, object, previous)))
  }

  #bookmark(extra: object): void {
    if (!this.#bookmarks) return
    const { kind } = this.#exchange
    const { metadata: _metadata, ...empty } = emptyObject(kind.kind, apiVersionOf(kind)) as {
      metadata: object
      spec?: object
    }
    const metadata = { resourceVersion: this.#context.store.resourceVersion(), ...extra }
    const spec = empty.spec === undefined || kind.group !== 'apps' ? {} : { spec: { replicas: 0, ...empty.spec } }
    const rest = kind.custom ? {} : { ...empty, ...spec }
    this.#write('BOOKMARK', { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata, ...rest })
  }

  #write(type: string, object: unknown): void {
    writeOrCut(this.#exchange.response, `${JSON.stringify({ type, object })}\n`)
  }
}

/** The deleted object carries the resourceVersion of the change that took it away. */
function lastState(type: WatchEvent['type'], object: KubeObject, previous: KubeObject): KubeObject {
  if (type === 'DELETED') return object
  const { resourceVersion } = object.metadata
  return {
    ...previous,
    metadata: { ...previous.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) }
  }
}

function streamType(exchange: ResourceExchange): string {
  return exchange.headers.accept?.includes('stream=watch') === true
    ? 'application/json;stream=watch'
    : 'application/json'
}

/** Objects, metadata alone, or tables of one row, the first of which carries the column definitions. */
function encoder(context: ApiContext, exchange: ResourceExchange): (object: KubeObject) => unknown {
  const form = negotiate(exchange.headers.accept, ['json', 'table', 'partial'])
  if (form === 'json') return withType
  if (form === 'partial') return partialOf
  let first = true
  return (object) => {
    const table = tableOf(context, exchange, [object], { resourceVersion: object.metadata.resourceVersion ?? '' })
    const shown = first ? table : { ...table, columnDefinitions: null }
    first = false
    return shown
  }
}

function expired(version: number, current: string): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `too old resource version: ${version} (${current})`,
    reason: 'Expired',
    code: 410
  }
}
