import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../src/main/drill/api/ports.ts'
import { openWatch, send } from './client.ts'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'

const START = Date.parse('2026-03-01T10:00:00Z')
const CONFIG_MAPS = '/api/v1/namespaces/shop/configmaps'
const configMap = (name: string, data: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data
})

let stage: Stage
let fault: Fault | undefined

beforeAll(async () => {
  stage = await openStage({ startMs: START, speed: 1, faults: () => fault })
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
  expect((await send(stage, { method: 'POST', path: '/api/v1/namespaces', body: namespace })).status).toBe(201)
})
afterAll(() => stage.close())

describe('writes', () => {
  test('optimistic concurrency, dry run and field validation', async () => {
    const created = await send(stage, { method: 'POST', path: CONFIG_MAPS, body: configMap('a', { x: '1' }) })
    const { metadata } = created.json<{ metadata: { resourceVersion: string } }>()
    const put = (resourceVersion: string, query = '') =>
      send(stage, {
        method: 'PUT',
        path: `${CONFIG_MAPS}/a${query}`,
        body: { ...configMap('a', { x: '2' }), metadata: { name: 'a', resourceVersion } }
      })
    expect((await put(metadata.resourceVersion, '?dryRun=All')).json()).toMatchObject({ data: { x: '2' } })
    expect((await send(stage, { path: `${CONFIG_MAPS}/a` })).json()).toMatchObject({ data: { x: '1' } })
    expect((await put(metadata.resourceVersion)).status).toBe(200)
    expect((await put(metadata.resourceVersion)).json()).toMatchObject({ code: 409, reason: 'Conflict' })
    const extra = { ...configMap('b'), dat: 1 }
    const strict = await send(stage, { method: 'POST', path: `${CONFIG_MAPS}?fieldValidation=Strict`, body: extra })
    expect(strict.json()).toMatchObject({ code: 400, message: expect.stringContaining('unknown field "dat"') })
    const warned = await send(stage, { method: 'POST', path: CONFIG_MAPS, body: extra })
    expect(warned.headers['warning']).toBe('299 - "unknown field \\"dat\\""')
  })

  test('names that are no names are refused', async () => {
    for (const name of ['..', 'a/b', 'UPPER', '', 'x'.repeat(300)]) {
      const answer = await send(stage, { method: 'POST', path: CONFIG_MAPS, body: configMap(name) })
      expect(answer.json()).toMatchObject({ code: 422, reason: 'Invalid' })
    }
  })

  test('only applied writes of users are effects', async () => {
    const before = stage.effects.length
    const body = configMap('effect')
    await send(stage, { method: 'POST', path: `${CONFIG_MAPS}?dryRun=All`, body })
    await send(stage, { method: 'POST', path: CONFIG_MAPS, body, token: 'viewer-token' })
    await send(stage, { method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body: {} })
    expect(stage.effects.length).toBe(before)
    await send(stage, { method: 'POST', path: CONFIG_MAPS, body })
    await send(stage, { method: 'DELETE', path: `${CONFIG_MAPS}/effect`, body: { dryRun: ['All'] } })
    await send(stage, { method: 'DELETE', path: `${CONFIG_MAPS}/effect` })
    expect(stage.effects.slice(before)).toEqual([
      { at: '2026-03-01T10:00:00.000Z', method: 'POST', path: CONFIG_MAPS, status: 201, user: 'admin' },
      { at: '2026-03-01T10:00:00.000Z', method: 'DELETE', path: `${CONFIG_MAPS}/effect`, status: 200, user: 'admin' }
    ])
  })

  test('the Date header is simulated time', async () => {
    expect((await send(stage, { path: '/version' })).headers['date']).toBe('Sun, 01 Mar 2026 10:00:00 GMT')
  })
})

describe('watches', () => {
  test('objects that begin or cease to match are added and deleted', async () => {
    const watch = openWatch(
      stage,
      `${CONFIG_MAPS}?watch=1&labelSelector=seen%3Dyes&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`
    )
    expect(await watch.next()).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } }
    })
    await send(stage, { method: 'POST', path: CONFIG_MAPS, body: configMap('watched') })
    const label = (value: string | null) =>
      send(stage, {
        method: 'PATCH',
        path: `${CONFIG_MAPS}/watched`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { metadata: { labels: { seen: value } } }
      })
    await label('yes')
    await label(null)
    expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'watched' } } })
    expect(await watch.next()).toMatchObject({ type: 'DELETED', object: { metadata: { labels: { seen: 'yes' } } } })
    watch.close()
  })

  test('from a resourceVersion nothing is missed; from a compacted one it is 410', async () => {
    const list = await send(stage, { path: CONFIG_MAPS })
    const { metadata } = list.json<{ metadata: { resourceVersion: string } }>()
    await send(stage, { method: 'POST', path: CONFIG_MAPS, body: configMap('later') })
    const watch = openWatch(stage, `${CONFIG_MAPS}?watch=1&resourceVersion=${metadata.resourceVersion}`)
    expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'later' } } })
    watch.close()
    const old = openWatch(stage, `${CONFIG_MAPS}?watch=1&resourceVersion=1`)
    expect(await old.next()).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } })
    expect(await old.next()).toBeUndefined()
  })

  test('timeoutSeconds ends a watch', async () => {
    const watch = openWatch(
      stage,
      `/api/v1/nodes?watch=1&resourceVersion=${stage.store.resourceVersion()}&timeoutSeconds=1`
    )
    expect(await watch.next()).toBeUndefined()
  })
})

