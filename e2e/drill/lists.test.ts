import { afterAll, beforeAll, expect, test } from 'vitest'
import { send } from './client.ts'
import type { ClientAnswer } from './client.ts'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'

const CONFIG_MAPS = '/api/v1/namespaces/shop/configmaps'

interface Page {
  readonly metadata: {
    readonly resourceVersion: string
    readonly continue?: string
    readonly remainingItemCount?: number
  }
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly data?: object }[]
}

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ startMs: Date.parse('2026-03-01T10:00:00Z'), speed: 1 })
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
  await send(stage, { method: 'POST', path: '/api/v1/namespaces', body: namespace })
  for (const name of ['a', 'b', 'c', 'd', 'e']) await write(name)
})
afterAll(() => stage.close())

const write = (name: string, labels: object = {}): Promise<ClientAnswer> =>
  send(stage, { method: 'POST', path: CONFIG_MAPS, body: { metadata: { name, labels } } })
const remove = (name: string): Promise<ClientAnswer> =>
  send(stage, { method: 'DELETE', path: `${CONFIG_MAPS}/${name}` })
const pageOf = async (query: string): Promise<Page> =>
  (await send(stage, { path: `${CONFIG_MAPS}?${query}` })).json<Page>()
const namesOf = ({ items }: Page): string => items.map(({ metadata }) => metadata.name).join('')

test('pages show the list as it was at the first of them', async () => {
  const first = await pageOf('limit=2')
  expect(namesOf(first)).toBe('ab')
  expect(first.metadata.remainingItemCount).toBe(3)
  await remove('d')
  await write('bb')
  const patch = { headers: { 'content-type': 'application/merge-patch+json' }, body: { data: { new: 'yes' } } }
  await send(stage, { method: 'PATCH', path: `${CONFIG_MAPS}/c`, ...patch })
  const second = await pageOf(`limit=2&continue=${first.metadata.continue ?? ''}`)
  expect(namesOf(second)).toBe('cd')
  expect(second.items[0]?.data).toBeUndefined()
  expect(second.metadata).toMatchObject({ resourceVersion: first.metadata.resourceVersion, remainingItemCount: 1 })
  const third = await pageOf(`limit=2&continue=${second.metadata.continue ?? ''}`)
  expect(namesOf(third)).toBe('e')
  expect(third.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion })
  expect(namesOf(await pageOf(''))).toBe('abbbce')
})

test('an exact version is the list as it was; any other is the newest', async () => {
  const { metadata } = await pageOf('')
  await write('later')
  const asked = `resourceVersion=${metadata.resourceVersion}`
  expect(namesOf(await pageOf(`${asked}&resourceVersionMatch=Exact`))).not.toContain('later')
  expect(namesOf(await pageOf(`${asked}&limit=100`))).not.toContain('later')
  expect(namesOf(await pageOf(`${asked}&resourceVersionMatch=NotOlderThan`))).toContain('later')
  expect(namesOf(await pageOf(asked))).toContain('later')
  expect(namesOf(await pageOf('resourceVersion=0&limit=1'))).toContain('later')
  await remove('later')
})

test('pages of a selection do not count the rest, and the last may be empty', async () => {
  await write('aa', { seen: 'yes' })
  const page = await pageOf('labelSelector=seen%3Dyes&limit=1')
  expect(namesOf(page)).toBe('aa')
  expect(page.metadata.remainingItemCount).toBeUndefined()
  const rest = await pageOf(`labelSelector=seen%3Dyes&limit=1&continue=${page.metadata.continue ?? ''}`)
  expect(rest).toMatchObject({ items: [] })
  expect(rest.metadata.continue).toBeUndefined()
})

test('a token that is too old comes with one for the rest as it is now', async () => {
  const token = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const old = token({ v: 'meta.k8s.io/v1', rv: 3, start: 'b\0' })
  const refused = await send(stage, { path: `${CONFIG_MAPS}?limit=1&continue=${old}` })
  expect(refused.status).toBe(410)
  const status = refused.json<{ readonly reason: string; readonly metadata: { readonly continue: string } }>()
  expect(status.reason).toBe('Expired')
  const page = await pageOf(`limit=2&continue=${status.metadata.continue}`)
  expect(namesOf(page)).toBe('bbc')
  expect(page.metadata.resourceVersion).toBe(stage.store.resourceVersion())
  const exact = await send(stage, { path: `${CONFIG_MAPS}?resourceVersion=3&resourceVersionMatch=Exact` })
  expect(exact.json()).toMatchObject({ code: 410, message: 'The resourceVersion for the provided list is too old.' })
})

test.each([
  ['a version beside a token', 'limit=1&resourceVersion=800&continue=TOKEN', 400],
  ['a match without a version', 'resourceVersionMatch=Exact', 422],
  ['a match beside a token', 'resourceVersion=1&resourceVersionMatch=Exact&continue=TOKEN', 422],
  ['an exact version 0', 'resourceVersion=0&resourceVersionMatch=Exact', 422],
  ['an unknown match', 'resourceVersion=1&resourceVersionMatch=Perhaps', 422],
  ['initial events of a list', 'sendInitialEvents=true', 422]
])('%s is refused', async (_name, query, code) => {
  const { metadata } = await pageOf('limit=1')
  const path = `${CONFIG_MAPS}?${query.replace('TOKEN', metadata.continue ?? '')}`
  expect((await send(stage, { path })).json()).toMatchObject({ code })
})

test('a list and a get wait for a version that is on its way', async () => {
  const next = Number(stage.store.resourceVersion()) + 1
  const [listed, got] = [
    pageOf(`resourceVersion=${next}`),
    send(stage, { path: `${CONFIG_MAPS}/a?resourceVersion=${next}` })
  ]
  await write('awaited')
  expect(namesOf(await listed)).toContain('awaited')
  expect((await got).status).toBe(200)
})

test('a watch from the future says nothing of what is older', async () => {
  const events: string[] = []
  const from = Number(stage.store.resourceVersion()) + 1
  const answer = send(stage, { path: `${CONFIG_MAPS}?watch=1&timeoutSeconds=1&resourceVersion=${from}` })
  // The answer's head is there once the watch has begun; what is written before it has ended is seen or not.
  await new Promise<void>((resolve) => void setImmediate(resolve))
  await write('before')
  await write('after')
  for (const line of (await answer).body.trim().split('\n')) {
    events.push((JSON.parse(line) as { readonly object: Page['items'][number] }).object.metadata.name)
  }
  expect(events).toEqual(['after'])
})
