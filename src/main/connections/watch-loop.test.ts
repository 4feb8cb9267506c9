import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { asFailure } from '../../contract/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { WatchEvent } from '../ports/kube.ts'
import { openTest, type OpenedTest } from './testing/open-connection.ts'
import { sendJson, sendStatus, type Answer } from './testing/tls-server.ts'

const path = kubePath({ group: '', version: 'v1', resource: 'pods', namespace: 'shop' })

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

function pod(name: string, resourceVersion: string): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, uid: `uid-${name}`, resourceVersion } }
}

function frame(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`
}

function sendList(response: ServerResponse, resourceVersion: string, ...names: readonly string[]): void {
  sendJson(response, {
    apiVersion: 'v1',
    kind: 'PodList',
    metadata: { resourceVersion },
    items: names.map((name) => pod(name, '1'))
  })
}

interface Watched extends OpenedTest {
  readonly events: readonly WatchEvent[]
  readonly stop: AbortController
  seen(count: number): Promise<void>
  watches(): readonly string[]
  lists(): number
}

/** `onWatch` is called with each watch request's turn, from 0. */
async function watch(
  onWatch: (response: ServerResponse, turn: number, url: URL) => void,
  onList?: (response: ServerResponse, turn: number) => void,
  goneAtFirst = false
): Promise<Watched> {
  let watches = 0
  let lists = 0
  const answer: Answer = (request, response) => {
    const url = new URL(request.url ?? '', 'https://x.invalid')
    if (url.searchParams.get('watch') === 'true') {
      if (goneAtFirst && watches++ === 0) {
        sendStatus(response, 410, 'Expired', 'too old resource version')
        return
      }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.flushHeaders()
      onWatch(response, watches++, url)
    } else if (onList) onList(response, lists++)
    else {
      lists += 1
      sendList(response, '100', 'a')
    }
  }
  const opened = await openTest(answer)
  closing.push(opened.close)
  const events: WatchEvent[] = []
  const stop = new AbortController()
  closing.push(() => stop.abort())
  opened.connection.reader.watch(path, { labelSelector: 'app=a' }, (event) => events.push(event), stop.signal)
  return {
    ...opened,
    events,
    stop,
    seen: async (count) => {
      await expect.poll(() => events.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(count)
    },
    watches: () => opened.server.requests.map(({ url }) => url).filter((url) => url.includes('watch=true')),
    lists: () => lists
  }
}

describe('watching', () => {
  it('lists, then delivers changes in order and proofs of life', async () => {
    const watched = await watch((response) => {
      const text =
        frame('ADDED', pod('ä', '101')) +
        frame('MODIFIED', pod('ä', '102')) +
        frame('DELETED', pod('ä', '103')) +
        frame('BOOKMARK', { metadata: { resourceVersion: '200' } })
      const bytes = Buffer.from(text)
      // Cut within a character and within a line.
      response.write(bytes.subarray(0, 52))
      setImmediate(() => response.write(bytes.subarray(52)))
    })
    await watched.seen(5)
    expect(watched.events.map(({ type }) => type)).toEqual(['sync', 'ADDED', 'MODIFIED', 'DELETED', 'alive'])
    expect(watched.events[1]).toMatchObject({ object: { metadata: { name: 'ä' } } })
    const url = new URL(watched.watches()[0] ?? '', 'https://x.invalid')
    expect(url.searchParams.get('resourceVersion')).toBe('100')
    expect(url.searchParams.get('allowWatchBookmarks')).toBe('true')
    expect(url.searchParams.get('labelSelector')).toBe('app=a')
    const seconds = Number(url.searchParams.get('timeoutSeconds'))
    expect(seconds).toBeGreaterThanOrEqual(300)
    expect(seconds).toBeLessThanOrEqual(600)
  })

  it('goes on from the last version after the server ends the watch, without listing again', async () => {
    const watched = await watch((response, turn) => {
      if (turn === 0) response.end(frame('BOOKMARK', { metadata: { resourceVersion: '150' } }))
      else response.write(frame('ADDED', pod('b', '151')))
    })
    await watched.seen(3)
    expect(watched.lists()).toBe(1)
    expect(watched.watches()[1]).toContain('resourceVersion=150')
  })

  it.each(['as a frame', 'as a status'])('lists again within two seconds after 410 %s', async (how) => {
    const expired = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' }
    const watched = await watch(
      (response, turn) => {
        if (turn === 0) response.write(frame('ERROR', expired))
      },
      undefined,
      how === 'as a status'
    )
    const startedMs = performance.now()
    await watched.seen(2)
    expect(watched.events.map(({ type }) => type)).toEqual(['sync', 'sync'])
    expect(performance.now() - startedMs).toBeLessThan(2_000)
    expect(watched.lists()).toBe(2)
  })

  it('says what fails while an ERROR 500 repeats, and heals', async () => {
    const watched = await watch((response, turn) => {
      if (turn < 2) response.write(frame('ERROR', { kind: 'Status', code: 500, message: 'etcd is ill' }))
      else response.write(frame('ADDED', pod('b', '101')))
    })
    await expect.poll(() => watched.events.at(-1)?.type, { timeout: 10_000 }).toBe('ADDED')
    const failing = watched.events.find((event) => event.type === 'failing')
    expect(asFailure(failing?.error).message).toContain('etcd is ill')
    expect(failing && Date.parse(failing.nextTryAt)).toBeGreaterThanOrEqual(Date.parse(failing?.sinceAt ?? ''))
    expect(watched.events.some(({ type }) => type === 'alive')).toBe(true)
  })

  it('tells a refusal from a failure', async () => {
    const watched = await watch(
      () => undefined,
      (response) =>
        sendStatus(response, 403, 'Forbidden', 'pods is forbidden: User "viewer" cannot list resource "pods"')
    )
    await watched.seen(1)
    const [event] = watched.events
    expect(event?.type === 'failing' && asFailure(event.error)).toMatchObject({
      code: 'forbidden',
      grant: expect.stringContaining('verbs: [list, watch]')
    })
  })

  it('survives lines that are no events, counts them, and keeps its version', async () => {
    const watched = await watch((response, turn) => {
      if (turn > 0) {
        response.write(frame('ADDED', pod('c', '103')))
        return
      }
      response.write('not json\n')
      response.write(frame('BOOKMARK', { metadata: { resourceVersion: '' } }))
      response.write(frame('ADDED', { metadata: {} }))
      response.write(frame('SURPRISE', pod('x', '1')))
      response.write(frame('ADDED', pod('b', '102')))
      response.end('{"type":"MODIFIED","object":{"met')
    })
    await watched.seen(3)
    expect(watched.events.map(({ type }) => type)).toEqual(['sync', 'ADDED', 'ADDED'])
    expect(watched.watches()[1]).toContain('resourceVersion=102')
    expect(watched.connection.anomalies()).toBe(5)
  })

  it('gives up a line without end', async () => {
    const watched = await watch((response, turn) => {
      if (turn === 0) response.write(Buffer.alloc(5 * 1_048_576, 0x61))
    })
    await expect.poll(() => watched.events.find(({ type }) => type === 'failing'), { timeout: 10_000 }).toBeTruthy()
    const failing = watched.events.find((event) => event.type === 'failing')
    expect(asFailure(failing?.error).message).toContain('longer than 4 MiB')
  })

  it('makes its connection anew when all sockets are dropped', async () => {
    const watched = await watch((response, turn) => {
      if (turn > 0) response.write(frame('ADDED', pod('b', '101')))
    })
    await watched.seen(1)
    await expect.poll(() => watched.watches().length).toBe(1)
    watched.connection.dropSockets()
    watched.server.dropAll()
    await expect.poll(() => watched.events.at(-1)?.type, { timeout: 10_000 }).toBe('ADDED')
  })

  it('stops at once and leaves no socket', async () => {
    const watched = await watch(() => undefined)
    await expect.poll(() => watched.watches().length).toBe(1)
    const open = watched.server.sockets()
    watched.stop.abort()
    await expect.poll(() => watched.server.sockets()).toBeLessThan(open)
    const asked = watched.server.requests.length
    watched.server.dropAll()
    await new Promise((resolve) => setImmediate(resolve))
    expect(watched.server.requests.length).toBe(asked)
  })
})
