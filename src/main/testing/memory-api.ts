import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer,
  type TestServer
} from '../connections/testing/tls-server.ts'
import { createKubeConnection, type OpenKubeConnection } from '../connections/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeObject } from '../ports/kube.ts'
import { jsonPatched } from './json-patch.ts'

/** A change as the server took it. */
export interface Effect {
  /** The request's `Audit-ID`. */
  readonly attemptId: string
  readonly path: string
}

/** What becomes of the next change that is no dry run. */
export type ChangeFault = 'loseRequest' | 'loseAnswer' | 'refuse' | 'hold'

/** Objects in memory behind HTTPS, read and patched as an API server does it, whatever they are. */
export interface MemoryApi {
  readonly server: TestServer
  readonly effects: readonly Effect[]
  /** The object as it is stored; undefined when there is none. */
  at(path: string): KubeObject | undefined
  /** Stores an object under its path, with the next `resourceVersion`. */
  put(path: string, object: KubeObject): void
  /** Takes an object away. */
  drop(path: string): void
  /** Lists of that path are answered, also when they are empty; others are not served. */
  serves(path: string): void
  /** Changes of that path are forbidden from now on, dry runs too. */
  forbid(path: string): void
  /** istiod, which is asked about every change of a route of Istio, does not answer from now on. */
  silence(): void
  /** Nobody is answered while it is dark: connections are taken, and cut. */
  isDark(dark: boolean): void
  /** For the next change of that path. */
  fault(path: string, fault: ChangeFault): void
  /** Changes of that path are answered with 202 from now on, and take effect when they are finished. */
  isLong(path: string): void
  /** Ends the operations that were accepted; `refused` ends them without an effect. */
  finish(how?: 'refused'): void
  /** Answers what was held. */
  release(): void
  /** How long each change is on its way from now on, milliseconds. */
  isSlow(ms: () => number): void
  connect(clock: Clock): Promise<OpenKubeConnection>
  close(): Promise<void>
}

/** kubernetes/apimachinery pkg/api/errors/errors.go NewGenericServerResponse: of a patch that cannot be applied. */
const notApplied = 'the server rejected our request due to an error in our request'

/** kubernetes/apiserver pkg/admission/plugin/webhook/errors/statuserror.go, as istiod that is away makes it say. */
const unasked =
  'Internal error occurred: failed calling webhook "rev.validation.istio.io": failed to call webhook: connection refused'

const operationsPath = '/apis/test.example/v1/operations'

interface Operation {
  state: 'Running' | 'Succeeded' | 'Failed'
  readonly apply: () => void
}

