import { gzipSync } from 'node:zlib'
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { failureFrom, openTest, type OpenedTest } from './testing/open-connection.ts'
import { sendJson, sendStatus, type Answer } from './testing/tls-server.ts'

const deployments = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop' }
const one = kubePath({ ...deployments, name: 'checkout' })
const all = kubePath(deployments)
const checkout = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'checkout', namespace: 'shop', uid: 'u1' }
}

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function open(answer: Answer): Promise<OpenedTest> {
  const opened = await openTest(answer)
  closing.push(opened.close)
  return opened
}

/** Answers the first requests in a row, the last answer for ever. */
function inTurn(...answers: readonly ((response: ServerResponse) => void)[]): Answer {
  let turn = 0
  return (_, response) => {
    const answer = answers[Math.min(turn, answers.length - 1)]
    turn += 1
    answer?.(response)
  }
}

const good = (response: ServerResponse): void => sendJson(response, checkout)

describe('reading', () => {
  it('returns the object untouched and records it when it has a command line', async () => {
    const object = { ...checkout, spec: { unknown: [1], __proto__: null } }
    const { connection, exchanges } = await open((_, response) => sendJson(response, object))
    const command = 'kubectl --context test -n shop get deployment checkout -o json'
    expect(await connection.reader.get(one, { command })).toEqual({ ...checkout, spec: { unknown: [1] } })
    expect(exchanges).toMatchObject([{ command, status: 200, label: 'read', request: { method: 'GET', path: one } }])
    await connection.reader.get(one)
    expect(exchanges.length).toBe(1)
  })

  it('names verb, resource, namespace and user of a refusal, gives the smallest grant, and does not ask again', async () => {
    const message = 'deployments.apps "checkout" is forbidden: User "operator" cannot get resource "deployments"'
    const { connection, server } = await open((_, response) => sendStatus(response, 403, 'Forbidden', message))
    const asked = server.requests.length
    const failure = await failureFrom(connection.reader.get(one))
    expect(failure).toMatchObject({
      code: 'forbidden',
      address: {
        verb: 'get',
        resource: 'deployments',
        group: 'apps',
        namespace: 'shop',
        name: 'checkout',
        user: 'operator',
        status: 403,
        environment: 'staging'
      }
    })
    expect(failure.grant).toContain('resourceNames: [checkout]')
    expect(server.requests.length).toBe(asked + 1)
  })

  it.each([
    ['a reset before the answer', (response: ServerResponse) => response.destroy()],
    [
      'a reset within the body',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
        response.write('{"kind":')
        setImmediate(() => response.destroy())
      }
    ],
    ['a 503', (response: ServerResponse) => sendStatus(response, 503, 'ServiceUnavailable', 'etcd')],
    [
      'a 502 with HTML',
      (response: ServerResponse) => {
        response.writeHead(502, { 'content-type': 'text/html' })
        response.end('<html>bad gateway</html>')
      }
    ]
  ])('asks again after %s', async (_, broken) => {
    const { connection } = await open(inTurn(broken, good))
    expect((await connection.reader.get(one)).metadata.uid).toBe('u1')
  })

  it('gives up after five tries and never shows HTML', async () => {
    const { connection, server, links } = await open((_, response) => {
      response.writeHead(500, { 'content-type': 'text/html' })
      response.end('<html><script>alert(1)</script></html>')
    })
    const asked = server.requests.length
    const failure = await failureFrom(connection.reader.get(one))
    expect(failure).toMatchObject({ code: 'server', address: { status: 500 } })
    expect(failure.message).not.toContain('<')
    expect(server.requests.length - asked).toBe(5)
    expect(links.some(({ state, nextTryAt }) => state === 'failing' && nextTryAt !== undefined)).toBe(true)
  })

  it.each(['1', '0', '-5', 'soon', new Date(0).toUTCString()])(
    'waits a second after 429 with Retry-After %j',
    async (header) => {
      const busy = (response: ServerResponse): void =>
        sendStatus(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': header })
      const { connection } = await open(inTurn(busy, good))
      const startedMs = performance.now()
      await connection.reader.get(one)
      expect(performance.now() - startedMs).toBeGreaterThan(900)
      expect(performance.now() - startedMs).toBeLessThan(4_000)
    }
  )

  it('can be cancelled while it waits for a far away Retry-After', async () => {
    const { connection, links } = await open((_, response) =>
      sendStatus(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': '1000000000' })
    )
    const abort = new AbortController()
    const reading = failureFrom(connection.reader.get(one, { abort: abort.signal }))
    await expect.poll(() => links.at(-1)?.nextTryAt).toBeTruthy()
    expect(Date.parse(links.at(-1)?.nextTryAt ?? '') - Date.now()).toBeLessThanOrEqual(60_000)
    const stoppedMs = performance.now()
    abort.abort()
    expect((await reading).code).toBe('cancelled')
    expect(performance.now() - stoppedMs).toBeLessThan(100)
  })

  it.each([
    ['truncated JSON', { 'content-type': 'application/json' }, Buffer.from('{"kind":"Depl'), 'server'],
    ['invalid UTF-8', { 'content-type': 'application/json' }, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'server'],
    [
      'a compressed body that was not asked for',
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      gzipSync('{}'),
      'notKubernetes'
    ],
    [
      'an object without metadata',
      { 'content-type': 'application/json' },
      Buffer.from('{"apiVersion":"v1","kind":"Pod"}'),
      'notKubernetes'
    ],
    ['HTML', { 'content-type': 'text/html' }, Buffer.from('<html>'), 'notKubernetes']
  ])('refuses %s', async (_, headers, body, code) => {
    const { connection } = await open((_request, response) => {
      response.writeHead(200, headers)
      response.end(body)
    })
    expect((await failureFrom(connection.reader.get(one))).code).toBe(code)
  })

  it('refuses a body without end', async () => {
    const { connection } = await open((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const piece = Buffer.alloc(1_048_576, 0x20)
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    expect(await failureFrom(connection.reader.get(one))).toMatchObject({
      message: expect.stringContaining('larger than 8 MiB')
    })
  })

  it('gives up on a server that is silent after ten seconds, and frees the socket', async () => {
    const { connection, server } = await open(() => undefined)
    const startedMs = performance.now()
    expect(await failureFrom(connection.reader.get(one, { tries: 1 }))).toMatchObject({ code: 'timeout' })
    expect(performance.now() - startedMs).toBeLessThan(11_500)
    await expect.poll(() => server.sockets()).toBeLessThanOrEqual(3)
  })
})

describe('listing', () => {
  it('follows continue and gives items the kind of their list', async () => {
    const { connection, server } = await open((request, response) => {
      const second = request.url?.includes('continue=abc')
      sendJson(response, {
        apiVersion: 'apps/v1',
        kind: 'DeploymentList',
        metadata: { resourceVersion: '9007199254740993', ...(second ? {} : { continue: 'abc' }) },
        items: [{ metadata: { name: second ? 'b' : 'a', uid: second ? '2' : '1' } }]
      })
    })
    const list = await connection.reader.list(all, { query: { labelSelector: 'app in (a,b)' } })
    expect(list.resourceVersion).toBe('9007199254740993')
    expect(list.items.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
      ['Deployment', 'a'],
      ['Deployment', 'b']
    ])
    expect(server.requests.at(-1)?.url).toContain('labelSelector=app+in+%28a%2Cb%29')
    expect(server.requests.at(-1)?.url).toContain('limit=500')
  })

  describe('whose pages are too large', () => {
    const count = 500
    /** A collection whose items have this many bytes, in pages as an API server makes them. */
    const sized =
      (bytes: (index: number) => number): Answer =>
      (request, response) => {
        const query = new URL(request.url ?? '', 'https://x.invalid').searchParams
        const from = Number(query.get('continue') ?? 0)
        // The first page stops early, as one of an API server may that filters what it finds.
        const to = Math.min(count, from === 0 ? 100 : count, from + Number(query.get('limit')))
        const items = Array.from({ length: to - from }, (_, index) => {
          const name = `d-${from + index}`
          return { metadata: { name, uid: name }, data: { padding: 'x'.repeat(bytes(from + index)) } }
        })
        const metadata = { resourceVersion: '1', ...(to < count ? { continue: String(to) } : {}) }
        sendJson(response, { apiVersion: 'apps/v1', kind: 'DeploymentList', metadata, items })
      }
    const limits = ({ server }: OpenedTest): readonly string[] =>
      server.requests
        .map(({ url }) => new URL(url, 'https://x.invalid').searchParams.get('limit'))
        .filter((limit) => limit !== null)
    const readAll = async ({ connection }: OpenedTest): Promise<number> =>
      new Set((await connection.reader.list(all)).items.map(({ metadata }) => metadata.name)).size

    it('is read in smaller ones, and so from the beginning the next time', async () => {
      const opened = await open(sized((index) => (index < 90 ? 100_000 : 10)))
      expect(await readAll(opened)).toBe(count)
      expect(limits(opened)).toEqual(['500', ...Array.from({ length: 10 }, () => '50')])
      expect(opened.links.every(({ state }) => state !== 'failing')).toBe(true)
      expect(await readAll(opened)).toBe(count)
      expect(limits(opened).filter((limit) => limit === '500')).toEqual(['500'])
    })

    it('is read in smaller ones from where the large items begin', async () => {
      const opened = await open(sized((index) => (index < 100 ? 10 : 25_000)))
      expect(await readAll(opened)).toBe(count)
      expect(limits(opened)).toEqual(['500', '500', ...Array.from({ length: 8 }, () => '50')])
    })

    it('fails when one item alone does not fit', async () => {
      const opened = await open((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(Buffer.alloc(9 * 1_048_576, 0x20))
      })
      expect(await failureFrom(opened.connection.reader.list(all))).toMatchObject({
        message: expect.stringContaining('larger than 8 MiB')
      })
      expect(limits(opened)).toEqual(['500', '50', '5', '1'])
    })
  })

  it('begins again once when the continue token has expired', async () => {
    let expired = false
    const { connection } = await open((request, response) => {
      if (request.url?.includes('continue=') && !expired) {
        expired = true
        sendStatus(response, 410, 'Expired', 'The provided continue parameter is too old')
        return
      }
      const more = request.url?.includes('continue=') ? {} : { continue: 't' }
      sendJson(response, {
        apiVersion: 'apps/v1',
        kind: 'DeploymentList',
        metadata: { resourceVersion: '1', ...more },
        items: [{ metadata: { name: 'd', uid: 'd' } }]
      })
    })
    expect((await connection.reader.list(all)).items.length).toBe(2)
  })

  it.each([
    ['missing items', { apiVersion: 'apps/v1', kind: 'DeploymentList', metadata: {} }],
    ['items: null', { apiVersion: 'apps/v1', kind: 'DeploymentList', metadata: {}, items: null }],
    ['a kind that is no list', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } }],
    ['an item without a name', { apiVersion: 'apps/v1', kind: 'DeploymentList', metadata: {}, items: [{}] }],
    [
      'a continue token that never ends',
      { apiVersion: 'apps/v1', kind: 'DeploymentList', metadata: { continue: 'x' }, items: [] }
    ],
    ['a list of another kind', { apiVersion: 'v1', kind: 'PodList', metadata: {}, items: [] }],
    ['a list of another group', { apiVersion: 'extensions/v1', kind: 'DeploymentList', metadata: {}, items: [] }],
    ['a list of anything', { apiVersion: 'v1', kind: 'List', metadata: {}, items: [] }],
    [
      'an item of another kind',
      {
        apiVersion: 'apps/v1',
        kind: 'DeploymentList',
        metadata: {},
        items: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }]
      }
    ],
    [
      'an item of another namespace',
      {
        apiVersion: 'apps/v1',
        kind: 'DeploymentList',
        metadata: {},
        items: [{ metadata: { name: 'a', namespace: 'b' } }]
      }
    ]
  ])('is an error, never an empty list: %s', async (_, body) => {
    const { connection } = await open((_request, response) => sendJson(response, body))
    expect(['server', 'notKubernetes']).toContain((await failureFrom(connection.reader.list(all))).code)
  })
})

