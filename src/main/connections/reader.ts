import { setTimeout as delay } from 'node:timers/promises'
import type { WireRequest } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { apiAddress, type ApiAddress } from '../providers/kubernetes/api-address.ts'
import { isJsonObject } from '../lib/json-access.ts'
import { readingLimits } from '../lib/reading-limits.ts'
import type { ApiPath, KubeList, KubeObject, KubeReader, ReadOptions, SpoiledObject } from '../ports/kube.ts'
import { backoffMs, retryAfterMs } from './backoff.ts'
import type { Channel } from './channel.ts'
import { asDryRun, obeysDryRun } from './dry-run.ts'
import type { Exchange } from './exchange.ts'
import { decodeJson, decodeText, NotJsonError } from './http/decode-json.ts'
import type { HttpAnswer } from './http/send-once.ts'
import { TransportError } from './http/transport-error.ts'
import { expectedAt } from './expected-kind.ts'
import { asKubeList, asKubeObject, type ListPage } from './kube-json.ts'
import { targetOf } from './request-target.ts'
import { toResponse } from './to-response.ts'

export interface ReaderOptions {
  readonly onExchange: (exchange: Exchange) => void
  readonly watch: KubeReader['watch']
  /** Tries of one read; 5 when left out. */
  readonly tries?: number
}

/** After this long a read is not tried again, unless the server asked for patience. */
const retryBudgetMs = 20_000
const pageSize = 500
/** All pages of one list, real milliseconds. */
const listWithinMs = 180_000

/** The only requests outside GET that change nothing (besides dry runs): reviews of the caller's own rights and name. */
const reviewPaths = /^\/apis\/(authorization|authentication)\.k8s\.io\/v1\/(selfsubject[a-z]+)$/

/** How an answer is asked for. */
interface How {
  readonly mayRetry: boolean
  readonly mostBytes: number
}

const ofObjects: How = { mayRetry: true, mostBytes: readingLimits.pageBytes }
const ofAnything: How = { mayRetry: true, mostBytes: readingLimits.answerBytes }
const onlyOnce: How = { mayRetry: false, mostBytes: readingLimits.answerBytes }

