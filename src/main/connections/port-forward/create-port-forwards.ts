import { Agent } from 'node:https'
import type { Duplex } from 'node:stream'
import type { FailureError, WireRequest } from '../../../contract/index.ts'
import { withJoinedAbort } from '../../lib/joined-abort.ts'
import { readingLimits } from '../../lib/reading-limits.ts'
import type { ForwardedAnswer, PodPort, PortForwards } from '../../ports/port-forwards.ts'
import { apiAddress, type ApiAddress } from '../../providers/kubernetes/api-address.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import type { Channel } from '../channel.ts'
import type { Exchange } from '../exchange.ts'
import { decodeText } from '../http/decode-json.ts'
import { sendOnce, type HttpDeadlines } from '../http/send-once.ts'
import { TransportError } from '../http/transport-error.ts'
import { targetOf } from '../request-target.ts'
import { atMost } from './at-most.ts'
import { channelStream } from './channel-stream.ts'
import { openSocket, type Opened } from './open-socket.ts'

export interface PortForwardsOptions {
  readonly channel: Channel
  /** kubeconfig context name for command lines. */
  readonly context: string
  readonly onExchange: (exchange: Exchange) => void
  /** Ends with the connection. */
  readonly abort: AbortSignal
}

/** An opened set of port-forwards. */
export interface OpenPortForwards extends PortForwards {
  /** What is open is closed; what is asked for next opens it again. */
  drop(): void
}

type Connected = (error: Error | null, stream: Duplex) => void

const deadlines: HttpDeadlines = { headMs: 10_000, idleMs: 10_000, totalMs: 30_000 }
/** As many queries as one look at a service asks at once; each connection is a stream of its own through API server and node. */
const mostAtOnce = 4

/** HTTP over forwarded ports: one kept-alive pool a port, over the connections and credentials of the API server. */
export function createPortForwards(options: PortForwardsOptions): OpenPortForwards {
  const { channel } = options
  const pools = new Map<string, Agent>()
  const inTurn = atMost(mostAtOnce)
  const streams = new Set<Duplex>()
  /** What was last recorded of each port. */
  const recorded = new Map<string, string>()

  async function open(to: PodPort): Promise<Duplex> {
    const request = requestFor(to)
    const address = addressOf(request)
    const startedMs = performance.now()
    const at = channel.now()
    const record = (status: number | null, failure?: FailureError): void => {
      const said = failure?.failure.message ?? ''
      if (recorded.get(nameOf(to)) === said) return
      recorded.set(nameOf(to), said)
      options.onExchange({
        at,
        label: 'read',
        command: commandFor(to, options.context),
        request,
        status,
        durationMs: Math.round(performance.now() - startedMs),
        body: '',
        ...(failure ? { failure: failure.failure } : {})
      })
    }
    try {
      const asked = { method: 'GET', target: targetOf(request), headers: {} }
      const upgraded = (): Promise<Opened> => channel.upgrade(asked, options.abort, openSocket)
      // A kept connection may have been closed while the handshake was on its way.
      const opened = await upgraded().catch((error: unknown) => {
        if (error instanceof TransportError && error.kind === 'broken') return upgraded()
        throw error
      })
      if (!('socket' in opened)) {
        const { status, body } = opened
        const refused = channel.refusal({ status, body: decodeText({}, body) }, address)
        record(status, refused)
        throw refused
      }
      const stream = channelStream(opened.socket, to.port, `port ${to.port} of pod ${to.pod} in ${to.namespace}`)
      streams.add(stream)
      stream.once('close', () => streams.delete(stream))
      record(101)
      return stream
    } catch (error) {
      const failure = channel.failureOf(error, address)
      if (failure.failure.code !== 'cancelled') record(null, failure)
      throw failure
    }
  }

  async function connectFor(to: PodPort, connected: Connected): Promise<void> {
    let stream: Duplex
    try {
      stream = await open(to)
    } catch (error) {
      // Node's type wants a stream beside the error; Node itself does not look at it.
      connected(error as Error, undefined as never)
      return
    }
    connected(null, stream)
  }

  function poolOf(to: PodPort): Agent {
    const known = pools.get(nameOf(to))
    if (known) return known
    const pool = new Agent({ keepAlive: true, maxFreeSockets: mostAtOnce, scheduling: 'lifo' })
    pool.createConnection = (_options: unknown, callback?: Connected) => {
      void connectFor(to, callback ?? (() => undefined))
      return undefined
    }
    // These are no TCP sockets: their idle time is their own.
    pool.keepSocketAlive = () => true
    pools.set(nameOf(to), pool)
    return pool
  }

  function drop(): void {
    for (const stream of streams) stream.destroy()
    for (const pool of pools.values()) pool.destroy()
    pools.clear()
  }
  options.abort.addEventListener('abort', drop, { once: true })

  return {
    drop,
    get: (to, target, abort) =>
      withJoinedAbort([abort, options.abort], async (joint): Promise<ForwardedAnswer> => {
        try {
          const server = new URL(`https://${to.pod}.${to.namespace}:${to.port}`)
          // As kubectl port-forward makes it look to whoever is asked.
          const headers = { accept: 'application/json', host: `localhost:${to.port}` }
          const answer = await inTurn(joint, () =>
            sendOnce(
              { method: 'GET', target, headers },
              { agent: poolOf(to), server, deadlines, abort: joint, mostBytes: readingLimits.answerBytes }
            )
          )
          return { status: answer.status, body: decodeText(answer.headers, answer.body) }
        } catch (error) {
          const stopped = joint.aborted && new TransportError('cancelled', 'nothing', `${to.pod}: stopped waiting`)
          throw channel.failureOf(stopped || error, addressOf(requestFor(to)))
        }
      })
  }
}

function requestFor({ namespace, pod, port }: PodPort): WireRequest {
  const path = kubePath({
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace,
    name: pod,
    subresource: 'portforward'
  })
  return { method: 'GET', path, query: { ports: String(port) } }
}

/**
 * A WebSocket is opened with GET, which RBAC calls `get`; since Kubernetes 1.35 `create` is asked for as well, as SPDY's POST
 * always was (feature AuthorizePodWebsocketUpgradeCreatePermission).
 */
function addressOf({ method, path }: WireRequest): ApiAddress {
  return apiAddress(method, path)
}

function nameOf({ namespace, pod, port }: PodPort): string {
  return `${namespace}/${pod}:${port}`
}

function commandFor({ namespace, pod, port }: PodPort, context: string): string {
  return kubectlLine({ context, ref: { namespace, name: pod } }, 'port-forward', `pod/${pod}`, `9090:${port}`)
}