describe('what a reader sends besides GET', () => {
  it('is only dry runs', async () => {
    const { connection, server, exchanges } = await open((_, response) => sendJson(response, checkout))
    const patch = {
      method: 'PATCH',
      path: one,
      query: { fieldManager: 'backout' },
      contentType: 'application/json-patch+json',
      body: '[]'
    } as const
    const answer = await connection.reader.preview(patch, { command: 'kubectl patch --dry-run=server' })
    expect(answer.status).toBe(200)
    expect(server.requests.at(-1)).toMatchObject({
      method: 'PATCH',
      body: '[]',
      url: expect.stringContaining('dryRun=All')
    })
    expect(exchanges.at(-1)).toMatchObject({ label: 'dry run', request: { query: { dryRun: 'All' } } })
    const asked = server.requests.length
    expect((await failureFrom(connection.reader.preview({ ...patch, query: { dryRun: '' } }))).code).toBe('badInput')
    expect(
      (await failureFrom(connection.reader.preview({ ...patch, path: '/apis/apps/v1/namespaces/a/../b' }))).code
    ).toBe('badInput')
    expect(server.requests.length).toBe(asked)
  })

  it('is only reviews of the own rights', async () => {
    const { connection, server } = await open((_, response) =>
      sendJson(
        response,
        { apiVersion: 'a/v1', kind: 'SelfSubjectAccessReview', metadata: {}, status: { allowed: true } },
        201
      )
    )
    const review = kubePath({ group: 'authorization.k8s.io', version: 'v1', resource: 'selfsubjectaccessreviews' })
    expect((await connection.reader.review(review, { spec: {} }))['status']).toEqual({ allowed: true })
    const asked = server.requests.length
    expect((await failureFrom(connection.reader.review(all, { spec: {} }))).code).toBe('badInput')
    expect(server.requests.length).toBe(asked)
  })
})
