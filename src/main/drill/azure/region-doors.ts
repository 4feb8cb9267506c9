import { createServer } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { ServerTls } from '../api/ports.ts'
import type { Regions } from './regions.ts'
import type { HttpsFace } from './server.ts'
import { listenOnLoopback } from './server.ts'

/**
 * The front doors of all regions, told apart by the host that is asked for: every region's host has the address of this
 * computer. One that is dead takes the connection and says nothing, as behind a load balancer without backends.
 */
export function openRegionDoors(tls: ServerTls, regions: Regions, catchUp: () => void): Promise<HttpsFace> {
  const server = createServer(tls, (request, response) => {
    request.resume()
    catchUp()
    const host = (request.headers.host ?? '').replace(/:\d+$/, '')
    const named = (request.socket as TLSSocket & { readonly servername?: string | false }).servername
    const state = regions.stateOf(host) ?? regions.stateOf(typeof named === 'string' ? named : '')
    if (state === 'dead') return
    const status = state === 'serves' ? 200 : state === 'failing' ? 503 : 404
    response.writeHead(status, { 'content-type': 'text/plain' })
    response.end(`${status}\n`)
  })
  return listenOnLoopback(server)
}
