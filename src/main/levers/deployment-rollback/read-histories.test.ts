import { expect, onTestFinished, test } from 'vitest'
import { answerOpening, sendJson, sendStatus, startTlsServer } from '../../connections/testing/tls-server.ts'
import { readHistories } from './read-histories.ts'
import { connectTo, fastClock } from './testing/stage.ts'

const meta = (name: string, more: object = {}) => ({ name, namespace: 'shop', uid: `uid-${name}`, ...more })

function deployment(name: string, selector: object) {
  return { metadata: meta(name), spec: { selector, template: {} } }
}

function replicaSet(name: string, owner: string, labels: object, controller = true) {
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: owner, uid: `uid-${owner}`, controller }]
  return { metadata: meta(name, { labels, ownerReferences }), spec: { template: {} } }
}

/** The histories of a namespace with these objects, and what was asked for. */
async function historiesOf(items: {
  readonly deployments: readonly object[]
  readonly replicasets: readonly object[]
}) {
  const server = await startTlsServer((request, response) => {
    if (answerOpening(request, response)) return
    const kind = request.url?.includes('replicasets') ? 'ReplicaSet' : 'Deployment'
    const found = kind === 'ReplicaSet' ? items.replicasets : items.deployments
    if (found.length === 0) return sendStatus(response, 403, 'Forbidden', 'you may not list these')
    sendJson(response, { apiVersion: 'apps/v1', kind: `${kind}List`, metadata: { resourceVersion: '7' }, items: found })
  })
  onTestFinished(() => server.close())
  const connection = await connectTo(server, fastClock())
  onTestFinished(() => connection.close())
  const { reader, context } = connection
  const abort = new AbortController().signal
  const before = server.requests.length
  const histories = await readHistories({ reader, namespace: 'shop', context, abort })
  return {
    asked: server.requests.slice(before).map(({ url }) => url.split('?')[0]),
    names: Object.fromEntries(
      [...histories].map(([name, { replicaSets }]) => [name, replicaSets.map(({ metadata }) => metadata.name)])
    )
  }
}

const cart = deployment('cart', { matchLabels: { app: 'cart' } })
const orders = deployment('orders', { matchExpressions: [{ key: 'app', operator: 'In', values: ['orders'] }] })

test('all of a namespace are read by two requests, each with what it controls and selects', async () => {
  const read = await historiesOf({
    deployments: [cart, orders],
    replicasets: [
      replicaSet('cart-1', 'cart', { app: 'cart' }),
      replicaSet('cart-2', 'cart', { app: 'cart' }),
      replicaSet('orders-1', 'orders', { app: 'orders' }),
      replicaSet('relabelled', 'cart', { app: 'other' }),
      replicaSet('not-controlled', 'cart', { app: 'cart' }, false),
      replicaSet('of-another', 'gone', { app: 'cart' })
    ]
  })
  expect(read.names).toEqual({ cart: ['cart-1', 'cart-2'], orders: ['orders-1'] })
  expect(new Set(read.asked)).toEqual(
    new Set(['/apis/apps/v1/namespaces/shop/deployments', '/apis/apps/v1/namespaces/shop/replicasets'])
  )
  expect(read.asked).toHaveLength(2)
})

test('none is told where they may not be listed, or one of them is malformed', async () => {
  const forbidden = await historiesOf({ deployments: [cart], replicasets: [] })
  expect(forbidden.names).toEqual({})
  const malformed = { ...replicaSet('cart-1', 'cart', { app: 'cart' }), metadata: { ...meta('cart-1'), labels: 7 } }
  expect((await historiesOf({ deployments: [cart], replicasets: [malformed] })).names).toEqual({})
})
