import { createServer } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { ServerTls } from '../api/ports.ts'
import type { Account } from './cosmos/account.ts'
import { gatewayHost } from './cosmos/account.ts'
import type { Regions, RegionState } from './regions.ts'
import type { HttpsFace } from './server.ts'
import { listenOnLoopback } from './server.ts'

/**
 * The front doors of all regions, told apart by the host that is asked for: every region's host has the address of this
 * computer. One that is dead takes the connection and says nothing, as behind a load balancer without backends. So do the
 * gateways of the data there, which answer 401 to who does not sign in; of a region without a front door it is always open.
 */
export function openRegionDoors(
  tls: ServerTls,
  regions: Regions,
  account: Account | undefined,
  catchUp: () => void
): Promise<HttpsFace> {
  /** Undefined for a host that is no gateway. */
  const gatewayState = (host: string): RegionState | undefined => {
    const region = account?.plan.regions.find((name) => gatewayHost(account.plan.name, name) === host)
    if (region === undefined) return undefined
    const door = regions.all.find(({ name }) => name === region)?.host
    return (door === undefined ? undefined : regions.stateOf(door)) ?? 'serves'
  }

  const server = createServer(tls, (request, response) => {
    request.resume()
    catchUp()
    const host = (request.headers.host ?? '').replace(/:\d+$/, '')
    const named = (request.socket as TLSSocket & { readonly servername?: string | false }).servername
    const gateway = gatewayState(host)
    const state = gateway ?? regions.stateOf(host) ?? regions.stateOf(typeof named === 'string' ? named : '')
    if (state === 'dead') return
    const status = state === 'serves' ? (gateway === undefined ? 200 : 401) : state === 'failing' ? 503 : 404
    response.writeHead(status, { 'content-type': 'text/plain' })
    response.end(`${status}\n`)
  })
  return listenOnLoopback(server)
}
