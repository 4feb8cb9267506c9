import { createServer } from 'node:http'
import { addressOf } from './listening.mjs'
import { effectsIn, refereeReport } from './referee.mjs'

/**
 * Lets test processes share one control plane: where it is, what users saw, and whether metrics can be reached.
 *
 * @param {import('./control-plane.mjs').ControlPlane} cluster
 */
export async function serveBench(cluster) {
  const { server, ca, tokens, kubeconfigs, kube, etcd, metricsUrl, flaggerUrl, folder, readySeconds } = cluster
  /** @type {Readonly<Record<string, (asked: Partial<Record<string, string>>) => unknown>>} */
  const answers = {
    '/cluster': () => ({ server, ca, tokens, kubeconfigs, kube, etcd, metricsUrl, flaggerUrl, folder, readySeconds }),
    '/effects': ({ namespace = '' }) => effectsIn(cluster.audit, namespace),
    '/seen': ({ namespace = '', host = '' }) => cluster.mesh.seen(namespace, host),
    '/metrics': ({ reachable }) => {
      cluster.setMetricsReachable(reachable === 'true')
      return {}
    }
  }
  const listener = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)))
  })

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async function answer(request, response) {
    const url = new URL(request.url ?? '/', 'http://bench')
    const [, namespace, host = ''] = /^\/referee\/([^/]+)\/([^/]+)\/report$/.exec(url.pathname) ?? []
    const found = namespace === undefined ? answers[url.pathname] : () => refereeReport(cluster, namespace, host)
    if (!found) return void response.writeHead(404).end()
    const body = JSON.stringify(await found(Object.fromEntries(url.searchParams)))
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  }
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', () => resolve(undefined)))
  return {
    url: addressOf(listener),
    close() {
      listener.close()
      listener.closeAllConnections()
    }
  }
}
