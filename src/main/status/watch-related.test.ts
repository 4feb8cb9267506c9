import { expect, test } from 'vitest'
import { failureOf, FailureError } from '../../contract/index.ts'
import type { KubeObject, KubeReader, WatchEvent } from '../ports/kube.ts'
import { canaryObject } from '../providers/flagger/testing/canary-objects.ts'
import { canaryRelated } from '../providers/flagger/related.ts'
import { watchedIds } from '../providers/flagger/watched.ts'
import { watchedScalers } from '../providers/kubernetes/scaling/scaler-kinds.ts'
import { scalingRelated } from '../providers/kubernetes/scaling/related.ts'
import { watchRelated } from './watch-related.ts'

const at = '2026-11-29T02:13:00.000Z'
const ref = { namespace: 'shop', name: 'cart' }

/** A reader that hands its watches to the test. */
function handedWatches() {
  const open = new Map<string, (event: WatchEvent) => void>()
  const reader: Pick<KubeReader, 'watch' | 'raw'> = {
    // Discovery of a cluster without the kind.
    raw: () => Promise.reject(new FailureError(failureOf('notFound', 'no such group'))),
    watch(path, query, listener, abort) {
      const key = `${path}?${new URLSearchParams(query).toString()}`
      open.set(key, listener)
      abort.addEventListener('abort', () => open.delete(key), { once: true })
    }
  }
  return { open, reader }
}

function following(canaries: readonly KubeObject[]) {
  const { open, reader } = handedWatches()
  let seen = canaries
  const follow = watchRelated({
    reader,
    ref,
    related: [canaryRelated],
    now: () => at,
    onChange: () => undefined,
    abort: new AbortController().signal
  })
  const look = () => follow(new Map([[watchedIds.canaries, { state: 'value', value: seen, observedAt: at }]]))
  return {
    open,
    look,
    see: (next: readonly KubeObject[]) => {
      seen = next
      return look()
    }
  }
}

const primary: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart-primary', namespace: 'shop', uid: 'p' },
  spec: { selector: { matchLabels: { app: 'cart-primary' } } }
}

test('the Canary of a service has its workloads, events and Flagger followed', () => {
  const { look, open } = following([canaryObject()])
  expect([...look().keys()]).toContain(watchedIds.events)
  expect([...open.keys()]).toContain(
    '/api/v1/namespaces/shop/events?fieldSelector=involvedObject.uid%3Duid-canary-cart'
  )
})

test('what was found leads on: the revisions of the primary', () => {
  const { look, open } = following([canaryObject()])
  look()
  open.get('/apis/apps/v1/namespaces/shop/deployments?fieldSelector=metadata.name%3Dcart-primary')?.({
    type: 'sync',
    items: [primary],
    at
  })
  expect(look().get(watchedIds.primary)).toMatchObject({ value: [primary] })
  look()
  expect([...open.keys()]).toContain('/apis/apps/v1/namespaces/shop/replicasets?labelSelector=app%3Dcart-primary')
})

test('another Canary of the name begins anew, and none is let go', () => {
  const { look, see, open } = following([canaryObject()])
  look()
  const { metadata, ...rest } = canaryObject()
  see([{ ...rest, metadata: { ...metadata, uid: 'another' } }])
  const events = [...open.keys()].filter((key) => key.includes('/events'))
  expect(events).toEqual(['/api/v1/namespaces/shop/events?fieldSelector=involvedObject.uid%3Danother'])
  see([])
  expect([...open.keys()]).toEqual([])
})

test.each([
  [new FailureError(failureOf('forbidden', 'no')), 'absent'],
  [new FailureError(failureOf('unreachable', 'no')), 'unreachable']
])('a kind that is not installed is absent, also where the server forbids it (%#)', async (error, state) => {
  const { open, reader } = handedWatches()
  const options = { reader, ref, related: [scalingRelated], now: () => at, abort: new AbortController().signal }
  let follow: ReturnType<typeof watchRelated> = (all) => all
  await new Promise<void>((resolve) => {
    follow = watchRelated({ ...options, onChange: resolve })
    follow(new Map())
    const hear = open.get('/apis/keda.sh/v1alpha1/namespaces/shop/scaledobjects?')
    hear?.({ type: 'failing', error, sinceAt: at, nextTryAt: at })
  })
  expect(follow(new Map()).get(watchedScalers('ScaledObject'))?.state).toBe(state)
})

test('a name that may not be in a path is not asked for', () => {
  const hostile = canaryObject({ target: 'cart' })
  const { open, see } = following([])
  const { metadata, ...rest } = hostile
  see([
    { ...rest, metadata: { ...metadata, namespace: 'shop' }, spec: { targetRef: { kind: 'Deployment', name: '../x' } } }
  ])
  expect([...open.keys()]).toEqual([])
})
