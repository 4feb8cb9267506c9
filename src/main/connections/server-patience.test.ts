import { afterEach, describe, expect, it } from 'vitest'
import type { WatchEvent } from '../ports/kube.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { failureFrom, openTest, type OpenedTest } from './testing/open-connection.ts'
import { sendJson, sendStatus, type Answer } from './testing/tls-server.ts'

const kinds = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ControllerRevision']
const resources = kinds.map((kind) => `${kind.toLowerCase()}s`)
const collection = (resource: string) => kubePath({ group: 'apps', version: 'v1', resource, namespace: 'shop' })
const metrics = kubePath({
  group: '',
  version: 'v1',
  resource: 'services',
  namespace: 'monitoring',
  proxy: { scheme: 'http', service: 'prometheus', port: '9090', path: '/api/v1/query' }
})

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function open(answer: Answer): Promise<OpenedTest & { readonly times: readonly number[] }> {
  const times: number[] = []
  const opened = await openTest((request, response, body) => {
    times.push(performance.now())
    answer(request, response, body)
  })
  closing.push(opened.close)
  return { ...opened, times }
}

function watchAll({ connection }: OpenedTest): readonly WatchEvent[] {
  const stop = new AbortController()
  closing.push(() => stop.abort())
  const events: WatchEvent[] = []
  for (const resource of resources)
    connection.reader.watch(collection(resource), {}, (event) => events.push(event), stop.signal)
  return events
}

function sendEmptyList(...[request, response]: Parameters<Answer>): void {
  const kind = kinds.find((one) => request.url?.includes(`/${one.toLowerCase()}s`)) ?? 'Deployment'
  sendJson(response, { apiVersion: 'apps/v1', kind: `${kind}List`, metadata: { resourceVersion: '1' }, items: [] })
}

describe('a server that is asked too much', () => {
  it('gets no request of any stream or poll before the time that it named', async () => {
    let firstMs = Infinity
    let isBusy = true
    const opened = await open((request, response) => {
      firstMs = Math.min(firstMs, performance.now())
      if (isBusy) sendStatus(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': '3' })
      else if (request.url?.includes('watch=true'))
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
      else sendEmptyList(request, response, '')
    })
    const events = watchAll(opened)
    await expect.poll(() => events.length).toBe(resources.length)
    isBusy = false
    const asked = opened.times.length
    expect(asked).toBe(resources.length)
    const poll = opened.connection.reader.list(collection('deployments'), { tries: 1 })
    expect((await poll).items).toEqual([])
    const second = opened.times.slice(asked)
    expect(Math.min(...second) - firstMs).toBeGreaterThanOrEqual(3_000)
    await expect.poll(() => events.filter(({ type }) => type === 'sync').length).toBe(resources.length)
    for (const event of events.slice(0, resources.length))
      expect(event.type === 'failing' && Date.parse(event.nextTryAt) - Date.parse(event.sinceAt)).toBeGreaterThan(2_500)
  })

  it('is asked at once by an approved change, and by those who stop waiting never', async () => {
    const opened = await open((_, response) =>
      sendStatus(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': '30' })
    )
    const { connection, times } = opened
    await failureFrom(connection.reader.list(collection('deployments'), { tries: 1 }))
    const abort = new AbortController()
    const waiting = failureFrom(connection.reader.list(collection('deployments'), { abort: abort.signal }))
    const request = { method: 'PATCH', path: `${collection('deployments')}/cart`, query: {}, body: '[]' } as const
    const answer = await connection.writer.send(request, { attemptId: 'a', abort: new AbortController().signal })
    expect(answer.status).toBe(429)
    abort.abort()
    expect((await waiting).code).toBe('cancelled')
    expect(times.length).toBe(2)
  })

  it('is not the API server when Prometheus is busy', async () => {
    const { connection } = await open((request, response) => {
      if (request.url?.includes('/proxy/'))
        sendStatus(response, 429, 'Busy', 'too many queries', { 'retry-after': '30' })
      else sendEmptyList(request, response, '')
    })
    expect((await failureFrom(connection.reader.raw(metrics, { tries: 1 }))).code).toBe('rateLimited')
    const startedMs = performance.now()
    await connection.reader.list(collection('deployments'))
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })
})
