import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OutputChange, PodOutputView, PodView } from '../../contract/index.ts'
import { outputWith } from '../../contract/index.ts'
import { openTest, type OpenedTest } from '../connections/testing/open-connection.ts'
import { sendJson, sendStatus, type Answer } from '../connections/testing/tls-server.ts'
import { makeJournalFolder, type JournalFolder } from '../journal/testing/journal-folder.ts'
import type { Journal } from '../ports/journal.ts'
import type { KubeObject } from '../ports/kube.ts'
import { createEvidenceBudget } from './evidence-budget.ts'
import { createPodOutput, type PodOutput } from './pod-output.ts'

const ref = { namespace: 'shop', name: 'cart' }
const stamp = (second: number, text: string): string => `2026-03-01T02:03:0${second}.5Z ${text}\n`

function pod(name: string, status: object): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, uid: name },
    spec: { containers: [{ name: 'web' }] },
    status: { containerStatuses: [{ name: 'web', restartCount: 0, ...status }] }
  }
}

function viewOf(name: string, more: Partial<PodView> = {}): PodView {
  const base = { revision: 2, phase: 'Running', ready: false, reason: '', restarts: 0, startedAt: '', life: 'active' }
  return { name, ...base, ...more } as PodView
}

let folder: JournalFolder
let journal: Journal
let opened: OpenedTest
let view: PodOutputView | null
let changes: OutputChange[]
let asked: URL[]
let ended: AbortController
let changed: () => void

beforeEach(async () => {
  folder = await makeJournalFolder()
  journal = await folder.open()
  view = null
  changes = []
  asked = []
  ended = new AbortController()
  changed = () => undefined
})
afterEach(async () => {
  ended.abort()
  await opened.close()
  await folder.remove()
})

interface Known {
  readonly views: readonly PodView[]
  readonly objects: readonly KubeObject[]
}

async function output(
  objects: readonly KubeObject[],
  answer: Answer,
  views?: readonly PodView[],
  known: () => Known | null = () => ({ views: views ?? objects.map(({ metadata }) => viewOf(metadata.name)), objects }),
  budget = createEvidenceBudget()
): Promise<PodOutput> {
  opened = await openTest((request, response, body) => {
    asked.push(new URL(request.url ?? '', 'https://x'))
    answer(request, response, body)
  })
  return createPodOutput({
    ref,
    connection: opened.connection,
    clock: { now: () => new Date('2026-03-01T02:04:00Z') },
    journal,
    budget,
    pods: known,
    replicaSet: () => 'cart-5d',
    abort: ended.signal,
    onView(next) {
      view = next
      changed()
    },
    onChange(change) {
      changes.push(change)
      view = view && outputWith(view, [change])
      changed()
    }
  })
}

/** Logs by `pod previous`, and no events. */
const logs =
  (written: Readonly<Record<string, string>>): Answer =>
  (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://x')
    if (pathname.endsWith('/events'))
      return sendJson(response, { kind: 'EventList', apiVersion: 'v1', metadata: {}, items: [] })
    const key = `${pathname.split('/').at(-2)}${searchParams.has('previous') ? ' previous' : ''}`
    const text = written[key]
    if (text === undefined) return sendStatus(response, 400, 'BadRequest', 'container not found')
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.end(text)
  }

const crashed = { restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: {} } }

it('reads the container of before in a crash loop, and says of one that never started why', async () => {
  const objects = [
    pod('cart-1', crashed),
    pod('cart-2', { state: { running: {} } }),
    pod('cart-3', { state: { waiting: { reason: 'ImagePullBackOff' } } })
  ]
  const read = await output(objects, logs({ 'cart-1 previous': stamp(2, 'panic: no'), 'cart-2': stamp(1, 'ok') }))
  await read.look()
  expect(view?.lines.map(({ source, text }) => [source, text])).toEqual([
    ['cart-2 web', 'ok'],
    ['cart-1 web before', 'panic: no']
  ])
  expect(view?.sources.at(-1)).toMatchObject({ state: 'none', text: 'not started: ImagePullBackOff' })
  const log = asked.find(({ pathname }) => pathname.endsWith('cart-1/log'))
  expect(Object.fromEntries(log?.searchParams ?? [])).toEqual({
    container: 'web',
    timestamps: 'true',
    limitBytes: '131072',
    tailLines: '200',
    previous: 'true'
  })
  expect(opened.exchanges.map(({ command }) => command)).toContain(
    'kubectl --context test -n shop logs cart-1 -c web --tail=200 --timestamps --previous'
  )
})

