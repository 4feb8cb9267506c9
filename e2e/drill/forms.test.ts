import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWatch, send } from './client.ts'
import type { ClientAnswer } from './client.ts'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'

const CONFIG_MAPS = '/api/v1/namespaces/shop/configmaps'
const as = (kind: string): { readonly accept: string } => ({ accept: `application/json;as=${kind};v=v1;g=meta.k8s.io` })

interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[]
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: object | null }[]
}

interface Managed {
  readonly metadata: {
    readonly managedFields?: readonly {
      readonly manager: string
      readonly operation: string
      readonly fieldsV1: Readonly<Record<string, object>>
    }[]
  }
}

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ startMs: Date.parse('2026-03-01T10:00:00Z'), speed: 1 })
  const objects = [
    ['/api/v1/namespaces', { metadata: { name: 'shop' } }],
    [CONFIG_MAPS, { metadata: { name: 'a', labels: { app: 'web' } }, data: { secret: 'no', other: 'yes' } }]
  ] as const
  for (const [path, body] of objects) expect((await send(stage, { method: 'POST', path, body })).status).toBe(201)
})
afterAll(() => stage.close())

const get = (path: string, headers: Readonly<Record<string, string>>): Promise<ClientAnswer> =>
  send(stage, { path, headers })

describe('metadata alone', () => {
  test('of one object', async () => {
    const answer = await get(`${CONFIG_MAPS}/a`, as('PartialObjectMetadata'))
    expect(answer.json()).toMatchObject({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { name: 'a', labels: { app: 'web' }, managedFields: [{ manager: expect.any(String) }] }
    })
    expect(answer.json()).not.toHaveProperty('data')
  })

  test('of a list, selected and in pages', async () => {
    const list = await get(`${CONFIG_MAPS}?labelSelector=app%3Dweb&limit=1`, as('PartialObjectMetadataList'))
    expect(list.json()).toMatchObject({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'a' } }]
    })
    expect(list.body).not.toContain('"data"')
  })

  test('of a watch', async () => {
    const answer = await get(`${CONFIG_MAPS}?watch=1&resourceVersion=0&timeoutSeconds=1`, as('PartialObjectMetadata'))
    expect(answer.json()).toMatchObject({ type: 'ADDED', object: { kind: 'PartialObjectMetadata' } })
    expect(answer.body).not.toContain('"data"')
  })
})

describe('tables', () => {
  test('cells in the order of the columns, with as much of the object as is asked for', async () => {
    const rowsWith = async (include: string): Promise<Table> =>
      (await get(`${CONFIG_MAPS}?includeObject=${include}`, as('Table'))).json<Table>()
    const { columnDefinitions, rows } = await rowsWith('None')
    expect(columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'Data', 'Age'])
    expect(rows).toEqual([{ cells: ['a', 2, '0s'], object: null }])
    expect((await rowsWith('Metadata')).rows[0]?.object).toMatchObject({ kind: 'PartialObjectMetadata' })
    expect((await rowsWith('Object')).rows[0]?.object).toMatchObject({ kind: 'ConfigMap', data: { other: 'yes' } })
    expect((await get(`${CONFIG_MAPS}?includeObject=Half`, as('Table'))).status).toBe(400)
  })

  test('an EndpointSlice shows three of its ports and addresses', async () => {
    const slices = '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices'
    const create = async (name: string, endpoints: object | null, ports: object | null): Promise<number> => {
      const body = { metadata: { name }, addressType: 'IPv4', endpoints, ports }
      return (await send(stage, { method: 'POST', path: slices, body })).status
    }
    const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5']
    const endpoints = addresses.map((address) => ({ addresses: [address] }))
    expect(await create('many', endpoints, [{ name: 'http', port: 8080 }, { name: 'any' }])).toBe(201)
    expect(await create('none', null, null)).toBe(201)
    const { columnDefinitions, rows } = (await get(slices, as('Table'))).json<Table>()
    expect(columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'AddressType', 'Ports', 'Endpoints', 'Age'])
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['many', 'IPv4', '8080,any', '10.0.0.1,10.0.0.2,10.0.0.3 + 2 more...', '0s'],
      ['none', 'IPv4', '<unset>', '<unset>', '0s']
    ])
  })

  test('the first accepted form that the server writes wins', async () => {
    const accept =
      'application/vnd.kubernetes.protobuf,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/yaml'
    const answer = await get(`${CONFIG_MAPS}/a`, { accept })
    expect(answer.headers['content-type']).toBe('application/yaml')
    expect(answer.body).toContain('other: yes')
  })
})

