import { Agent } from 'node:https'
import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { checkServerIdentity, connect as tlsConnect, type SecureContext } from 'node:tls'
import { explainSocketError } from './explain-socket-error.ts'
import { openTunnel } from './open-tunnel.ts'
import { createTlsContexts, type ClientIdentity, type TlsContexts } from './tls-contexts.ts'
import { TransportError } from './transport-error.ts'

/** What a TLS connection to the API server is made with. */
export interface TlsMaterial extends ClientIdentity {
  /** The name or address that the certificate must be for, instead of the host's. */
  readonly serverName?: string
  readonly insecure: boolean
}

/** Whom a server is believed by. */
export interface Authorities {
  /** Each as PEM. */
  readonly ofServer: readonly string[]
  /** Whether they are those that the kubeconfig names, or those of this computer. */
  readonly namedBy: 'kubeconfig' | 'system'
  /** Those for a proxy that is reached by HTTPS, each as PEM. */
  readonly ofProxy: () => Promise<readonly string[]>
}

export interface AgentOptions {
  readonly server: URL
  readonly proxy: URL | undefined
  readonly authorities: Authorities
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
    // As many as one plan of several services has on their way: what is not kept is another handshake each.
    maxFreeSockets: 64,
    scheduling: 'lifo',
    timeout: idleMs
  })
  const contexts = createTlsContexts(options.authorities.ofServer)
  agent.createConnection = (_options: unknown, callback?: Connected) => {
    void connectFor(options, contexts, callback ?? (() => undefined))
    return undefined
  }
  return agent
}

type Connected = (error: Error | null, stream: Duplex) => void

async function connectFor(options: AgentOptions, contexts: TlsContexts, connected: Connected): Promise<void> {
  let socket: Socket
  try {
    socket = await connectVerified(options, contexts)
  } catch (error) {
    // Node's type wants a stream beside the error; Node itself does not look at it.
    connected(
      explainSocketError(error, options.server.host, 'nothing', options.authorities.namedBy),
      undefined as never
    )
    return
  }
  connected(null, socket)
}

async function connectVerified(options: AgentOptions, contexts: TlsContexts): Promise<Socket> {
  const { server, proxy, tls, connectMs, authorities } = options
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const port = server.port === '' ? 443 : Number(server.port)
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), connectMs)
  const tooSlow = (): TransportError =>
    new TransportError('timeout', 'nothing', `${server.host}: no connection within ${connectMs / 1000} s`, {
      remedy: 'Check the VPN and the server address.'
    })
  try {
    const material = tls()
    return await contexts.use(material, async (secureContext) => {
      const tunnel = proxy && (await openTunnel(proxy, host, port, deadline.signal, authorities.ofProxy))
      return secure({ host, port, tunnel, material, secureContext, abort: deadline.signal })
    })
  } catch (error) {
    throw deadline.signal.aborted ? tooSlow() : error
  } finally {
    clearTimeout(timer)
  }
}

interface Securing {
  readonly host: string
  readonly port: number
  readonly tunnel: Socket | undefined
  readonly material: TlsMaterial
  readonly secureContext: SecureContext
  readonly abort: AbortSignal
}

function secure({ host, port, tunnel, material, secureContext, abort }: Securing): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const name = material.serverName ?? host
    const socket = tlsConnect({
      host,
      port,
      ...(tunnel ? { socket: tunnel } : { autoSelectFamily: true }),
      // An address may not be sent as the server name (RFC 6066), so that Node would check the host instead.
      servername: isIP(name) === 0 ? name : '',
      checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
      secureContext,
      rejectUnauthorized: !material.insecure,
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
