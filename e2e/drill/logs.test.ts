import { afterAll, beforeAll, expect, test } from 'vitest'
import { send } from './client.ts'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'
import type { LogLine, PodLogOptions } from '../../src/main/drill/api/ports.ts'

const START = Date.parse('2026-03-01T10:00:00Z')
const LOG = '/api/v1/namespaces/shop/pods/web/log'

/** One line a minute: the first is five minutes old, the last is written now. */
const LINES: readonly LogLine[] = [5, 4, 3, 2, 1, 0].map((minutes) => ({
  at: new Date(START - minutes * 60_000).toISOString(),
  text: `${minutes} minutes ago`
}))
const BEFORE: readonly LogLine[] = [{ at: LINES[0]?.at ?? '', text: 'it crashed' }]

let stage: Stage

beforeAll(async () => {
  stage = await openStage({
    startMs: START,
    speed: 1,
    podLogs: {
      read: (_namespace, _pod, { previous }: PodLogOptions) => (previous === true ? BEFORE : LINES),
      follow(_namespace, _pod, _options, onLine, onEnd) {
        onLine({ at: new Date(START + 1000).toISOString(), text: 'later' })
        onEnd()
        return () => undefined
      }
    }
  })
  const containers = ['web', 'proxy'].map((name) => ({ name, image: 'registry.example/checkout:1.0.0' }))
  const objects = [
    ['/api/v1/namespaces', { metadata: { name: 'shop' } }],
    ['/api/v1/namespaces/shop/pods', { metadata: { name: 'web' }, spec: { containers: containers.slice(0, 1) } }],
    ['/api/v1/namespaces/shop/pods', { metadata: { name: 'two' }, spec: { containers } }]
  ] as const
  for (const [path, body] of objects) expect((await send(stage, { method: 'POST', path, body })).status).toBe(201)
})
afterAll(() => stage.close())

const minutesOf = async (query: string): Promise<string> =>
  (await send(stage, { path: `${LOG}?${query}` })).body.replaceAll(' minutes ago\n', '')

test.each([
  ['everything', '', '543210'],
  ['the last lines', 'tailLines=2', '10'],
  ['no lines', 'tailLines=0', ''],
  ['the last seconds', 'sinceSeconds=120', '210'],
  ['since a time', 'sinceTime=2026-03-01T09:59:00Z', '10'],
  ['the last of the last seconds', 'sinceSeconds=120&tailLines=1', '0'],
  ['the first bytes', 'limitBytes=14', '5'],
  ['what is followed', 'tailLines=1&follow=true', '0later\n'],
  ['the first bytes of what is followed', 'tailLines=1&follow=true&limitBytes=17', '0lat'],
  ['no more than is there already', 'tailLines=1&follow=true&limitBytes=14', '0'],
  ['the container before', 'previous=true', 'it crashed\n'],
  ['with times', 'timestamps=true&tailLines=1', '2026-03-01T10:00:00.000Z 0']
])('%s', async (_name, query, expected) => {
  expect(await minutesOf(query)).toBe(expected)
})

test.each([
  ['tailLines=-1', 422, 'tailLines: Invalid value: -1: must be greater than or equal to 0'],
  ['sinceSeconds=-1', 422, 'sinceSeconds: Invalid value: -1: must be greater than 0'],
  ['sinceSeconds=0', 422, 'sinceSeconds: Invalid value: 0: must be greater than 0'],
  ['limitBytes=0', 422, 'limitBytes: Invalid value: 0: must be greater than 0'],
  ['tailLines=few', 400, 'parsing "few": invalid syntax'],
  ['sinceTime=soon', 400, 'sinceTime'],
  [
    'sinceSeconds=1&sinceTime=2026-03-01T09:59:00Z',
    422,
    ': Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified'
  ],
  ['container=nobody', 400, 'container nobody is not valid for pod web']
])('%s is refused', async (query, status, message) => {
  const answer = await send(stage, { path: `${LOG}?${query}` })
  expect(answer.json()).toMatchObject({ code: status, message: expect.stringContaining(message) })
})

test('of several containers one has to be named', async () => {
  const path = LOG.replace('/web/', '/two/')
  expect((await send(stage, { path })).json()).toMatchObject({
    code: 400,
    message: 'a container name must be specified for pod two, choose one of: [web proxy]'
  })
  expect((await send(stage, { path: `${path}?container=proxy&tailLines=1` })).body).toBe('0 minutes ago\n')
})
