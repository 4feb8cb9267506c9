import { expect, onTestFinished, test } from 'vitest'
import { answerOpening, sendJson, sendStatus, startTlsServer } from '../connections/testing/tls-server.ts'
import { connectTo, fastClock, placeOf } from '../levers/deployment-rollback/testing/stage.ts'
import { leases } from './lease.ts'

const lease = (namespace: string, name: string, who: string, version: string) => ({
  metadata: { namespace, name, uid: `uid-${namespace}-${name}`, resourceVersion: version },
  spec: { holderIdentity: `${who} / 0123456789abcdef / run-1`, leaseDurationSeconds: 15 }
})

/** A place whose server has these Leases, by namespace; null where they may not be listed. */
async function placeWith(byNamespace: Readonly<Record<string, readonly object[] | null>>) {
  const server = await startTlsServer((request, response) => {
    if (answerOpening(request, response)) return
    const namespace = /\/namespaces\/([^/]+)\/leases(\?|$)/.exec(request.url ?? '')?.[1] ?? ''
    const items = byNamespace[namespace] ?? null
    if (items === null) return sendStatus(response, 403, 'Forbidden', 'you may not list these')
    sendJson(response, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'LeaseList',
      metadata: { resourceVersion: '7' },
      items
    })
  })
  onTestFinished(() => server.close())
  const clock = fastClock()
  const connection = await connectTo(server, clock)
  onTestFinished(() => connection.close())
  const before = server.requests.length
  return { place: placeOf(connection, clock), asked: () => server.requests.length - before }
}

const abort = new AbortController().signal

test('the marks of many services are read by one request a namespace, each in its place', async () => {
  const { place, asked } = await placeWith({
    shop: [lease('shop', 'backout-cart', 'anna', '3'), lease('shop', 'cart', 'somebody', '4')],
    pay: [lease('pay', 'backout-cart', 'ben', '5')]
  })
  const marks = await leases.readAll(
    place,
    [
      { namespace: 'shop', name: 'orders' },
      { namespace: 'shop', name: 'cart' },
      { namespace: 'pay', name: 'cart' }
    ],
    abort
  )
  expect(marks.map((mark) => mark && [mark.holder.who, mark.version])).toEqual([null, ['anna', '3'], ['ben', '5']])
  expect(asked()).toBe(2)
})

test('none is taken for free where they may not be listed', async () => {
  const { place } = await placeWith({ shop: null })
  await expect(leases.readAll(place, [{ namespace: 'shop', name: 'cart' }], abort)).rejects.toThrow(/may not list/)
})

const answered = (spec: object) =>
  leases.outcome({
    status: 200,
    headers: {},
    serverAt: null,
    auditId: null,
    durationMs: 1,
    body: JSON.stringify({ kind: 'Lease', metadata: { resourceVersion: '9' }, spec })
  })

test.each([0, -1, 1e-9, 0.9])('a mark that is kept for %d s only is none', (leaseDurationSeconds) => {
  expect(answered({ leaseDurationSeconds })).toEqual({ kind: 'unavailable', why: expect.stringContaining('only') })
})

test.each([
  ['2026-03-14T02:00:00.000000Z', '2026-03-14T02:00:00.000000Z'],
  ['\u001B[2JALL GOOD (2026-03-14)\nresult   recovered', null],
  ['x'.repeat(900_000), null],
  ['2026-99-99T02:00:00Z', null]
])('of the time since which it is held nothing is said but a time', (acquireTime, sinceAt) => {
  expect(answered({ leaseDurationSeconds: 15, acquireTime })).toMatchObject({ kind: 'marked', mark: { sinceAt } })
})