describe('managed fields', () => {
  const patch = async (manager: string, body: object): Promise<Managed> => {
    const path = `${CONFIG_MAPS}/a?fieldManager=${manager}`
    const headers = { 'content-type': 'application/merge-patch+json' }
    return (await send(stage, { method: 'PATCH', path, headers, body })).json<Managed>()
  }
  const dataOf = ({ metadata }: Managed, manager: string): readonly string[] =>
    Object.keys(metadata.managedFields?.find((entry) => entry.manager === manager)?.fieldsV1['f:data'] ?? {})

  test('are kept per manager and go over to who changes them', async () => {
    const first = await patch('first', { data: { one: '1', two: '2' } })
    expect(dataOf(first, 'first')).toEqual(['f:one', 'f:two'])
    const second = await patch('second', { data: { two: '3', three: '3' } })
    expect(dataOf(second, 'first')).toEqual(['f:one'])
    expect(dataOf(second, 'second')).toEqual(['f:three', 'f:two'])
    const removed = await patch('second', { data: { one: null } })
    expect(dataOf(removed, 'first')).toEqual([])
  })

  test('may be replaced by a client, but not by nonsense, and are no longer kept once they are reset', async () => {
    const { metadata } = await patch('third', { data: { four: '4' } })
    const own = metadata.managedFields?.filter(({ manager }) => manager === 'third') ?? []
    const given = await patch('third', { metadata: { managedFields: own } })
    expect(given.metadata.managedFields?.map(({ manager }) => manager)).toEqual(['third'])
    const nonsense = await patch('third', { metadata: { managedFields: [{ manager: 'x', operation: 'Own' }] } })
    expect(nonsense.metadata.managedFields).toEqual(given.metadata.managedFields)
    expect((await patch('third', { metadata: { managedFields: [{}] } })).metadata).not.toHaveProperty('managedFields')
    expect((await patch('third', { data: { five: '5' } })).metadata).not.toHaveProperty('managedFields')
  })
})

test('bookmarks tell a quiet watch how far it has come', async () => {
  const watch = openWatch(
    stage,
    `${CONFIG_MAPS}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`
  )
  expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } })
  const bookmark = await watch.next()
  expect(bookmark).toMatchObject({
    type: 'BOOKMARK',
    object: { kind: 'ConfigMap', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } }
  })
  expect(bookmark).toHaveProperty('object.metadata.resourceVersion', stage.store.resourceVersion())
  watch.close()
})

test('who uses a deprecated kind is warned with every answer, beside other warnings', async () => {
  const deprecated = '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"'
  const endpoints = '/api/v1/namespaces/shop/endpoints'
  expect((await get(endpoints, {})).headers['warning']).toBe(deprecated)
  expect((await get(`${endpoints}?watch=1&timeoutSeconds=1`, {})).headers['warning']).toBe(deprecated)
  const body = { metadata: { name: 'web' }, subset: [] }
  const created = await send(stage, { method: 'POST', path: endpoints, body })
  expect(created.headers['warning']).toBe(`${deprecated}, 299 - "unknown field \\"subset\\""`)
  expect((await get(`${endpoints}/nobody`, {})).headers['warning']).toBe(deprecated)
  expect((await get(CONFIG_MAPS, {})).headers).not.toHaveProperty('warning')
})

test('what only a real cluster does for pods says so', async () => {
  const answer = await send(stage, { method: 'POST', path: '/api/v1/namespaces/shop/pods/web/exec?command=ls' })
  expect(answer.json()).toMatchObject({ code: 404, message: 'pods/exec is not simulated by this server' })
})
