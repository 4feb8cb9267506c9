import { expect, it, onTestFinished } from 'vitest'
import type { ServicesView } from '../../contract/index.ts'
import { createClock } from '../lib/clock.ts'
import { startSmallCluster } from '../testing/small-cluster.ts'
import type { KubeObject } from '../ports/kube.ts'
import { watchNamespaces } from './watch-namespaces.ts'

const namespace = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, uid: `uid-${name}` }
})

async function follow(refusal = 0) {
  const world = await startSmallCluster()
  world.put(namespace('shop'), namespace('billing'))
  if (refusal !== 0) world.refuse('namespaces', refusal)
  const abort = new AbortController()
  onTestFinished(async () => {
    abort.abort()
    await world.close()
  })
  const views: ServicesView[] = []
  watchNamespaces({ connection: world.connection, clock: createClock(null), abort: abort.signal }, (view) =>
    views.push(view)
  )
  return { world, view: () => views.at(-1) }
}

it('the namespaces are there to choose from, by name, and nothing in them is read', async () => {
  const { world, view } = await follow()
  await expect.poll(view, { interval: 30 }).toMatchObject({
    namespace: '',
    namespaces: { state: 'value', value: ['billing', 'shop'] },
    rows: { state: 'absent', reason: 'No namespace is chosen.' }
  })
  await expect.poll(() => world.server.requests.some(({ url }) => url.includes('watch=true'))).toBe(true)
  world.put(namespace('search'))
  await expect.poll(view, { interval: 30 }).toMatchObject({ namespaces: { value: ['billing', 'search', 'shop'] } })
  expect(world.server.requests.filter(({ url }) => url.includes('deployments'))).toEqual([])
})

it('where they may not be listed one has to be typed', async () => {
  const { view } = await follow(403)
  await expect
    .poll(view, { interval: 30 })
    .toMatchObject({ namespace: '', namespaces: { state: 'forbidden', failure: { code: 'forbidden' } } })
})
