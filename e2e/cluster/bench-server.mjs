import { createServer } from 'node:http'
import { effectsIn, refereeReport } from './referee.mjs'

/**
 * Lets test processes share one control plane: where it is, what users saw, and whether metrics can be reached.
 *
 * @param {Awaited<ReturnType<import('./control-plane.mjs').startControlPlane>>} cluster
 */
export async function serveBench(cluster) {
  const { server, ca, tokens, kubeconfigs, kube, etcd, metricsUrl, flaggerUrl, folder, readySeconds } = cluster
  const answers = {
    '/cluster': () => ({ server, ca, tokens, kubeconfigs, kube, etcd, metricsUrl, flaggerUrl, folder, readySeconds }),
    '/effects': ({ namespace }) => effectsIn(cluster.audit, namespace),
    '/seen': ({ namespace, host }) => cluster.mesh.seen(namespace, host),
    '/metrics': ({ reachable }) => {
      cluster.setMetricsReachable(reachable === 'true')
      return {}
    }
  }
  const listener = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)))
  })

  async function answer(request, response) {
    const url = new URL(request.url ?? '/', 'http://bench')
    const referee = /^\/referee\/([^/]+)\/([^/]+)\/report$/.exec(url.pathname)
    const found = referee
      ? () => refereeReport(cluster, referee[1], referee[2])
      : answers[/** @type {keyof typeof answers} */ (url.pathname)]
    if (!found) return void response.writeHead(404).end()
    const body = JSON.stringify(await found(Object.fromEntries(url.searchParams)))
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  }
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', () => resolve(undefined)))
  return {
    url: `http://127.0.0.1:${listener.address().port}`,
    close() {
      listener.close()
      listener.closeAllConnections()
    }
  }
}
