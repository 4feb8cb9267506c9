import { createServer, request as send, Agent } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { generate } from 'selfsigned'
import { between, type Random } from './random.ts'

/** A change that the console asked for, and what became of it. */
export interface Mutation {
  readonly path: string
  readonly body: string
  /** Of the server's answer; null when the request was lost on its way. */
  readonly status: number | null
}

/** A slow network between the console and an API server, which writes down every change that passes. */
export interface SlowWire {
  readonly url: string
  /** PEM of its certificate, which is its own authority. */
  readonly ca: string
  readonly mutations: readonly Mutation[]
  /** Resolves when the next change of an object of this name arrives. */
  next(name: string): Promise<void>
  /** Resolves when no request is on its way any more. */
  quiet(): Promise<void>
  close(): void
}

/** How long a change is on its way, there and back again, milliseconds each. */
const wayMs = { from: 30, to: 200 } as const

/**
 * Relays everything at once, except changes: those take their time in both directions, and one whose sender died on the
 * way arrives or is lost by chance, as in a real network.
 */
export async function startSlowWire(
  target: { readonly server: string; readonly ca: string },
  random: Random
): Promise<SlowWire> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'slow-wire' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }
    ]
  })
  const agent = new Agent({ ca: target.ca, keepAlive: true })
  const mutations: Mutation[] = []
  const underway = new Set<Promise<void>>()
  const waiting = new Map<string, () => void>()

  function forward(
    incoming: IncomingMessage,
    body: Buffer | null,
    take: (answer: IncomingMessage) => void,
    fail: () => void
  ) {
    const { url = '/', method, headers } = incoming
    const outgoing = send(`${target.server}${url}`, { method, headers, agent }, take)
    outgoing.on('error', fail)
    if (body) outgoing.end(body)
    else incoming.pipe(outgoing)
    return outgoing
  }

  function relay(incoming: IncomingMessage, response: ServerResponse): void {
    const outgoing = forward(
      incoming,
      null,
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
        answer.on('error', () => response.destroy())
      },
      () => response.destroy()
    )
    response.on('close', () => outgoing.destroy())
  }

  async function carry(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray().catch(() => []))
    if (!incoming.complete) return
    const path = incoming.url ?? ''
    waiting.get(nameIn(path))?.()
    const isLostWithItsSender = random() < 0.5
    await delay(between(random, wayMs.from, wayMs.to))
    if (response.destroyed && isLostWithItsSender) {
      mutations.push({ path, body: body.toString('utf8'), status: null })
      return
    }
    const answer = await new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer } | null>(
      (resolve) => {
        forward(
          incoming,
          body,
          (from) => {
            from.toArray().then(
              (chunks) =>
                resolve({ status: from.statusCode ?? 502, headers: from.headers, body: Buffer.concat(chunks) }),
              () => resolve(null)
            )
          },
          () => resolve(null)
        )
      }
    )
    mutations.push({ path, body: body.toString('utf8'), status: answer?.status ?? null })
    await delay(between(random, wayMs.from, wayMs.to))
    if (!answer || response.destroyed) return void response.destroy()
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body)
  }

  const server = createServer({ cert, key }, (incoming, response) => {
    response.on('error', () => undefined)
    if (!isChange(incoming)) return relay(incoming, response)
    const work = carry(incoming, response).finally(() => underway.delete(work))
    underway.add(work)
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    ca: cert,
    mutations,
    next: (name) => new Promise((resolve) => waiting.set(name, resolve)),
    async quiet() {
      while (underway.size > 0) await Promise.all(underway)
    },
    close() {
      server.closeAllConnections()
      server.close()
      agent.destroy()
    }
  }
}

function isChange({ method = '', url = '' }: IncomingMessage): boolean {
  const isReview = /\/(selfsubject[a-z]*reviews|subjectaccessreviews)(\?|$)/.test(url)
  // A mark for other consoles changes nothing that anybody serves from.
  const isMark = url.includes('/coordination.k8s.io/')
  return method !== 'GET' && !isReview && !isMark && !url.includes('dryRun=All')
}

function nameIn(path: string): string {
  return path.split('?')[0]?.split('/').at(-1) ?? ''
}
