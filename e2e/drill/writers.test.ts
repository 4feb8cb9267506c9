import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../../src/main/drill/api/testing/stage.ts'
import type { KubeObject } from '../../src/main/ports/kube.ts'
import { repeatingOwners } from '../../src/main/providers/kubernetes/owners/repeating-owners.ts'
import { noWriters, seeWriters, type SeenWriters } from '../../src/main/providers/kubernetes/owners/seen-writers.ts'
import { send } from './client.ts'

const path = '/apis/apps/v1/namespaces/shop/deployments/checkout'
const image = (tag: string): string => `registry.example/checkout:${tag}`
const labels = { app: 'checkout' }

let stage: Stage

beforeAll(async () => {
  // Its clock stands: a server tells times in whole seconds, and all of this may happen within one.
  stage = await openStage({ startMs: Date.parse('2026-03-01T10:00:00Z'), speed: 1 })
  await send(stage, { method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: 'shop' } } })
  const containers = [{ name: 'app', image: image('1.0.0') }]
  const spec = {
    replicas: 1,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } }
  }
  await send(stage, {
    method: 'POST',
    path: '/apis/apps/v1/namespaces/shop/deployments?fieldManager=shop-operator',
    body: { metadata: { name: 'checkout' }, spec }
  })
})
afterAll(() => stage.close())

async function write(by: string, at: string, value: unknown): Promise<KubeObject> {
  const headers = { 'content-type': 'application/json-patch+json' }
  const body = [{ op: 'replace', path: at, value }]
  const answer = await send(stage, { method: 'PATCH', path: `${path}?fieldManager=${by}`, headers, body })
  expect(answer.status, answer.body).toBe(200)
  return answer.json<KubeObject>()
}

test('what a server says of its writers is enough to tell who puts a template back, and not to accuse who scales', async () => {
  const at = '/spec/template/spec/containers/0/image'
  let seen: SeenWriters = seeWriters(noWriters, (await send(stage, { path })).json<KubeObject>())
  const play = async (by: string, where: string, value: unknown): Promise<void> => {
    seen = seeWriters(seen, await write(by, where, value))
  }
  for (const round of [1, 2]) {
    await play('kubectl-set', at, image('2.0.0'))
    await play('autoscaler', '/spec/replicas', round + 1)
    await play('shop-operator', at, image('1.0.0'))
    expect(repeatingOwners(seen).map(({ name }) => name)).toEqual(round === 1 ? [] : ['Field manager shop-operator'])
  }
})
