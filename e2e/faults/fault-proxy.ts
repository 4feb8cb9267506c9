import { request as httpsRequest } from 'node:https'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { certificateChain } from '../../src/main/connections/testing/certificate-chain.ts'
import { startTlsServer } from '../../src/main/connections/testing/tls-server.ts'

/** What goes wrong between a console and its server, from the moment it is set until it is `none` again. */
export const faults = [
  'none',
  /** Every answer, and every piece of a stream, comes 2 s late. */
  'latency',
  /** Connections are reset as soon as something is asked. */
  'reset',
  /** Answers are cut off in the middle: half of what was announced, then a reset. */
  'cut',
  /** Answers end in the middle, and say that they are whole. */
  'truncated',
  /** Connections are taken, and nothing is ever said. */
  'silent',
  /** Connections that are there go on and carry nothing any more; new ones work. A laptop that slept, a pulled cable. */
  'halfOpen',
  /** A page of a network that wants a sign-in answers instead, with 200. */
  'garbage',
  /** What stands in front is out of order: 503 with a page. */
  'unavailable',
  /** The server asks for patience: 429 with `Retry-After: 2`. */
  'busy',
  /** The certificate has expired. */
  'expired',
  /** The server's clock is a day ahead. */
  'skewed'
] as const
export type Fault = (typeof faults)[number]

/** Connections that are there meet it too, or are not to. */
const staysConnected: ReadonlySet<Fault> = new Set(['none', 'halfOpen', 'latency', 'silent', 'skewed'])

export interface FaultProxy {
  readonly url: string
  /** PEM, of the good certificate and of the expired one. */
  readonly ca: string
  set(fault: Fault): void
  close(): Promise<void>
}

/** Made once: each takes a while. */
let made: ReturnType<typeof make> | undefined
const chains = (): ReturnType<typeof make> => (made ??= make())
async function make() {
  const good = await certificateChain({ company: 'Good' })
  const old = await certificateChain({ company: 'Old', intermediateEnds: new Date(Date.now() - 86_400_000) })
  return { good, old }
}

/** A TLS server in front of a server, whose every byte passes a TCP proxy that can spoil it. */
export async function startFaultProxy(upstream: { readonly server: string; readonly ca: string }): Promise<FaultProxy> {
  let fault: Fault = 'none'
  const { good, old } = await chains()
  const late = async (): Promise<void> => (fault === 'latency' ? delay(2_000) : undefined)
  /** Answers instead of the server, where that is the fault. */
  const instead = (response: ServerResponse): boolean => {
    if (fault === 'garbage') page(response, 200)
    else if (fault === 'unavailable') page(response, 503)
    else if (fault === 'busy') {
      response.writeHead(429, { 'retry-after': '2', 'content-type': 'application/json' })
      response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 429 }))
    } else return false
    return true
  }
  const forward: Parameters<typeof startTlsServer>[0] = (asked, response, body) => {
    if (instead(response)) return
    const { host: _own, ...headers } = asked.headers
    const passed = httpsRequest(
      new URL(asked.url ?? '/', upstream.server),
      { ca: upstream.ca, method: asked.method, headers },
      (answer) => void pass(answer).catch(() => response.socket?.destroy())
    )
    const pass = async (answer: IncomingMessage): Promise<void> => {
      await late()
      const mode = fault
      const { 'content-length': length, date, ...rest } = answer.headers as Record<string, string>
      const half = mode === 'cut' || mode === 'truncated'
      response.writeHead(answer.statusCode ?? 502, {
        ...rest,
        ...(mode === 'skewed' ? { date: new Date(Date.now() + 86_400_000).toUTCString() } : { date: date ?? '' }),
        ...(length !== undefined && mode !== 'truncated' ? { 'content-length': length } : {})
      })
      for await (const piece of answer as AsyncIterable<Buffer>) {
        await late()
        if (!half) {
          response.write(piece)
          continue
        }
        response.write(piece.subarray(0, Math.floor(piece.length / 2)))
        if (mode === 'cut') response.socket?.destroy()
        break
      }
      response.end()
    }
    passed.on('error', () => response.socket?.destroy())
    response.on('close', () => passed.destroy())
    passed.end(body)
  }
  /** WebSockets: the same faults, by pieces of what comes. */
  const upgrade = (asked: IncomingMessage, client: Duplex): void => {
    client.on('error', () => client.destroy())
    const response = new ServerResponse(asked)
    response.assignSocket(client as Socket)
    response.once('finish', () => client.end())
    if (instead(response)) return
    response.detachSocket(client as Socket)
    const { host: _own, ...headers } = asked.headers
    const passed = httpsRequest(new URL(asked.url ?? '/', upstream.server), { ca: upstream.ca, headers, agent: false })
    passed.on('error', () => client.destroy())
    client.on('close', () => passed.destroy())
    passed.on('response', () => client.destroy())
    passed.on('upgrade', (answer, server) => {
      server.on('error', () => client.destroy())
      server.on('close', () => client.destroy())
      client.on('close', () => server.destroy())
      client.on('data', (bytes: Buffer) => void server.write(bytes))
      const told = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`)
      client.write(`HTTP/1.1 101 Switching Protocols\r\n${told.join('\r\n')}\r\n\r\n`)
      void (async () => {
        for await (const piece of server as AsyncIterable<Buffer>) {
          await late()
          if (fault !== 'cut' && fault !== 'truncated') {
            client.write(piece)
            continue
          }
          client.write(piece.subarray(0, Math.floor(piece.length / 2)))
          if (fault === 'cut') client.destroy()
          else client.end()
          break
        }
      })().catch(() => client.destroy())
    })
    passed.end()
  }
  const chainOf = ({ leaf, intermediate }: typeof good) => ({
    cert: `${leaf.cert}\n${intermediate.cert}`,
    key: leaf.key
  })
  const well = await startTlsServer(forward, chainOf(good), upgrade)
  const expired = await startTlsServer(forward, chainOf(old), upgrade)

  const pairs = new Set<{ readonly client: Socket; readonly inner: Socket; carries: boolean }>()
  const front = createServer((client) => {
    const inner = connect(Number(new URL(fault === 'expired' ? expired.url : well.url).port), '127.0.0.1')
    const pair = { client, inner, carries: true }
    pairs.add(pair)
    const end = (): void => {
      client.destroy()
      inner.destroy()
      pairs.delete(pair)
    }
    for (const [one, other] of [
      [client, inner],
      [inner, client]
    ] as const) {
      one.on('data', (bytes) => {
        if (fault === 'reset') client.resetAndDestroy()
        else if (pair.carries && fault !== 'silent') other.write(bytes)
      })
      one.on('close', end)
      one.on('error', end)
    }
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${(front.address() as AddressInfo).port}`,
    ca: `${good.root.cert}\n${old.root.cert}`,
    set(next) {
      fault = next
      if (next === 'halfOpen') for (const pair of pairs) pair.carries = false
      // What is already there would go on with the certificate that it was made with, and with streams that are well.
      if (!staysConnected.has(next)) for (const { client } of pairs) client.destroy()
    },
    async close() {
      for (const { client } of pairs) client.destroy()
      front.close()
      await Promise.all([well.close(), expired.close()])
    }
  }
}

function page(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' })
  response.end('<html><body>Please sign in to the network</body></html>')
}
