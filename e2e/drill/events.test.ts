import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWatch, send } from './client.ts'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'

const CORE = '/api/v1/namespaces/shop/events'
const NEWER = '/apis/events.k8s.io/v1/namespaces/shop/events'

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ startMs: Date.parse('2026-03-01T10:00:00Z'), speed: 1 })
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
  await send(stage, { method: 'POST', path: '/api/v1/namespaces', body: namespace })
})
afterAll(() => stage.close())

const pod = { kind: 'Pod', name: 'web-1', namespace: 'shop', apiVersion: 'v1' }
const older = {
  metadata: { name: 'web-1.a' },
  involvedObject: pod,
  reason: 'Started',
  message: 'Container started',
  source: { component: 'kubelet', host: 'node-0' },
  firstTimestamp: '2026-03-01T09:00:00Z',
  lastTimestamp: '2026-03-01T09:30:00Z',
  count: 3,
  type: 'Normal'
}
const newer = {
  metadata: { name: 'web-1.b' },
  regarding: pod,
  reason: 'Scheduled',
  action: 'Binding',
  note: 'Successfully assigned shop/web-1 to node-0',
  eventTime: '2026-03-01T09:00:00.000000Z',
  reportingController: 'default-scheduler',
  reportingInstance: 'default-scheduler-0',
  type: 'Normal'
}

test('an event of one API is the same event in the other', async () => {
  const watch = openWatch(stage, `${NEWER}?watch=1`)
  expect((await send(stage, { method: 'POST', path: CORE, body: older })).status).toBe(201)
  expect((await send(stage, { path: `${NEWER}/web-1.a` })).json()).toMatchObject({
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    regarding: pod,
    note: 'Container started',
    deprecatedSource: { component: 'kubelet' },
    deprecatedLastTimestamp: '2026-03-01T09:30:00Z',
    deprecatedCount: 3,
    eventTime: null
  })
  expect(await watch.next()).toMatchObject({
    type: 'ADDED',
    object: { apiVersion: 'events.k8s.io/v1', regarding: pod }
  })
  watch.close()

  expect((await send(stage, { method: 'POST', path: NEWER, body: newer })).status).toBe(201)
  const core = (await send(stage, { path: `${CORE}/web-1.b` })).json()
  expect(core).toMatchObject({
    apiVersion: 'v1',
    involvedObject: pod,
    message: newer.note,
    source: {},
    firstTimestamp: null,
    reportingComponent: 'default-scheduler',
    metadata: { managedFields: [{ apiVersion: 'events.k8s.io/v1', fieldsV1: { 'f:note': {} } }] }
  })
  expect(core).not.toHaveProperty('count')
})

test('selected by the fields of each API', async () => {
  const names = async (path: string): Promise<readonly string[]> => {
    const { items } = (await send(stage, { path })).json<{ items: { metadata: { name: string } }[] }>()
    return items.map(({ metadata }) => metadata.name)
  }
  expect(await names(`${NEWER}?fieldSelector=regarding.name%3Dweb-1%2Creason%3DStarted`)).toEqual(['web-1.a'])
  expect(await names(`${CORE}?fieldSelector=involvedObject.name%3Dweb-1`)).toEqual(['web-1.a', 'web-1.b'])
  expect((await send(stage, { path: `${NEWER}?fieldSelector=involvedObject.name%3Dweb-1` })).status).toBe(400)
})

test('a change through one API is seen through the other; the newer one asks for more', async () => {
  await send(stage, {
    method: 'PATCH',
    path: `${NEWER}/web-1.b`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { series: { count: 2, lastObservedTime: '2026-03-01T09:05:00.000000Z' } }
  })
  expect((await send(stage, { path: `${CORE}/web-1.b` })).json()).toMatchObject({ series: { count: 2 } })
  const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
  const rows = async (path: string): Promise<unknown> => {
    const { rows: all } = (await send(stage, { path, headers: accept })).json<{ rows: { cells: unknown }[] }>()
    return all.map(({ cells }) => cells)
  }
  expect(await rows(NEWER)).toEqual(await rows(CORE))
  const bare = { metadata: { name: 'bare' }, regarding: pod, type: 'Odd' }
  expect((await send(stage, { method: 'POST', path: NEWER, body: bare })).json()).toMatchObject({
    code: 422,
    details: { causes: [{ field: 'eventTime' }, { field: 'type' }] }
  })
  expect((await send(stage, { method: 'DELETE', path: `${NEWER}/web-1.a` })).status).toBe(200)
  expect((await send(stage, { path: `${CORE}/web-1.a` })).status).toBe(404)
})
