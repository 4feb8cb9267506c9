import { createServer, type Server } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Exchange } from '../exchange.ts'
import { createKubeConnection, type OpenKubeConnection } from '../create-kube-connection.ts'
import { failureFrom } from '../testing/open-connection.ts'
import { answerOpening, kubeconfigFor, testCertificate } from '../testing/tls-server.ts'

const to = { namespace: 'monitoring', pod: 'prometheus-0', port: 9090 }
const port = Buffer.from([0x82, 0x23])

describe('port-forwards over WebSockets', () => {
  let server: Server
  let url: string
  let ca: string
  /** What becomes of each connection that is asked for, by turns; the last goes for all that come after. */
  let behaviours: ((socket: WebSocket) => void)[]
  let upgrade: (request: IncomingMessage, socket: Socket) => boolean
  let asked: IncomingMessage[]
  let exchanges: Exchange[]
  let connection: OpenKubeConnection
  const raw = new Set<Socket>()

  beforeEach(async () => {
    asked = []
    exchanges = []
    upgrade = () => true
    behaviours = [serving]
    const { cert, private: key } = await testCertificate()
    ca = cert
    server = createServer({ cert, key }, (request, response) => void answerOpening(request, response))
    server.on('connection', (socket: Socket) => {
      raw.add(socket)
      socket.on('close', () => raw.delete(socket))
      socket.on('error', () => undefined)
    })
    const sockets = new WebSocketServer({ noServer: true })
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      asked.push(request)
      socket.on('error', () => undefined)
      if (!upgrade(request, socket)) return
      const behave = behaviours.length > 1 ? behaviours.shift() : behaviours[0]
      sockets.handleUpgrade(request, socket, head, (opened) => behave?.(opened))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    connection = await connect({ token: 'token-of-the-operator' })
  })
  afterEach(async () => {
    connection.close()
    for (const socket of raw) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })

  function connect(user: object): Promise<OpenKubeConnection> {
    return createKubeConnection({
      kubeconfig: kubeconfigFor({ url, ca }, user),
      context: 'test',
      environmentName: 'here',
      version: '0.1.0',
      env: {},
      approvals: { isApproved: () => false, isProxyApproved: () => false },
      onExchange: (exchange) => void exchanges.push(exchange)
    })
  }

  const get = (target = '/api/v1/query?query=up') => connection.forwards.get(to, target)

  it('asks as kubectl’s API does, with our credentials, and keeps the connection', async () => {
    expect(await get()).toEqual({ status: 200, body: 'asked for /api/v1/query?query=up at localhost:9090' })
    expect(await get('/other')).toMatchObject({ body: 'asked for /other at localhost:9090' })
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      url: '/api/v1/namespaces/monitoring/pods/prometheus-0/portforward?ports=9090',
      headers: { authorization: 'Bearer token-of-the-operator', 'sec-websocket-protocol': 'v4.channel.k8s.io' }
    })
    expect(exchanges).toMatchObject([
      { status: 101, command: 'kubectl --context test -n monitoring port-forward pod/prometheus-0 9090:9090' }
    ])
  })

  it('leaves nothing behind on a connection that is used again and again', async () => {
    const warned: Error[] = []
    const warn = (warning: Error): void => void warned.push(warning)
    process.on('warning', warn)
    for (let time = 0; time < 15; time += 1) await get()
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', warn)
    expect([asked.length, warned]).toEqual([1, []])
  })

  it('asks on as many connections as there are questions at once, at most four', async () => {
    const answers = await Promise.all(Array.from({ length: 9 }, () => get()))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(asked.length).toBeLessThanOrEqual(4)
  })

  it('reads an answer that comes in pieces, with empty messages and a port cut in two', async () => {
    behaviours = [
      (socket) => {
        socket.send(Buffer.from([0, 0x82]))
        socket.send(Buffer.from([0]))
        socket.send(Buffer.from([1, 0x82, 0x23]))
        socket.once('message', () => {
          socket.send(Buffer.concat([Buffer.from([0, 0x23]), Buffer.from('HTTP/1.1 200 OK\r\ncontent-le')]))
          socket.send(Buffer.concat([Buffer.from([0]), Buffer.from('ngth: 5\r\n\r\nwh')]))
          socket.send(Buffer.concat([Buffer.from([0]), Buffer.from('ole')]))
        })
      }
    ]
    expect(await get()).toEqual({ status: 200, body: 'whole' })
  })

  it('says what the node says of a port at which nothing listens', async () => {
    behaviours = [
      (socket) =>
        socket.send(
          Buffer.concat([Buffer.from([1]), port, Buffer.from('dial tcp4 127.0.0.1:9090: connect: connection refused')])
        )
    ]
    const failure = await failureFrom(get())
    expect(failure).toMatchObject({ code: 'unreachable', retryable: true })
    expect(failure.message).toContain('port 9090 of pod prometheus-0 in monitoring: dial tcp4')
    expect(connection.link().state).toBe('ok')
  })

  it.each([
    ['another port', (socket: WebSocket) => socket.send(Buffer.from([0, 1, 1])), 'another port'],
    ['another channel', (socket: WebSocket) => socket.send(Buffer.from([7, 1, 1])), 'channel 7'],
    ['text', (socket: WebSocket) => socket.send('0hello'), 'without a channel'],
    [
      'nothing, again and again',
      (socket: WebSocket) => {
        greet(socket)
        for (let time = 0; time < 40; time += 1) socket.send(Buffer.from([0]))
      },
      'without content'
    ],
    [
      'pings, again and again',
      (socket: WebSocket) => {
        greet(socket)
        for (let time = 0; time < 600; time += 1) socket.ping()
      },
      'pings without content'
    ],
    [
      'no HTTP',
      (socket: WebSocket) => socket.send(Buffer.concat([Buffer.from([0]), port, Buffer.from('SSH-2.0\r\n')])),
      ''
    ],
    ['more than a message may have', (socket: WebSocket) => socket.send(Buffer.alloc(1_100_000)), '']
  ])('does not take %s for an answer', async (_, behave, text) => {
    behaviours = [behave]
    const failure = await failureFrom(get())
    expect(['server', 'unreachable']).toContain(failure.code)
    expect(failure.message).toContain(text)
  })

  it('opens another one when it is cut off in the middle of an answer', async () => {
    behaviours = [
      (socket) => {
        greet(socket)
        socket.once('message', () => {
          socket.send(
            Buffer.concat([Buffer.from([0]), Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf')])
          )
          socket.close()
        })
      },
      serving
    ]
    expect(await failureFrom(get())).toMatchObject({ code: 'unreachable', retryable: true })
    expect(await get()).toMatchObject({ status: 200 })
  })

  it('is refused with the smallest Role, without anything of the credentials', async () => {
    upgrade = (request, socket) => {
      const status = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        reason: 'Forbidden',
        code: 403,
        message: `pods "prometheus-0" is forbidden, said to ${request.headers.authorization ?? ''}`
      }
      const body = JSON.stringify(status)
      socket.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
      )
      return false
    }
    const failure = await failureFrom(get())
    expect(failure).toMatchObject({ code: 'forbidden', address: { resource: 'pods/portforward', verb: 'get' } })
    expect(failure.grant).toContain('verbs: [get, create]')
    expect(JSON.stringify([failure, exchanges])).not.toContain('token-of-the-operator')
    expect(exchanges).toMatchObject([{ status: 403, failure: { code: 'forbidden' } }])
    await failureFrom(get())
    expect(exchanges, 'the same refusal again').toHaveLength(1)
  })

  it('does not speak with who answers the handshake without the protocol', async () => {
    upgrade = (request, socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\npage')
      return false
    }
    expect(await failureFrom(get())).toMatchObject({
      code: expect.stringMatching(/notKubernetes|internal|server/) as string
    })
  })

  it('ends with its connection', async () => {
    behaviours = [greet]
    const reading = failureFrom(get())
    await expect.poll(() => asked.length).toBe(1)
    connection.close()
    expect(await reading).toMatchObject({ code: 'cancelled' })
    await expect.poll(() => raw.size).toBe(0)
  })

  it('stops waiting when it is told to, and keeps what is open for others', async () => {
    behaviours = [greet, serving]
    const ending = new AbortController()
    const reading = failureFrom(connection.forwards.get(to, '/', ending.signal))
    await expect.poll(() => asked.length).toBe(1)
    ending.abort()
    expect(await reading).toMatchObject({ code: 'cancelled' })
    expect(await get()).toMatchObject({ status: 200 })
  })
})

function greet(socket: WebSocket): void {
  socket.send(Buffer.concat([Buffer.from([0]), port]))
  socket.send(Buffer.concat([Buffer.from([1]), port]))
}

/** Answers each request with what it asked for. */
function serving(socket: WebSocket): void {
  greet(socket)
  socket.on('message', (data) => {
    const text = (data as Buffer).subarray(1).toString('utf8')
    const target = /^GET (\S+)/.exec(text)?.[1] ?? ''
    const body = `asked for ${target} at ${/^host: (\S+)/im.exec(text)?.[1] ?? ''}`
    const answer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    socket.send(Buffer.concat([Buffer.from([0]), Buffer.from(answer)]))
  })
}
