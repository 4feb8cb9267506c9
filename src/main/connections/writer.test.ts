import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WireRequest } from '../../contract/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { longestAnswerMs, SendError } from '../ports/wire.ts'
import { failureFrom, openTest, type OpenedTest, type OpenTestOptions } from './testing/open-connection.ts'
import { sendJson, sendStatus, type Answer } from './testing/tls-server.ts'

const path = kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop', name: 'checkout' })
const patch: WireRequest = {
  method: 'PATCH',
  path,
  query: { fieldManager: 'backout' },
  contentType: 'application/json-patch+json',
  body: '[{"op":"test","path":"/metadata/uid","value":"ä"}]'
}

const closing: (() => unknown)[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const close of closing.splice(0).toReversed()) await close()
})

async function open(
  answer: Answer,
  options?: OpenTestOptions
): Promise<OpenedTest & { readonly mutations: () => number }> {
  const opened = await openTest(answer, options)
  closing.push(opened.close)
  return { ...opened, mutations: () => opened.server.requests.filter(({ method }) => method === 'PATCH').length }
}

async function sendErrorFrom(promise: Promise<unknown>): Promise<SendError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown
  )
  if (error instanceof SendError) return error
  throw new Error(`no SendError but ${String(error)}`)
}

const forever = new AbortController().signal
const attemptId = '5a4b6f0e-8d7c-4d0a-9a53-0f6f5e2c1b11'