/** Reads over a channel: retried with backoff, checked, and turned into objects or failures. */
export function createReader(channel: Channel, options: ReaderOptions): KubeReader {
  async function once(request: WireRequest, read: ReadOptions, { mayRetry, mostBytes }: How): Promise<HttpAnswer> {
    const startedMs = performance.now()
    const tries = read.tries ?? options.tries ?? 5
    for (let attempt = 1; ; attempt += 1) {
      const address = apiAddress(request.method, request.path)
      let waitMs: number | undefined
      let failure: FailureError
      try {
        const answer = await channel.read(
          {
            method: request.method,
            target: targetOf(request),
            headers: {
              accept: read.accept ?? 'application/json',
              ...(request.contentType === undefined ? {} : { 'content-type': request.contentType })
            },
            ...(request.body === undefined ? {} : { body: request.body })
          },
          read.abort,
          mostBytes
        )
        if (answer.status >= 200 && answer.status < 300) return answer
        failure = channel.refusal({ status: answer.status, body: refusalText(answer) }, address)
        const mayComeBack = answer.status === 429 || answer.status >= 500
        if (mayComeBack) waitMs = retryAfterMs(answer.headers['retry-after'], channel.serverNowMs())
        if (!mayComeBack || !mayRetry) throw failure
      } catch (error) {
        if (error instanceof FailureError && !isRetryable(error)) throw noteFailure(error)
        failure = channel.failureOf(error, address)
        if (!mayRetry || !isRetryable(failure)) throw noteFailure(failure)
      }
      const pauseMs = waitMs ?? backoffMs(attempt, 250, 4_000)
      if (attempt >= tries || (waitMs === undefined && performance.now() - startedMs + pauseMs > retryBudgetMs))
        throw noteFailure(failure)
      if (!isPassedOn(failure)) channel.link.retried(failure.failure, pauseMs)
      await pause(pauseMs, read.abort, address)
    }
  }

  /** What is answered of Secrets is written down nowhere, be it metadata alone. */
  function isOfSecret({ method, path }: WireRequest): boolean {
    return apiAddress(method, path).resource.split('/')[0] === 'secrets'
  }

  /** By a server behind the API server: one that is proxied, or the node of a pod. */
  function isPassedOn({ failure }: FailureError): boolean {
    return /\/(proxy|log)$/.test(failure.address.resource ?? '')
  }

  function isRetryable(error: FailureError): boolean {
    const { code, retryable } = error.failure
    return retryable && code !== 'cancelled'
  }

  function noteFailure(error: unknown): unknown {
    // Another server that is slow or broken says nothing about the link to the API server, nor does one answer's size.
    if (isTooLarge(error) || (error instanceof FailureError && isPassedOn(error))) return error
    if (
      error instanceof FailureError &&
      ['unreachable', 'timeout', 'tls', 'server', 'unauthorized', 'notKubernetes'].includes(error.failure.code)
    )
      channel.link.failed(error.failure)
    return error
  }

  async function pause(ms: number, abort: AbortSignal | undefined, address: ApiAddress): Promise<void> {
    try {
      await delay(ms, undefined, abort ? { signal: abort } : {})
    } catch {
      throw channel.failureOf(new TransportError('cancelled', 'nothing', 'Stopped waiting'), address)
    }
  }

  /** Reads, decodes, and records the exchange when it was given a command line. */
  async function recorded<T>(
    request: WireRequest,
    read: ReadOptions,
    how: How,
    decode: (answer: HttpAnswer) => T
  ): Promise<T> {
    const at = channel.now()
    const startedMs = performance.now()
    let answer: HttpAnswer | undefined
    const record = (failure?: FailureError): void => {
      if (read.command === undefined) return
      options.onExchange({
        at,
        label: read.label ?? 'read',
        command: read.command,
        request,
        status: answer?.status ?? failure?.failure.address.status ?? null,
        durationMs: Math.round(answer?.durationMs ?? performance.now() - startedMs),
        body: answer && !isOfSecret(request) ? answer.body.subarray(0, 65_536).toString('utf8') : '',
        ...(failure ? { failure: failure.failure } : {})
      })
    }
    try {
      answer = await once(request, read, how)
      const value = decode(answer)
      record()
      return value
    } catch (error) {
      const failure = error instanceof NotJsonError ? notKubernetes(error, request) : error
      if (failure instanceof FailureError) record(failure)
      throw failure
    }
  }

  function notKubernetes(error: NotJsonError, request: WireRequest): FailureError {
    const { verb, resource, namespace, name, group, path } = apiAddress(request.method, request.path)
    const where = { verb, group, resource: resource || path, namespace, name, environment: channel.environmentName }
    const failure = error.foreign
      ? failureOf('notKubernetes', `This is not a Kubernetes API: ${error.message}.`, {
          address: where,
          remedy: 'Sign in to the network, or correct the server address.'
        })
      : failureOf('server', `The server's answer to ${verb} ${where.resource} is unusable: ${error.message}.`, {
          address: where
        })
    if (!error.tooLarge) channel.link.failed(failure)
    return new FailureError(failure, { cause: error })
  }

  function getRequest(path: ApiPath, read: ReadOptions): WireRequest {
    return { method: 'GET', path, query: read.query ?? {} }
  }

  /** The page sizes that fitted, for the collections where the usual one was too large. */
  const fitting = new Map<string, number>()

  /**
   * One page, with as few items as it takes to fit. A continue token holds where to go on and at which version, not the
   * size of a page (kubernetes/apiserver pkg/storage/continue.go), so that the limit may change on the way.
   */
  async function readPage(path: ApiPath, read: ReadOptions, token: string): Promise<ListPage & { bytes: number }> {
    const limit = fitting.get(path) ?? pageSize
    const query = { ...read.query, limit: String(limit), ...(token === '' ? {} : { continue: token }) }
    try {
      const expected = expectedAt(path, read.accept)
      return await recorded(getRequest(path, { ...read, query }), read, ofObjects, ({ headers, body }) => {
        const page = asKubeList(decodeJson(headers, body, readingLimits.pageValues), expected)
        if (page.because !== null && read.onSpoiled === undefined) throw page.because
        return { ...page, bytes: body.length }
      })
    } catch (error) {
      if (limit === 1 || !isTooLarge(error)) throw error
      fitting.set(path, Math.floor(limit / 10) || 1)
      return readPage(path, read, token)
    }
  }

  async function listAll(path: ApiPath, read: ReadOptions): Promise<KubeList> {
    const items: KubeObject[] = []
    const spoiled: SpoiledObject[] = []
    let because: NotJsonError | null = null
    const seen = new Set<string>()
    const startedMs = performance.now()
    let bytes = 0
    let token = ''
    for (let pages = 1; ; pages += 1) {
      const list = await readPage(path, read, token)
      for (const item of list.items) items.push(item)
      spoiled.push(...list.spoiled)
      because ??= list.because
      bytes += list.bytes
      // A list of which nothing can be used is not one of which something is left out.
      const isUseless = spoiled.length > readingLimits.spoiledObjects || (list.continue === '' && items.length === 0)
      if (because !== null && isUseless) throw notKubernetes(because, getRequest(path, read))
      if (list.continue === '') {
        read.onSpoiled?.(spoiled)
        return { resourceVersion: list.resourceVersion, items }
      }
      const isOver = items.length + spoiled.length > readingLimits.listItems || bytes > readingLimits.listBytes
      const isEndless = seen.has(list.continue) || pages >= readingLimits.listPages
      if (isOver || isEndless || performance.now() - startedMs > listWithinMs)
        throw channel.failureOf(endless(items.length, pages, bytes), apiAddress('GET', path))
      seen.add(list.continue)
      token = list.continue
    }
  }

  return {
    get: (path, read = {}) =>
      recorded(getRequest(path, read), read, ofObjects, ({ headers, body }) =>
        asKubeObject(decodeJson(headers, body, readingLimits.pageValues), expectedAt(path, read.accept))
      ),
    async list(path, read = {}) {
      try {
        return await listAll(path, read)
      } catch (error) {
        // Only a continue token can expire in a list; the list is then read from its beginning, once.
        if (error instanceof FailureError && error.failure.code === 'expired') return listAll(path, read)
        throw error
      }
    },
    raw: (path, read = {}) =>
      recorded(getRequest(path, read), read, ofAnything, (answer) => toResponse(answer, channel.quiet)),
    async preview(request, read = {}) {
      if ((request.query['dryRun'] ?? 'All') !== 'All' || request.method === 'GET')
        throw new FailureError(failureOf('badInput', 'A preview is a change with dryRun=All.'))
      if (!obeysDryRun(request))
        throw new FailureError(
          failureOf('badInput', `A dry run of ${request.path} would be carried out: it is passed on to another server.`)
        )
      return recorded(asDryRun(request), { label: 'dry run', ...read }, onlyOnce, (answer) =>
        toResponse(answer, channel.quiet)
      )
    },
    async review(path, body, read = {}) {
      if (!reviewPaths.test(path) || !isJsonObject(body))
        throw new FailureError(failureOf('badInput', `${path} is not a review of the caller's own rights.`))
      const request: WireRequest = {
        method: 'POST',
        path,
        query: {},
        contentType: 'application/json',
        body: JSON.stringify(body)
      }
      return recorded(request, read, ofObjects, ({ headers, body: answer }) =>
        asKubeObject(decodeJson(headers, answer, readingLimits.pageValues), null)
      )
    },
    watch: options.watch
  }
}

/** Why a list is given up that goes on and on. */
function endless(items: number, pages: number, bytes: number): TransportError {
  const read = `${items.toLocaleString('en-US')} objects in ${pages.toLocaleString('en-US')} pages, ${Math.ceil(bytes / 1_048_576)} MiB`
  return new TransportError('tooLarge', 'maybe', `This list has no end after ${read}; nothing of it is shown`)
}

/** Enough of a refusal to know its message. */
function refusalText({ body }: HttpAnswer): string {
  return decodeText({}, body.subarray(0, readingLimits.refusalBytes))
}

/** Whether there was more of an answer, or of a list, than is taken in. */
export function isTooLarge(error: unknown): boolean {
  if (!(error instanceof FailureError)) return false
  const { cause } = error
  return (
    (cause instanceof TransportError && cause.kind === 'tooLarge') || (cause instanceof NotJsonError && cause.tooLarge)
  )
}
