import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createProbe } from '../azure/probe.ts'
import { startTlsServer, type TestServer } from '../testing/tls-server.ts'
import { Agent } from 'node:https'
import { sendOnce } from './send-once.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const interim = 'HTTP/1.1 102 Processing\r\n\r\n'

/** Interim answers for as long as they are taken. */
function flood(socket: Pick<Socket, 'destroyed' | 'write' | 'once' | 'on'>): void {
  const lot = interim.repeat(4_000)
  const go = (): void => {
    while (!socket.destroyed && socket.write(lot));
    if (!socket.destroyed) socket.once('drain', go)
  }
  socket.on('error', () => undefined)
  go()
}

async function listening(server: Server): Promise<number> {
  closing.push(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

function asked(server: TestServer, abort = new AbortController().signal) {
  const agent = new Agent({ ca: server.ca })
  closing.push(() => agent.destroy())
  const deadlines = { headMs: 20_000, idleMs: 20_000, totalMs: 20_000 }
  const http = { method: 'GET', target: '/version', headers: {} }
  return sendOnce(http, { agent, server: new URL(server.url), deadlines, abort, mostBytes: 1_000 })
}

it('ends a request that gets interim answers without end', async () => {
  const server = await startTlsServer((_request, response) => response.socket && flood(response.socket))
  closing.push(() => server.close())
  await expect(asked(server)).rejects.toMatchObject({
    kind: 'tooFast',
    sent: 'maybe',
    message: expect.stringContaining('nothing but interim answers')
  })
})

it('takes an answer that hints come before', async () => {
  const server = await startTlsServer((_request, response) => {
    response.socket?.write(interim.repeat(3))
    response.end('{}')
  })
  closing.push(() => server.close())
  expect((await asked(server)).body.toString()).toBe('{}')
})

it('ends a probe of an endpoint that sends them', async () => {
  const port = await listening(createServer((socket) => socket.once('data', () => flood(socket))))
  const probe = createProbe(async () => '127.0.0.1')
  const settings = {
    protocol: 'HTTP',
    port,
    path: '/',
    timeoutSeconds: 20,
    intervalSeconds: 30,
    toleratedFailures: 3,
    headers: [],
    expected: []
  } as const
  expect(await probe('shop.example', settings, new AbortController().signal)).toEqual({
    isWell: false,
    text: 'nothing but interim answers (HTTP 1xx) comes'
  })
})
