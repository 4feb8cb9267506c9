import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { asFailure, type LinkView } from '../../contract/index.ts'
import { createClock } from '../lib/clock.ts'
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
  /** What was said of violations of the protocol. */
  readonly anomalies: readonly string[]
  readonly stop: AbortController
  seen(count: number): Promise<void>
  watches(): readonly string[]
  lists(): number
}

interface Behaviour {
  readonly onList?: (response: ServerResponse, turn: number) => void
  /** Answers the first watch instead of `onWatch`. */
  readonly refusal?: (response: ServerResponse) => void
  /** What the server says its version is now. */
  readonly versionNow?: () => string
  /** Of the connection's clock; a fast one asks for short watches. */
  readonly speed?: number
}

/** `onWatch` is called with each watch request's turn, from 0. */
async function watch(
  onWatch: (response: ServerResponse, turn: number, url: URL) => void,
  { onList, refusal, versionNow = () => '1000', speed = 1 }: Behaviour = {}
): Promise<Watched> {
  let watches = 0
  let lists = 0
  const answer: Answer = (request, response) => {
    const url = new URL(request.url ?? '', 'https://x.invalid')
    if (url.searchParams.get('watch') === 'true') {
      if (refusal && watches++ === 0) {
        refusal(response)
        return
      }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.flushHeaders()
      onWatch(response, watches++, url)
    } else if (url.searchParams.get('limit') === '1') sendList(response, versionNow(), 'a')
    else if (onList) onList(response, lists++)
    else {
      lists += 1
      sendList(response, '100', 'a')
    }
  }
  const at = new Date().toISOString()
  const clock = createClock({ simulatedAt: at, realAt: at, speed })
  const anomalies: string[] = []
  const opened = await openTest(answer, { connect: { clock, onAnomaly: (text) => anomalies.push(text) } })
  closing.push(opened.close)
  const events: WatchEvent[] = []
  const stop = new AbortController()
  closing.push(() => stop.abort())
  opened.connection.reader.watch(path, { labelSelector: 'app=a' }, (event) => events.push(event), stop.signal)
  return {
    ...opened,
    events,
    anomalies,
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
    expect(seconds).toBeGreaterThanOrEqual(10)
    expect(seconds).toBeLessThanOrEqual(12)
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

  const expired = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' }
  const tooLarge = {
    kind: 'Status',
    code: 504,
    reason: 'Timeout',
    message: 'Timeout: Too large resource version: 5000, current: 100',
    details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] }
  }
  const compacted = { kind: 'Status', code: 500, message: 'etcdserver: mvcc: required revision has been compacted' }
  const nameless = { kind: 'Status', message: 'an error on the server' }

  it.each([
    ['410', expired, 410, true],
    ['a version that is too large', tooLarge, 504, true],
    ['a compacted version', compacted, 500, false],
    ['an error without a code', nameless, 500, false]
  ])('lists again within two seconds after %s, in the stream or instead of it', async (_, status, code, isQuiet) => {
    const refuse = (response: ServerResponse): void => sendJson(response, status, code)
    for (const refusal of [null, refuse]) {
      const watched = await watch(
        (response, turn) => {
          if (turn === 0 && !refusal) response.write(frame('ERROR', status))
        },
        {
          ...(refusal ? { refusal } : {}),
          onList: (response, turn) => sendList(response, turn === 0 ? '5000' : '100', turn === 0 ? 'old' : 'new')
        }
      )
      const startedMs = performance.now()
      await expect.poll(() => watched.lists()).toBe(2)
      await expect.poll(() => watched.events.at(-1)?.type).toBe('sync')
      expect(performance.now() - startedMs).toBeLessThan(2_000)
      expect(watched.events.at(-1)).toMatchObject({ items: [{ metadata: { name: 'new' } }] })
      expect(watched.events.map(({ type }) => type)).toEqual(isQuiet ? ['sync', 'sync'] : ['sync', 'failing', 'sync'])
      await expect.poll(() => watched.watches().at(-1)).toContain('resourceVersion=100')
    }
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
    expect(watched.lists()).toBe(3)
  })

  it('lists again when watches end at once and bring nothing', async () => {
    const watched = await watch((response, turn) => {
      if (turn < 2) response.end()
    })
    await expect.poll(() => watched.lists(), { timeout: 10_000 }).toBe(3)
  })

  it('lists again after a connection that broke', async () => {
    const watched = await watch((response, turn) => {
      if (turn === 0) setTimeout(() => response.destroy(), 50)
    })
    await expect.poll(() => watched.lists(), { timeout: 10_000 }).toBe(2)
  })

  it.each(['ends the watch', 'ends the watch after a change'])(
    'takes a server as it is that went back in time and %s',
    async (how) => {
      let isRestored = false
      const watched = await watch(
        (response, turn) => {
          if (turn > 0) return
          if (how.includes('change')) response.write(frame('ADDED', pod('b', '5001')))
          setTimeout(() => {
            isRestored = true
            response.end()
          }, 1_100)
        },
        {
          versionNow: () => (isRestored ? '300' : '5001'),
          onList: (response, turn) => sendList(response, turn === 0 ? '5000' : '300', turn === 0 ? 'later' : 'earlier')
        }
      )
      await expect.poll(() => watched.lists(), { timeout: 10_000 }).toBe(2)
      await expect.poll(() => watched.watches().at(-1)).toContain('resourceVersion=300')
      expect(watched.events.at(-1)).toMatchObject({ type: 'sync', items: [{ metadata: { name: 'earlier' } }] })
    }
  )

  it('finds out that a server went back in time which is silent to the version that it has yet to come to', async () => {
    const inTime = (response: ServerResponse, url: URL): unknown =>
      setTimeout(() => response.end(), Number(url.searchParams.get('timeoutSeconds')) * 1000)
    const watched = await watch((response, _, url) => inTime(response, url), {
      speed: 10,
      versionNow: () => '300',
      onList: (response, turn) => sendList(response, turn === 0 ? '5000' : '300', 'a')
    })
    await watched.seen(2)
    expect(watched.events.map(({ type }) => type)).toEqual(['sync', 'sync'])
    expect(watched.lists()).toBe(2)
  })

  it('is confirmed by bookmarks and by ends in time, and not by a watch that was only opened', async () => {
    const watched = await watch(
      (response, turn, url) => {
        if (turn === 0) {
          response.end(
            frame('ERROR', { kind: 'Status', code: 429, message: 'busy', details: { retryAfterSeconds: 1 } })
          )
          return
        }
        if (turn === 1)
          setTimeout(() => response.write(frame('BOOKMARK', { metadata: { resourceVersion: '150' } })), 300)
        setTimeout(() => response.end(), Number(url.searchParams.get('timeoutSeconds')) * 1000)
      },
      { speed: 10 }
    )
    await watched.seen(5)
    expect(watched.events.slice(0, 5).map(({ type }) => type)).toEqual(['sync', 'failing', 'resumed', 'alive', 'alive'])
    expect(watched.lists()).toBe(1)
    expect(
      watched.watches().map((url) => new URL(url, 'https://x.invalid').searchParams.get('resourceVersion'))
    ).toEqual(expect.arrayContaining(['100', '100', '150']))
  })

  it('gives up a socket that nobody answers on, and lists again', async () => {
    const watched = await watch(() => undefined, { speed: 10 })
    await watched.seen(2)
    expect(watched.events.map(({ type }) => type)).toEqual(['sync', 'sync'])
    expect(watched.lists()).toBe(2)
  })

  it('keeps its connections over watches that end in time', async () => {
    const watched = await watch(
      (response, _, url) => setTimeout(() => response.end(), Number(url.searchParams.get('timeoutSeconds')) * 1000),
      { speed: 10 }
    )
    const used = watched.server.accepted()
    await expect.poll(() => watched.watches().length, { timeout: 10_000 }).toBe(4)
    expect(watched.server.accepted()).toBe(used)
  })

  it('tells a refusal from a failure', async () => {
    const watched = await watch(() => undefined, {
      onList: (response) =>
        sendStatus(response, 403, 'Forbidden', 'pods is forbidden: User "viewer" cannot list resource "pods"')
    })
    await watched.seen(1)
    const [event] = watched.events
    expect(event?.type === 'failing' && asFailure(event.error)).toMatchObject({
      code: 'forbidden',
      grant: expect.stringContaining('verbs: [list, watch]')
    })
  })

  it.each([
    ['is not JSON', 'not json\n'],
    ['a bookmark has no resourceVersion', frame('BOOKMARK', { metadata: { resourceVersion: '' } })],
    ['has another object than was asked for', frame('ADDED', { metadata: {} })],
    ['unknown type "SURPRISE"', frame('SURPRISE', pod('x', '1'))],
    ['has no object', '{"type":"DELETED"}\n']
  ])('lists again after what is no event, and says that %s', async (what, line) => {
    const watched = await watch((response, turn) => {
      if (turn === 0) response.write(`${line}${frame('DELETED', pod('a', '102'))}`)
      else response.write(frame('ADDED', pod('b', '103')))
    })
    await watched.seen(3)
    expect(watched.events.slice(0, 3).map(({ type }) => type)).toEqual(['sync', 'sync', 'ADDED'])
    expect(watched.connection.anomalies()).toBe(1)
    expect(watched.anomalies).toEqual([expect.stringContaining(what)])
  })

  it('says it while it is all that a server has to say, keeps what is known, and heals', async () => {
    const watched = await watch((response, turn) => {
      response.write(turn < 3 ? 'not json\n' : frame('ADDED', pod('b', '103')))
    })
    await watched.seen(7)
    const types = watched.events.slice(0, 7).map(({ type }) => type)
    expect(types).toEqual(['sync', 'sync', 'failing', 'sync', 'failing', 'sync', 'ADDED'])
    const failing = watched.events.find(({ type }) => type === 'failing')
    expect(failing?.type === 'failing' && asFailure(failing.error)).toMatchObject({
      code: 'server',
      message: expect.stringContaining('a line is not JSON') as string
    })
    expect(watched.anomalies).toHaveLength(1)
  })

  it('goes on from its version after a line that the end cut off', async () => {
    const watched = await watch((response, turn) => {
      if (turn > 0) {
        response.write(frame('ADDED', pod('c', '103')))
        return
      }
      response.write(frame('ADDED', pod('b', '102')))
      response.end('{"type":"MODIFIED","object":{"met')
    })
    await watched.seen(3)
    expect(watched.events.map(({ type }) => type)).toEqual(['sync', 'ADDED', 'ADDED'])
    expect(watched.watches()[1]).toContain('resourceVersion=102')
    expect(watched.connection.anomalies()).toBe(1)
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

describe('a server that is gone', () => {
  it('is tried again at one time by all watches, and was lost when it last answered, also for one that came later', async () => {
    const links: LinkView[] = []
    const opened = await openTest(
      (request, response) => {
        if (request.url?.includes('watch=true'))
          response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
        else sendList(response, '100', 'a')
      },
      { connect: { onLink: (link) => links.push(link) } }
    )
    closing.push(opened.close)
    const stop = new AbortController()
    closing.push(() => stop.abort())
    const seen = new Map<string, WatchEvent[]>()
    const follow = (name: string): void => {
      const events: WatchEvent[] = []
      seen.set(name, events)
      const at = kubePath({ group: '', version: 'v1', resource: 'pods', namespace: name })
      opened.connection.reader.watch(at, {}, (event) => events.push(event), stop.signal)
    }
    const failing = (name: string) => {
      const last = seen.get(name)?.at(-1)
      return last?.type === 'failing' ? last : null
    }
    const together = (...names: readonly string[]) => {
      const found = names.map(failing)
      const [first] = found
      return first !== null && found.every((each) => each?.nextTryAt === first?.nextTryAt) && first
    }
    follow('one')
    follow('two')
    await expect.poll(() => [...seen.values()].map((events) => events.length), { timeout: 5_000 }).toEqual([1, 1])
    await opened.server.close()
    await expect.poll(() => together('one', 'two'), { timeout: 10_000, interval: 10 }).toBeTruthy()
    follow('late')
    await expect.poll(() => together('one', 'two', 'late'), { timeout: 20_000, interval: 10 }).toBeTruthy()
    // From now on whoever fails first has all of them say the same.
    const rounds = new Set<string>()
    await expect
      .poll(
        () => {
          const next = together('one', 'two', 'late')
          expect(next).toBeTruthy()
          if (next) rounds.add(next.nextTryAt)
          return rounds.size
        },
        { timeout: 20_000, interval: 10 }
      )
      .toBeGreaterThanOrEqual(3)
    const lost = links.at(-1)?.lastOkAt
    expect(lost).toBeDefined()
    expect(['one', 'two', 'late'].map((name) => failing(name)?.sinceAt)).toEqual([lost, lost, lost])
    await expect.poll(() => links.at(-1)?.nextTryAt, { timeout: 10_000, interval: 10 }).toBe(failing('one')?.nextTryAt)
  }, 40_000)
})