describe('faults', () => {
  test('a dropped request changes nothing, a dropped answer changes everything', async () => {
    const attempt = (name: string) => send(stage, { method: 'POST', path: CONFIG_MAPS, body: configMap(name) })
    fault = { kind: 'dropBefore' }
    await expect(attempt('drop-before')).rejects.toThrow(/socket hang up|ECONNRESET/)
    fault = { kind: 'dropAfter' }
    await expect(attempt('drop-after')).rejects.toThrow(/socket hang up|ECONNRESET/)
    fault = { kind: 'status', code: 503, reason: 'ServiceUnavailable', message: 'etcd leader changed' }
    expect((await attempt('refused')).json()).toMatchObject({ code: 503, message: 'etcd leader changed' })
    fault = undefined
    const status = async (name: string) => (await send(stage, { path: `${CONFIG_MAPS}/${name}` })).status
    expect([await status('drop-before'), await status('drop-after'), await status('refused')]).toEqual([404, 200, 404])
    expect(stage.effects.at(-1)).toMatchObject({ method: 'POST', status: 201 })
  })
})

describe('hostile requests', () => {
  const DEPLOYMENTS = '/apis/apps/v1/namespaces/shop/deployments'
  test.each([
    ['an unfinished escape', { path: '/api/v1/namespaces/%e0%a4%a/pods' }, 400],
    ['a relative path', { path: '/api/v1/namespaces/../../version' }, 400],
    ['an encoded slash', { path: `${CONFIG_MAPS}/a%2fb` }, 400],
    ['a body that is no JSON', { method: 'POST', path: CONFIG_MAPS, body: '{"a":' }, 400],
    ['a body that is a list', { method: 'POST', path: CONFIG_MAPS, body: '[]' }, 400],
    ['a body of another kind', { method: 'POST', path: CONFIG_MAPS, body: { kind: 'Pod', apiVersion: 'v1' } }, 400],
    ['metadata that is text', { method: 'POST', path: CONFIG_MAPS, body: { metadata: 'x' } }, 400],
    ['a Deployment of nothing', { method: 'POST', path: DEPLOYMENTS, body: { metadata: { name: 'x' } } }, 422],
    [
      'containers that are text',
      {
        method: 'POST',
        path: DEPLOYMENTS,
        body: { metadata: { name: 'x' }, spec: { template: { spec: { containers: 'x' } } } }
      },
      400
    ],
    [
      'protobuf that is none',
      {
        method: 'POST',
        path: CONFIG_MAPS,
        headers: { 'content-type': 'application/vnd.kubernetes.protobuf' },
        body: Buffer.from('k8s\0\xff\xff\xff', 'latin1')
      },
      400
    ],
    ['a too long body', { method: 'POST', path: CONFIG_MAPS, body: `"${'x'.repeat(4 * 1024 * 1024)}"` }, 413],
    [
      'an unknown media type',
      { method: 'POST', path: CONFIG_MAPS, headers: { 'content-type': 'text/xml' }, body: '<a/>' },
      415
    ],
    ['an answer nobody writes', { path: '/api/v1/pods', headers: { accept: 'image/png' } }, 406],
    ['a limit that is text', { path: '/api/v1/pods?limit=many' }, 400],
    ['a version from the future', { path: '/api/v1/pods?resourceVersion=999999999&timeout=50ms' }, 504],
    ['a timeout that is none', { path: '/api/v1/pods?resourceVersion=999999999&timeout=soon' }, 400],
    ['a list of a version that is none', { path: '/api/v1/pods?resourceVersion=soon' }, 400],
    ['a get of a version that is none', { path: '/api/v1/namespaces/shop?resourceVersion=soon' }, 500],
    ['a token nobody has', { path: '/api', token: 'nonsense' }, 401],
    ['no token', { path: '/api', token: null }, 403],
    [
      'a patch of the name',
      {
        method: 'PATCH',
        path: `${CONFIG_MAPS}/later`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { metadata: { name: 'other' } }
      },
      400
    ],
    [
      'a patch of the prototype',
      {
        method: 'PATCH',
        path: `${CONFIG_MAPS}/later`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{"__proto__":{"polluted":true}}'
      },
      200
    ]
  ])('%s', async (_name, wanted, status) => {
    const answer = await send(stage, wanted)
    expect(answer.status, answer.body).toBe(status)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('bytes that are no HTTP close only their own connection', async () => {
    await new Promise<void>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: stage.port, ca: stage.ca, servername: 'localhost' }, () => {
        socket.write('\u0000\u0001 nonsense\r\n\r\n')
      })
      socket.resume()
      socket.on('close', () => resolve())
      socket.on('error', reject)
    })
    expect((await send(stage, { path: '/readyz' })).body).toBe('ok')
  })
})
