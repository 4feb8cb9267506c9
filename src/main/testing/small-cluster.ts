import type { ServerResponse } from 'node:http'
import { createKubeConnection, type OpenKubeConnection } from '../connections/index.ts'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer,
  type TestServer
} from '../connections/testing/tls-server.ts'
import { createClock } from '../lib/clock.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeObject } from '../ports/kube.ts'

export interface SmallCluster {
  readonly server: TestServer
  readonly connection: OpenKubeConnection
  /** Puts objects in place and tells every watch of their collection. */
  put(...objects: readonly KubeObject[]): void
  /** Answers all requests for a resource, or of a path, with this status from now on; 0 takes it back. */
  refuse(resource: string, status: number): void
  close(): Promise<void>
}

const resources: Readonly<Record<string, string>> = {
  Deployment: '/apis/apps/v1/deployments',
  ReplicaSet: '/apis/apps/v1/replicasets',
  Pod: '/api/v1/pods',
  Namespace: '/api/v1/namespaces',
  /** What a version of the group serves; `metadata.name` is the version. */
  APIResourceList: '/apis/flagger.app'
}

/**
 * A small cluster: the namespaces of what was put into it, `shop` where that says none; lists, watches and single reads over HTTPS. Other kinds do not exist. `clock`
 * is that of the connection to it.
 */
export async function startSmallCluster(clock: Clock = createClock(null)): Promise<SmallCluster> {
  const objects = new Map<string, KubeObject>()
  const watches = new Map<ServerResponse, { readonly kind: string; readonly namespace: string | undefined }>()
  const events: { readonly version: number; readonly object: KubeObject; readonly line: string }[] = []
  const refused = new Map<string, number>()
  let version = 100

  const server = await startTlsServer((request, response) => {
    const url = new URL(request.url ?? '', 'https://x.invalid')
    const status = [...refused].find(([resource]) => isAbout(url.pathname, resource))?.[1]
    if (status !== undefined) {
      sendStatus(response, status, status === 403 ? 'Forbidden' : 'Error', `User "operator" cannot use ${url.pathname}`)
      return
    }
    if (answerOpening(request, response)) return
    const namespace = /\/namespaces\/([^/]+)\/[^/]+$/.exec(url.pathname)?.[1]
    const collection = namespace === undefined ? url.pathname : url.pathname.replace(`/namespaces/${namespace}`, '')
    const kind = Object.entries(resources).find(([, path]) => path === collection)?.[0]
    const object = objects.get(url.pathname)
    if (kind !== undefined && url.searchParams.get('watch') === 'true') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.flushHeaders()
      // What was changed since the list that it goes on from comes first.
      const from = Number(url.searchParams.get('resourceVersion'))
      for (const { version: at, object: changed, line } of events)
        if (at > from && isIn(changed, kind, namespace)) response.write(line)
      watches.set(response, { kind, namespace })
      const ending = setTimeout(() => response.end(), Number(url.searchParams.get('timeoutSeconds')) * 1000)
      response.on('close', () => {
        clearTimeout(ending)
        watches.delete(response)
      })
    } else if (kind !== undefined) {
      const items = [...objects.values()].filter(
        (item) => isIn(item, kind, namespace) && matches(item, url.searchParams.get('fieldSelector'))
      )
      const left = items.splice(Number(url.searchParams.get('limit') ?? Infinity)).length
      sendJson(response, {
        apiVersion: url.pathname.startsWith('/apis/apps/') ? 'apps/v1' : 'v1',
        kind: `${kind}List`,
        metadata: {
          resourceVersion: String(version),
          ...(left > 0 ? { continue: 'more', remainingItemCount: left } : {})
        },
        items
      })
    } else if (object) sendJson(response, object)
    else sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource')
  })
  const connection = await createKubeConnection({
    kubeconfig: kubeconfigFor(server),
    context: 'test',
    environmentName: 'test',
    version: '0',
    env: {},
    clock,
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  })
  return {
    server,
    connection,
    put(...changed) {
      for (const object of changed) {
        version += 1
        const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
        const path = `${collectionOf(object)}/${object.metadata.name}`
        const type = objects.has(path) ? 'MODIFIED' : 'ADDED'
        objects.set(path, stored)
        const line = `${JSON.stringify({ type, object: stored })}\n`
        events.push({ version, object: stored, line })
        for (const [response, { kind, namespace }] of watches) if (isIn(object, kind, namespace)) response.write(line)
      }
    },
    refuse(resource, status) {
      if (status === 0) refused.delete(resource)
      else refused.set(resource, status)
    },
    async close() {
      connection.close()
      await server.close()
    }
  }
}

/** Whether an object belongs to a collection; `namespace` is undefined for that of all. */
function isIn(object: KubeObject, kind: string, namespace: string | undefined): boolean {
  return object.kind === kind && (namespace === undefined || namespaceOf(object) === namespace)
}

function namespaceOf({ metadata }: KubeObject): string {
  return metadata.namespace ?? 'shop'
}

function collectionOf(object: KubeObject): string {
  const path = resources[object.kind] ?? ''
  const isOfCluster = object.kind === 'Namespace' || object.kind === 'APIResourceList'
  return isOfCluster ? path : path.replace(/\/([^/]+)$/, `/namespaces/${namespaceOf(object)}/$1`)
}

function isAbout(path: string, resource: string): boolean {
  if (resource.startsWith('/')) return path === resource
  return path.endsWith(`/${resource}`) || path.includes(`/shop/${resource}/`)
}

function matches(object: KubeObject, fieldSelector: string | null): boolean {
  return fieldSelector === null || fieldSelector === `metadata.name=${object.metadata.name}`
}
