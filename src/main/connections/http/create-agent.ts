import { Agent } from 'node:https'
import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as tlsConnect } from 'node:tls'
import { explainSocketError } from './explain-socket-error.ts'
import { openTunnel } from './open-tunnel.ts'
import { TransportError } from './transport-error.ts'

/** What a TLS connection to the API server is made with. */
export interface TlsMaterial {
  /** PEM; the system's authorities when left out. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly serverName?: string
  readonly insecure: boolean
}

export interface AgentOptions {
  readonly server: URL
  readonly proxy: URL | undefined
  /** Asked for each new connection, so that renewed client certificates are used. */
  readonly tls: () => TlsMaterial
  readonly connectMs: number
}

/** Idle connections are closed before servers and load balancers drop them silently. */
const idleMs = 20_000

/**
 * The one long-lived pool of connections to an API server. A connection counts as made when TLS has been verified;
 * that has one deadline, proxy included.
 */
export function createAgent(options: AgentOptions): Agent {
  const agent = new Agent({
    keepAlive: true,
    keepAliveMsecs: 30_000,
    maxFreeSockets: 8,
    scheduling: 'lifo',
    timeout: idleMs
  })
  agent.createConnection = (_options: unknown, callback?: Connected) => {
    void connectFor(options, callback ?? (() => undefined))
    return undefined
  }
  return agent
}

type Connected = (error: Error | null, stream: Duplex) => void

async function connectFor(options: AgentOptions, connected: Connected): Promise<void> {
  let socket: Socket
  try {
    socket = await connectVerified(options)
  } catch (error) {
    // Node's type wants a stream beside the error; Node itself does not look at it.
    connected(explainSocketError(error, options.server.host, 'nothing'), undefined as never)
    return
  }
  connected(null, socket)
}

async function connectVerified({ server, proxy, tls, connectMs }: AgentOptions): Promise<Socket> {
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const port = server.port === '' ? 443 : Number(server.port)
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), connectMs)
  const tooSlow = (): TransportError =>
    new TransportError('timeout', 'nothing', `${server.host}: no connection within ${connectMs / 1000} s`, {
      remedy: 'Check the VPN and the server address.'
    })
  try {
    const tunnel = proxy && (await openTunnel(proxy, host, port, deadline.signal))
    return await secure(host, port, tunnel, tls(), deadline.signal)
  } catch (error) {
    throw deadline.signal.aborted ? tooSlow() : error
  } finally {
    clearTimeout(timer)
  }
}

function secure(
  host: string,
  port: number,
  tunnel: Socket | undefined,
  material: TlsMaterial,
  abort: AbortSignal
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const name = material.serverName ?? host
    const socket = tlsConnect({
      host,
      port,
      ...(tunnel ? { socket: tunnel } : { autoSelectFamily: true }),
      // An address may not be sent as the server name (RFC 6066); its certificate is checked all the same.
      servername: isIP(name) === 0 ? name : '',
      ...(material.ca === undefined ? {} : { ca: material.ca }),
      ...(material.cert === undefined ? {} : { cert: material.cert }),
      ...(material.key === undefined ? {} : { key: material.key }),
      rejectUnauthorized: !material.insecure,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1']
    })
    const stop = (): void => {
      socket.destroy(new Error('no connection in time'))
    }
    abort.addEventListener('abort', stop, { once: true })
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      abort.removeEventListener('abort', stop)
      socket.off('error', reject)
      socket.setKeepAlive(true, 30_000)
      socket.setNoDelay(true)
      resolve(socket)
    })
  })
}
