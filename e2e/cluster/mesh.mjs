import { createServer } from 'node:http'
import { request } from 'node:https'
import { counterText, emptyCounters, serve } from './mesh-counters.mjs'

/** Requests per second that arrive at each apex host. */
const requestsPerSecond = 50

/**
 * Stands in for the proxies: every second it reads the live VirtualServices and the images of the ready pods behind
 * each destination, lets users arrive by the configured weights, and counts what Istio's proxies would count.
 * An image tag decides that version's errors and latency: `…-bad` 30 %, `…-bad7` 7 %, `…-slow` 900 ms.
 */
export async function startMesh({ server, ca, token, port }) {
  const counters = emptyCounters()
  const users = new Map()
  let timer
  let running = true

  async function tick() {
    const startedAt = Date.now()
    try {
      const [deployments, services] = await Promise.all([
        list('/apis/apps/v1/deployments'),
        list('/apis/networking.istio.io/v1beta1/virtualservices')
      ])
      serve({ counters, users, deployments, virtualServices: services, requests: requestsPerSecond })
    } catch {
      // The API server is starting or ending; the next second tells.
    }
    if (running) timer = setTimeout(() => void tick(), Math.max(0, 1_000 - (Date.now() - startedAt)))
  }

  function list(path) {
    return new Promise((resolve, reject) => {
      const asked = request(
        `${server}${path}`,
        { ca, headers: { authorization: `Bearer ${token}` }, timeout: 5_000 },
        (response) => {
          let body = ''
          response.setEncoding('utf8').on('data', (text) => (body += text))
          response.on('end', () => {
            if (response.statusCode === 200) resolve(JSON.parse(body).items)
            else reject(new Error(`HTTP ${response.statusCode}`))
          })
        }
      )
      asked.on('timeout', () => asked.destroy(new Error('timeout')))
      asked.on('error', reject)
      asked.end()
    })
  }

  const metrics = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(counterText(counters))
  })
  await new Promise((resolve) => metrics.listen(port, '127.0.0.1', resolve))
  void tick()
  return {
    /** Requests and errors that users of `namespace/host` saw so far. */
    seen: (namespace, host) => ({ requests: 0, errors: 0, ...users.get(`${namespace}/${host}`) }),
    close: () => {
      running = false
      clearTimeout(timer)
      return new Promise((resolve) => {
        metrics.close(() => resolve())
        metrics.closeAllConnections()
      })
    }
  }
}
