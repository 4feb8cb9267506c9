import { createServer } from 'node:http'
import { emptyCounters, serve } from './mesh-counters.mjs'
import { metricsPage } from './mesh-page.mjs'

/**
 * @typedef {import('./objects.ts').Service} Service
 * @typedef {import('./objects.ts').VirtualService} VirtualService
 * @typedef {import('./objects.ts').Pod} Pod
 */

/** Requests per second that arrive at each Service. */
export const requestsPerSecond = 50

/**
 * Stands in for the proxies: every second it reads the live VirtualServices, Services and pods, lets users arrive, and
 * counts what Istio's proxies would count. An image tag decides a version's errors and latency: `…-bad` 30 %,
 * `…-badN` N %, `…-slow` 900 ms.
 *
 * @param {{ api: ReturnType<typeof import('./api.mjs').createApi>, port: number }} where
 */
export async function startMesh({ api, port }) {
  const counters = emptyCounters()
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  let isRunning = true

  async function tick() {
    const startedAt = Date.now()
    try {
      /** @type {[readonly Service[], readonly VirtualService[], readonly Pod[]]} */
      const [services, virtualServices, pods] = await Promise.all([
        api.list('/api/v1/services'),
        api.list('/apis/networking.istio.io/v1beta1/virtualservices'),
        api.list('/api/v1/pods')
      ])
      serve(counters, { services, virtualServices, pods }, requestsPerSecond)
    } catch {
      // The API server is starting or ending; the next second tells.
    }
    if (isRunning) timer = setTimeout(() => void tick(), Math.max(0, 1_000 - (Date.now() - startedAt)))
  }

  const metrics = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(metricsPage(counters))
  })
  await new Promise((resolve) => metrics.listen(port, '127.0.0.1', () => resolve(undefined)))
  void tick()
  return {
    /**
     * Requests and errors that users of `namespace/host` saw so far.
     *
     * @param {string} namespace
     * @param {string} host
     */
    seen: (namespace, host) => counters.users.get(`${namespace}/${host}`) ?? { requests: 0, errors: 0 },
    close: () => {
      isRunning = false
      clearTimeout(timer)
      return new Promise((resolve) => {
        metrics.close(() => resolve(undefined))
        metrics.closeAllConnections()
      })
    }
  }
}