it('says who may not do what, and reads the events all the same', async () => {
  const read = await output([pod('cart-1', { state: { running: {} } })], (request, response) => {
    if (!(request.url ?? '').includes('/events'))
      return sendStatus(response, 403, 'Forbidden', 'pods "cart-1" is forbidden')
    const event = {
      metadata: { name: 'e', uid: request.url },
      involvedObject: { kind: 'Pod', name: 'cart-1' },
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off \u001b[31mrestarting',
      count: 4,
      lastTimestamp: '2026-03-01T02:00:00Z'
    }
    sendJson(response, { kind: 'EventList', apiVersion: 'v1', metadata: {}, items: [event] })
  })
  await read.look()
  expect(view?.sources[0]?.failure).toMatchObject({ code: 'forbidden', address: { resource: 'pods/log', verb: 'get' } })
  expect(view?.sources[0]?.failure?.grant).toContain('pods/log')
  expect(view?.events[0]).toMatchObject({ reason: 'BackOff', count: 4, message: 'Back-off \\u{1b}[31mrestarting' })
  expect(
    asked
      .filter(({ pathname }) => pathname.endsWith('/events'))
      .map(({ searchParams }) => searchParams.get('fieldSelector'))
  ).toEqual(['cart', 'cart-5d', 'cart-1'].map((name) => `involvedObject.name=${name}`))
})

it('says nothing of the link to the API server when a node does not answer', async () => {
  const read = await output([pod('cart-1', { state: { running: {} } })], (request, response) => {
    if ((request.url ?? '').includes('/events')) return logs({})(request, response, '')
    sendStatus(response, 500, 'InternalError', 'Get "https://10.0.0.7:10250/containerLogs": dial tcp: i/o timeout')
  })
  await read.look()
  expect(view?.sources[0]).toMatchObject({ state: 'failed' })
  expect(opened.links.map(({ state }) => state)).not.toContain('failing')
})

it('reads only the first pods, of those that live', async () => {
  const objects = [...Array(9).keys()].map((index) => pod(`cart-${index}`, { state: { running: {} } }))
  const views = objects.map(({ metadata }, index) => viewOf(metadata.name, index === 0 ? { life: 'ended' } : {}))
  const read = await output(objects, logs({}), views)
  await read.look()
  expect(view?.sources.map(({ pod: name }) => name)).toEqual([
    'cart-1',
    'cart-2',
    'cart-3',
    'cart-4',
    'cart-5',
    'cart-6'
  ])
  expect(view?.podsLeftOut).toBe(2)
})

it('goes on where it was, shows no line twice, and stops when nobody looks', { timeout: 20_000 }, async () => {
  const written = { 'cart-1': stamp(1, 'first') + stamp(2, 'second') }
  const read = await output([pod('cart-1', { state: { running: {} } })], (...exchange) => logs(written)(...exchange))
  await read.look()
  written['cart-1'] += stamp(3, 'third')
  changes = []
  const cameIn = new Promise<void>((resolve) => {
    changed = () => {
      if (view?.lines.length === 3) resolve()
    }
  })
  read.follow(true)
  await cameIn
  expect(view?.lines.map(({ text }) => text)).toEqual(['first', 'second', 'third'])
  // What is on the screen already is not told again.
  expect(changes.flatMap(({ lines }) => lines ?? []).map(({ text }) => text)).toEqual(['third'])
  expect(changes.flatMap((change) => Object.keys(change))).not.toContain('sources')
  expect(asked.at(-1)?.searchParams.get('sinceTime') ?? asked.at(-2)?.searchParams.get('sinceTime')).toBeDefined()
  expect(opened.exchanges.filter(({ command }) => command.includes(' logs '))).toHaveLength(1)
  read.leave()
  expect(view).toBeNull()
})

it('keeps what is shown as evidence: without credentials, with digests, and each command', async () => {
  const secret = 'hunter2hunter2'
  const read = await output(
    [pod('cart-1', { state: { running: {} } })],
    logs({ 'cart-1': stamp(1, `connecting with password=${secret}`) + stamp(2, 'ERROR refused') })
  )
  await expect(read.keep()).rejects.toThrow('No log has been read yet')
  await read.look()
  await read.keep()
  const kept = journal.records().filter(({ kind }) => kind === 'keep')
  expect(kept[0]?.body).toMatchObject({
    what: 'log',
    pod: 'cart-1',
    ref,
    command: expect.stringContaining('logs cart-1')
  })
  expect(kept[1]?.body['text']).toMatch(/^Kept as evidence: 2 lines of 1 logs, 0 events \(SHA-256 [0-9a-f]{12}\)$/)
  expect(view?.kept).toMatchObject({ lines: 2, sha256: kept[1]?.body['sha256'] })
  expect(JSON.stringify(kept)).not.toContain(secret)
})

it('waits until it is known which pods there are', async () => {
  const running = { state: { running: {} } }
  let known: Known | null = null
  const read = await output([], logs({ 'cart-1': stamp(1, 'ok') }), undefined, () => known)
  await read.look()
  expect(view).toMatchObject({ readAt: null, sources: [] })
  expect(asked).toEqual([])
  const isRead = new Promise<void>((resolve) => {
    changed = () => {
      if (view?.readAt) resolve()
    }
  })
  read.podsChanged()
  known = { views: [viewOf('cart-1')], objects: [pod('cart-1', running)] }
  read.podsChanged()
  read.podsChanged()
  await isRead
  expect(view?.lines.map(({ text }) => text)).toEqual(['ok'])
  expect(asked.filter(({ pathname }) => pathname.endsWith('/log'))).toHaveLength(1)
})

it('follows the pods that a rollout has brought since', { timeout: 20_000 }, async () => {
  const running = { state: { running: {} } }
  const of = (...names: readonly string[]): Known => ({
    views: names.map((name) => viewOf(name)),
    objects: names.map((name) => pod(name, running))
  })
  let known = of('cart-1')
  const read = await output([], logs({ 'cart-1': stamp(1, 'old'), 'cart-2': stamp(2, 'new') }), undefined, () => known)
  await read.look()
  known = of('cart-2')
  const cameIn = new Promise<void>((resolve) => {
    changed = () => {
      if (view?.lines.length === 2) resolve()
    }
  })
  read.follow(true)
  await cameIn
  expect(view?.lines.map(({ text }) => text)).toEqual(['old', 'new'])
})

it('keeps the newest lines of a log that is too long for a record', async () => {
  const lines = [...Array(180).keys()].map((index) => stamp(1, `${index} ${'"'.repeat(1_900)}`))
  const read = await output([pod('cart-1', { state: { running: {} } })], logs({ 'cart-1': lines.join('') }))
  await read.look()
  await read.keep()
  const kept = journal.records().find(({ body }) => body['what'] === 'log')?.body['lines']
  if (!Array.isArray(kept)) throw new Error('nothing was kept')
  expect(kept.length).toBeGreaterThan(100)
  expect(kept.length).toBeLessThan(180)
  expect(kept.at(-1)).toContain(' 179 ')
  const { body } = journal.records().at(-1) ?? expect.fail('nothing was kept')
  expect(body['text']).toContain(`, without ${180 - kept.length} older lines that are too many to keep`)
  expect(view?.kept).toMatchObject({ lines: kept.length, leftOut: 180 - kept.length })
})

it('keeps no more than it may, says what it leaves out, and then takes nothing for some minutes', async () => {
  const lines = [...Array(100).keys()].map((index) => stamp(1, `${index} ${'x'.repeat(1_000)}`))
  let passedMs = 0
  const budget = createEvidenceBudget({ most: 200_000, perMinute: 65_536 }, () => passedMs)
  const read = await output(
    [pod('cart-1', { state: { running: {} } })],
    logs({ 'cart-1': lines.join('') }),
    undefined,
    undefined,
    budget
  )
  await read.look()
  await read.keep()
  expect(view?.kept).toMatchObject({ lines: 100, leftOut: 0 })
  await read.keep()
  const kept = view?.kept ?? expect.fail('nothing was kept')
  expect(kept.lines).toBeGreaterThan(80)
  expect(kept.lines + kept.leftOut).toBe(100)
  const before = journal.records().length
  await expect(read.keep()).rejects.toThrow(
    /^No more is taken now: 4 logs and lists of events with \d+,\d{3} characters/
  )
  expect(journal.records()).toHaveLength(before)
  passedMs += 60_000 * (budget.minutesUntil(65_536) ?? 0)
  await read.keep()
  expect(journal.records().length).toBeGreaterThan(before)
})

it('shows the events beside one that cannot be used, and names that one', async () => {
  const event = (name: string, lastTimestamp: unknown): object => ({
    metadata: { name, namespace: 'shop', uid: name },
    type: 'Warning',
    reason: 'BackOff',
    lastTimestamp
  })
  const items = [event('cart-1.a', '2026-03-01T02:03:00Z'), event('cart-1.b', 5)]
  const read = await output([pod('cart-1', { state: { running: {} } })], (request, response, body) => {
    if (!(request.url ?? '').includes('/events')) return logs({ 'cart-1': '' })(request, response, body)
    sendJson(response, { kind: 'EventList', apiVersion: 'v1', metadata: {}, items })
  })
  await read.look()
  expect(view?.eventsFailure).toBeNull()
  expect(new Set(view?.events.map(({ uid }) => uid))).toEqual(new Set(['cart-1.a']))
  expect(view?.eventsLeftOut?.problems[0]).toBe('lastTimestamp is no time in Event shop/cart-1.b')
})
