import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer
} from '../src/main/connections/testing/tls-server.ts'
import { busyObjects, changed, type Objects, type Plain } from './busy-objects.ts'

/** A namespace in which much goes on, served as an API server serves it: lists in pages, and watches from a resourceVersion. */
export interface BusyCluster {
  readonly kubeconfig: string
  /** How many changes were sent so far. */
  readonly sent: () => number
  /** Begins the changes; what is returned ends them. */
  readonly begin: (perSecond: number) => () => void
  /** What the marker's ready pods were set to so far, and when by the wall clock, milliseconds. */
  readonly marks: readonly (readonly [atMs: number, ready: number])[]
  readonly close: () => Promise<void>
}

/** The Deployment whose ready pods change several times a second; always in trouble, so that it stands at the top of a list. */
export const marker = 'svc-000'
/** How long one watch lasts, as the console asks for at most. */
const mostWatchMs = 60_000
/** How often changes are sent, milliseconds: an API server sends each by itself, within milliseconds. */
const tickMs = 20
/** How often the marker changes, in ticks: six times a second. */
const markEvery = 8

interface Watcher {
  readonly collection: string
  readonly response: ServerResponse
}

export async function startBusyCluster(
  namespace: string,
  counts: Parameters<typeof busyObjects>[1]
): Promise<BusyCluster> {
  const objects = busyObjects(namespace, counts)
  const watchers = new Set<Watcher>()
  const log: { readonly version: number; readonly collection: string; readonly line: string }[] = []
  const marks: [number, number][] = []
  let version = 1_000_000

  function write(collection: string, object: Plain): void {
    version += 1
    const next = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
    objects.get(collection)?.items.set(object.metadata.name, next)
    const line = `${JSON.stringify({ type: 'MODIFIED', object: next })}\n`
    log.push({ version, collection, line })
    for (const watcher of watchers) if (watcher.collection === collection) watcher.response.write(line)
  }

  const server = await startTlsServer((request, response) => {
    if (answerOpening(request, response)) return
    const url = new URL(request.url ?? '', 'https://server')
    const found = /^\/apis?\/(?:[^/]+\/)?v[^/]+\/(?:namespaces\/([^/]+)\/)?([a-z]+)$/.exec(url.pathname)
    const [, of, collection = ''] = found ?? []
    const known = objects.get(collection)
    if (request.method === 'POST') return sendJson(response, { ...reviewed, kind: 'SelfSubjectAccessReview' }, 201)
    if (known === undefined)
      return sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource')
    if (url.searchParams.get('watch') !== null) return watch(collection, url, response)
    list(known, of === undefined || of === namespace || collection === 'namespaces', url, response)
  })

  function list(known: Objects, isHere: boolean, url: URL, response: ServerResponse): void {
    const all = isHere ? [...known.items.values()] : []
    const from = Number(url.searchParams.get('continue') ?? 0)
    const to = from + Number(url.searchParams.get('limit') ?? all.length)
    const more = to < all.length ? { continue: String(to), remainingItemCount: all.length - to } : {}
    const metadata = { resourceVersion: String(version), ...more }
    // The members of a list do not say what they are.
    const items = all.slice(from, to).map(({ metadata: of, spec, status }) => ({ metadata: of, spec, status }))
    sendJson(response, { apiVersion: known.apiVersion, kind: `${known.kind}List`, metadata, items })
  }

  function watch(collection: string, url: URL, response: ServerResponse): void {
    const since = Number(url.searchParams.get('resourceVersion') ?? version)
    const ms = Math.min(mostWatchMs, 1_000 * Number(url.searchParams.get('timeoutSeconds') ?? 60))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    for (const one of log) if (one.collection === collection && one.version > since) response.write(one.line)
    const watcher = { collection, response }
    watchers.add(watcher)
    const over = (): void => {
      clearTimeout(timer)
      watchers.delete(watcher)
    }
    const timer = setTimeout(() => {
      over()
      response.end()
    }, ms)
    response.on('close', over)
  }

  function begin(perSecond: number): () => void {
    let ticks = 0
    let owed = 0
    let step = 0
    const timer = setInterval(() => {
      ticks += 1
      if (ticks % markEvery === 0) {
        const ready = 1 + ((ticks / markEvery) % 8)
        write('deployments', changed.deployment(objects.get('deployments')?.items.get(marker), ready))
        marks.push([Date.now(), ready])
      }
      owed += (perSecond * tickMs) / 1_000
      for (; owed >= 1; owed -= 1) {
        step += 1
        // Of twenty changes seventeen are of pods, two of Deployments and one of a Canary.
        const collection = step % 20 === 0 ? 'canaries' : step % 10 === 3 ? 'deployments' : 'pods'
        const names = [...(objects.get(collection)?.items.keys() ?? [])].filter((name) => name !== marker)
        const name = names[(step * 7_919) % names.length]
        const object = name === undefined ? undefined : objects.get(collection)?.items.get(name)
        write(collection, changed.any(object, step))
      }
    }, tickMs)
    return () => clearInterval(timer)
  }

  return { kubeconfig: kubeconfigFor(server), sent: () => log.length, begin, marks, close: () => server.close() }
}

const reviewed = { apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec: {}, status: { allowed: true } }

/** Seconds of processor time that a process has used, itself and what it has waited for. */
export function processorSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