export async function startMemoryApi(): Promise<MemoryApi> {
  const objects = new Map<string, KubeObject>()
  const faults = new Map<string, ChangeFault>()
  const long = new Set<string>()
  const served = new Set<string>()
  const forbidden = new Set<string>()
  const operations: Operation[] = []
  const effects: Effect[] = []
  let held: (() => void)[] = []
  let version = 100
  let slowness = (): number => 0
  let isSilent = false
  let isDark = false

  function store(path: string, object: KubeObject, manager: string): void {
    version += 1
    const managedFields = [{ manager, operation: 'Update', time: new Date().toISOString() }]
    objects.set(path, { ...object, metadata: { ...object.metadata, resourceVersion: String(version), managedFields } })
  }

  const server = await startTlsServer((request, response, body) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://x.invalid')
    if (isDark) return void request.socket.destroy()
    // A subresource is a part of its object.
    const path = pathname.replace(/\/status$/, '')
    if (answerOpening(request, response)) return
    const name = path.split(`${operationsPath}/`)[1]
    const operation = name === undefined ? undefined : operations[Number(name)]
    if (operation) return sendJson(response, operationObject(name ?? '', operation.state))
    if (request.method === 'POST' || request.method === 'PUT') return writeWhole(request, response, path, body)
    const object = objects.get(path)
    if (!object && served.has(path)) return sendJson(response, listOf(path))
    if (!object) return sendStatus(response, 404, 'NotFound', 'not found')
    // Whoever sends a body has no query (kubernetes apiserver pkg/endpoints/handlers/delete.go DeleteResource).
    if (
      request.method === 'DELETE' &&
      !(body === '' ? searchParams.get('dryRun') === 'All' : /"dryRun":\["All"\]/.test(body))
    )
      return remove(request, response, path, object)
    if (request.method !== 'PATCH') return sendJson(response, object)
    if (forbidden.has(path)) return sendStatus(response, 403, 'Forbidden', `${path} may not be changed`)
    if (isSilent && path.startsWith('/apis/networking.istio.io/'))
      return sendStatus(response, 500, 'InternalError', unasked)
    const isJsonPatch = request.headers['content-type'] === 'application/json-patch+json'
    const patched = isJsonPatch ? (jsonPatched(object, body) as KubeObject | null) : merged(object, body)
    if (patched === null && isJsonPatch) return sendStatus(response, 422, 'Invalid', notApplied)
    if (patched === null) return sendStatus(response, 409, 'Conflict', 'the object has been modified')
    if (searchParams.get('dryRun') === 'All') return sendJson(response, patched)
    const asked = { request, response, path, patched, manager: searchParams.get('fieldManager') ?? '' }
    setTimeout(() => change(asked), slowness())
  })

  /** Of a namespace, or of all of them. */
  function listOf(path: string) {
    const items = [...objects].flatMap(([at, object]) => {
      const collection = at.slice(0, at.lastIndexOf('/'))
      return collection === path || collection.replace(/\/namespaces\/[^/]+/, '') === path ? [object] : []
    })
    const [, root, group = '', third = ''] = path.split('/')
    const kind = (path.split('/').at(-1) ?? '').replace(/ies$/, 'y').replace(/s$/, '')
    const apiVersion = root === 'api' ? group : `${group}/${third}`
    return { apiVersion, kind: `${kind}List`, metadata: { resourceVersion: String(version) }, items }
  }

  /** Made, or replaced where it still is the version that is named (store.go Create, Update). */
  function writeWhole(request: IncomingMessage, response: ServerResponse, path: string, body: string): void {
    const object = JSON.parse(body) as KubeObject
    const isNew = request.method === 'POST'
    const at = isNew ? `${path}/${object.metadata.name}` : path
    const stored = objects.get(at)
    if (isNew && stored) return sendStatus(response, 409, 'AlreadyExists', 'already exists')
    if (!isNew && !stored) return sendStatus(response, 404, 'NotFound', 'not found')
    if (stored && stored.metadata.resourceVersion !== object.metadata.resourceVersion) {
      return sendStatus(response, 409, 'Conflict', 'the object has been modified')
    }
    store(at, { ...object, metadata: { ...object.metadata, uid: stored?.metadata.uid ?? randomUUID() } }, 'someone')
    sendJson(response, objects.get(at), isNew ? 201 : 200)
  }

  /** Answers with the object, as for one that a finalizer keeps for a moment. */
  function remove(request: IncomingMessage, response: ServerResponse, path: string, object: KubeObject): void {
    effects.push({ attemptId: String(request.headers['audit-id'] ?? ''), path })
    objects.delete(path)
    sendJson(response, object)
  }

  function change(asked: {
    readonly request: IncomingMessage
    readonly response: ServerResponse
    readonly path: string
    readonly patched: KubeObject
    readonly manager: string
  }): void {
    const { request, response, path, patched, manager } = asked
    const attemptId = String(request.headers['audit-id'] ?? '')
    const fault = faults.get(path)
    faults.delete(path)
    if (fault === 'loseRequest') return void request.socket.destroy()
    if (fault === 'refuse') return sendStatus(response, 403, 'Forbidden', `${path} may not be changed`)
    if (fault === 'hold') return void held.push(() => change(asked))
    const apply = (): void => {
      effects.push({ attemptId, path })
      store(path, patched, manager)
    }
    if (long.has(path)) {
      operations.push({ state: 'Running', apply })
      return sendJson(response, { state: 'Running' }, 202, {
        location: `${operationsPath}/${operations.length - 1}`
      })
    }
    apply()
    if (fault === 'loseAnswer') return void request.socket.destroy()
    sendJson(response, objects.get(path))
  }

  return {
    server,
    effects,
    at: (path) => objects.get(path),
    put: (path, object) => store(path, object, 'someone'),
    drop: (path) => void objects.delete(path),
    serves: (path) => void served.add(path),
    forbid: (path) => void forbidden.add(path),
    silence: () => void (isSilent = true),
    isDark: (dark) => void (isDark = dark),
    fault: (path, fault) => void faults.set(path, fault),
    isLong: (path) => void long.add(path),
    finish(how) {
      for (const operation of operations) {
        if (operation.state !== 'Running') continue
        operation.state = how === 'refused' ? 'Failed' : 'Succeeded'
        if (how !== 'refused') operation.apply()
      }
    },
    release() {
      const waiting = held
      held = []
      for (const go of waiting) go()
    },
    isSlow: (ms) => void (slowness = ms),
    connect: (clock) =>
      createKubeConnection({
        kubeconfig: kubeconfigFor(server),
        context: 'test',
        environmentName: 'here',
        version: '0',
        env: {},
        clock,
        approvals: { isApproved: () => false, isProxyApproved: () => false }
      }),
    close: () => server.close()
  }
}

function operationObject(name: string, state: Operation['state']): KubeObject {
  return { apiVersion: 'test.example/v1', kind: 'Operation', metadata: { name, uid: `operation-${name}` }, state }
}

/**
 * An object after a JSON merge patch (RFC 7386); null when the patch names a `resourceVersion` that is not the stored one
 * (kubernetes staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go Update).
 */
function merged(object: KubeObject, body: string): KubeObject | null {
  const patch = JSON.parse(body) as { readonly metadata?: { readonly resourceVersion?: string } }
  const asked = patch.metadata?.resourceVersion
  if (asked !== undefined && asked !== object.metadata.resourceVersion) return null
  return mergeInto(object, patch) as KubeObject
}

function mergeInto(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const next: Record<string, unknown> = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key]
    else next[key] = mergeInto(next[key], value)
  }
  return next
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