describe('sending a mutation', () => {
  it('sends exactly what it was given, once, and calls the hook before the first byte', async () => {
    const { connection, server, mutations } = await open((_, response) => sendJson(response, { kind: 'Deployment' }))
    let seen = -1
    const answer = await connection.writer.send(patch, {
      attemptId,
      abort: forever,
      beforeFirstByte: () => (seen = mutations())
    })
    expect(seen).toBe(0)
    expect(answer).toMatchObject({ status: 200, body: '{"kind":"Deployment"}' })
    expect(Date.parse(answer.serverAt ?? '')).toBeGreaterThan(0)
    expect(server.requests.at(-1)).toMatchObject({
      method: 'PATCH',
      url: `${path}?fieldManager=backout`,
      body: patch.body
    })
    const headers = { 'content-type': 'application/json-patch+json', 'audit-id': attemptId }
    expect(server.requests.at(-1)?.headers).toMatchObject(headers)
    expect(mutations()).toBe(1)
  })

  it('sends the options of a deletion, without which it would take along what the object owns', async () => {
    const { connection, server } = await open((_, response) =>
      sendJson(response, { kind: 'Status', status: 'Success' })
    )
    const body = '{"propagationPolicy":"Orphan"}'
    await connection.writer.send({ ...patch, method: 'DELETE', body }, { attemptId, abort: forever })
    await connection.writer.send({ ...patch, method: 'DELETE', body }, { attemptId, abort: forever })
    const deletions = server.requests.filter(({ method }) => method === 'DELETE')
    expect(deletions.map((request) => request.body)).toEqual([body, body])
  })

  it.each([401, 403, 404, 409, 422, 423, 429, 500, 503, 307])(
    'returns a %i as it is and does not send again',
    async (status) => {
      const { connection, mutations } = await open((_, response) => {
        response.setHeader('location', '/elsewhere')
        sendStatus(response, status, 'Reason', 'message', { 'retry-after': '1' })
      })
      const answer = await connection.writer.send(patch, { attemptId, abort: forever })
      expect(answer.status).toBe(status)
      expect(JSON.parse(answer.body)).toMatchObject({ kind: 'Status', code: status })
      expect(mutations()).toBe(1)
    }
  )

  it('says that nothing was sent when the hook throws', async () => {
    const { connection, mutations } = await open((_, response) => sendJson(response, {}))
    const reason = new Error('journal')
    const error = await sendErrorFrom(
      connection.writer.send(patch, {
        attemptId,
        abort: forever,
        beforeFirstByte: () => {
          throw reason
        }
      })
    )
    expect(error).toMatchObject({ sent: 'nothing', cause: reason })
    expect(mutations()).toBe(0)
  })

  it('says that nothing was sent when it was aborted before, or in the hook', async () => {
    const { connection, mutations } = await open((_, response) => sendJson(response, {}))
    expect(await sendErrorFrom(connection.writer.send(patch, { attemptId, abort: AbortSignal.abort() }))).toMatchObject(
      {
        sent: 'nothing'
      }
    )
    const abort = new AbortController()
    const error = await sendErrorFrom(
      connection.writer.send(patch, { attemptId, abort: abort.signal, beforeFirstByte: () => abort.abort() })
    )
    expect(error.sent).toBe('nothing')
    await connection.reader.raw('/version' as never)
    expect(mutations()).toBe(0)
  })

  it('says that it may have been sent when it is aborted while waiting, within 100 ms', async () => {
    const abort = new AbortController()
    let stoppedMs = 0
    const { connection, mutations } = await open(() => {
      stoppedMs = performance.now()
      abort.abort()
    })
    expect(await sendErrorFrom(connection.writer.send(patch, { attemptId, abort: abort.signal }))).toMatchObject({
      sent: 'maybe'
    })
    expect(performance.now() - stoppedMs).toBeLessThan(100)
    expect(mutations()).toBe(1)
  })

  it('waits for an answer for as long as whoever sends it', async () => {
    const asked: Parameters<Answer>[1][] = []
    const { connection, mutations } = await open((_, response) => void asked.push(response))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const sending = connection.writer.send(patch, { attemptId, abort: forever })
    await vi.waitUntil(() => asked.length === 1)
    await vi.advanceTimersByTimeAsync(240_000)
    const [response] = asked
    if (response) sendJson(response, { kind: 'Deployment' })
    expect((await sending).status).toBe(200)
    expect(mutations()).toBe(1)
  })

  it('gives up by itself once nobody may wait any longer', async () => {
    const { connection, mutations } = await open(() => undefined)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const sending = sendErrorFrom(connection.writer.send(patch, { attemptId, abort: forever }))
    await vi.waitUntil(() => mutations() === 1)
    await vi.advanceTimersByTimeAsync(longestAnswerMs)
    expect(await sending).toMatchObject({ sent: 'maybe', message: expect.stringContaining('no answer within 300 s') })
  })

  it.each([
    ['before the answer', (response: Parameters<Answer>[1]) => response.destroy()],
    [
      'within the answer',
      (response: Parameters<Answer>[1]) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
        response.write('{')
        setImmediate(() => response.destroy())
      }
    ]
  ])('says maybe and does not send again after a reset %s', async (_, broken) => {
    const { connection, mutations } = await open((_request, response) => broken(response))
    expect(await sendErrorFrom(connection.writer.send(patch, { attemptId, abort: forever }))).toMatchObject({
      sent: 'maybe'
    })
    await connection.reader.raw('/version' as never)
    expect(mutations()).toBe(1)
  })

  it('says that nothing was sent when the server is gone', async () => {
    const { connection, server } = await open((_, response) => sendJson(response, {}))
    await server.close()
    connection.dropSockets()
    expect(await sendErrorFrom(connection.writer.send(patch, { attemptId, abort: forever }))).toMatchObject({
      sent: 'nothing'
    })
  })

  it('refuses without a verified server, and sends nothing', async () => {
    const { connection, mutations } = await open((_, response) => sendJson(response, {}), {
      cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': undefined }
    })
    expect(connection.insecure).toBe(true)
    expect(await failureFrom(connection.writer.send(patch, { attemptId, abort: forever }))).toMatchObject({
      code: 'refused'
    })
    expect(mutations()).toBe(0)
  })

  it.each([
    '/apis/apps/v1/namespaces/shop/deployments/..',
    '//evil.example/x',
    'https://evil.example/x',
    '/a?b=c',
    '/a#b',
    '/a b'
  ])('refuses the path %j', async (bad) => {
    const { connection, mutations } = await open((_, response) => sendJson(response, {}))
    expect(
      (await failureFrom(connection.writer.send({ ...patch, path: bad }, { attemptId, abort: forever }))).code
    ).toBe('badInput')
    expect(mutations()).toBe(0)
  })
})
