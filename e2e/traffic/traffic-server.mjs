import { createServer } from 'node:http'
import { addressOf } from '../cluster/listening.mjs'

/**
 * Lets test processes start clients, and take istiod away.
 *
 * @param {import('./start-traffic.mjs').Traffic} traffic
 */
export async function serveTraffic(traffic) {
  const { istiod, runs } = traffic
  /** @type {Readonly<Record<string, (asked: Partial<Record<string, string>>) => unknown>>} */
  const answers = {
    '/runs': () => runs,
    '/client': ({ namespace = '' }) => traffic.client(namespace),
    '/istiod': async ({ running }) => {
      await (running === 'true' ? istiod.start() : istiod.kill())
      return {}
    },
    '/relay': ({ running }) => {
      traffic.setRelay(running === 'true')
      return {}
    }
  }
  const listener = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://traffic')
    const found = answers[url.pathname]
    if (!found) return void response.writeHead(404).end()
    Promise.resolve(found(Object.fromEntries(url.searchParams))).then(
      (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error) => response.writeHead(500).end(String(error))
    )
  })
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', () => resolve(undefined)))
  return {
    url: addressOf(listener),
    close() {
      listener.close()
      listener.closeAllConnections()
    }
  }
}
