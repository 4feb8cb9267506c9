import { connect } from 'node:net'
import { createServer } from 'node:http'

/**
 * The API server's way to pods: a CONNECT proxy on a Unix socket. Simulated pods have addresses that nobody listens on,
 * so an address with a port that we serve is answered from loopback, and the kubelet face passes unchanged.
 *
 * @param {string} socketPath
 * @param {(host: string, port: number) => { host: string, port: number } | undefined} route
 * @returns {Promise<{ close: () => void }>}
 */
export function startEgress(socketPath, route) {
  const server = createServer((_request, response) => response.writeHead(405).end())
  server.on('connect', (request, client) => {
    const [host = '', port = ''] = (request.url ?? '').split(':')
    const to = route(host, Number(port))
    if (!to) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
      return
    }
    const upstream = connect(to, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(client)
      client.pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  })
  return new Promise((resolve) => server.listen(socketPath, () => resolve({ close: () => server.close() })))
}
