import { request } from 'node:https'
import { afterEach, expect, test, vi } from 'vitest'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'
import type { PodLogSource } from '../../src/main/drill/api/ports.ts'
import { openWatch, send } from './client.ts'

const CONFIG_MAPS = '/api/v1/namespaces/shop/configmaps'
const MEBIBYTE = 'x'.repeat(2 ** 20)
/** Far more than any buffer on the way holds. */
const TOO_MANY = 200

let stage: Stage | undefined
afterEach(async () => {
  vi.useRealTimers()
  await stage?.close()
  stage = undefined
})

async function open(podLogs?: PodLogSource): Promise<Stage> {
  const startMs = Date.parse('2026-03-01T10:00:00Z')
  const opened = await openStage({ startMs, speed: 1, ...(podLogs === undefined ? {} : { podLogs }) })
  stage = opened
  const containers = [{ name: 'web', image: 'registry.example/checkout:1.0.0' }]
  const objects = [
    ['/api/v1/namespaces', { metadata: { name: 'shop' } }],
    ['/api/v1/namespaces/shop/pods', { metadata: { name: 'web' }, spec: { containers } }],
    [CONFIG_MAPS, { metadata: { name: 'a' } }]
  ] as const
  for (const [path, body] of objects) expect((await send(opened, { method: 'POST', path, body })).status).toBe(201)
  return opened
}

/** Asks for a stream and never reads it. */
function askAndStall({ port, ca }: Stage, path: string): void {
  const headers = { authorization: 'Bearer admin-token' }
  const sent = request({ host: '127.0.0.1', port, path, ca, agent: false, headers }, (response) => {
    response.pause()
    response.on('error', () => undefined)
  })
  sent.on('error', () => undefined)
  sent.end()
}

test('a followed log ends when its client does not read', async () => {
  const follow = vi.fn<PodLogSource['follow']>()
  const opened = await open({ read: () => [], follow })
  const stopped = new Promise<void>((resolve, reject) => {
    follow.mockImplementation((_namespace, _pod, _options, onLine) => {
      let written = 0
      const timer = setInterval(() => {
        written += 1
        onLine({ at: '2026-03-01T10:00:00Z', text: MEBIBYTE })
        if (written === TOO_MANY) reject(new Error('nobody reads it, and still it goes on'))
      }, 1)
      return () => {
        clearInterval(timer)
        resolve()
      }
    })
  })
  askAndStall(opened, '/api/v1/namespaces/shop/pods/web/log?follow=true')
  await expect(stopped).resolves.toBeUndefined()
})

test('a quiet watch is told every minute how far it has come, if it wants to know', async () => {
  const opened = await open()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const [told, quiet] = ['&allowWatchBookmarks=true', ''].map((query) =>
    openWatch(opened, `${CONFIG_MAPS}?watch=1&fieldSelector=metadata.name%3Da&resourceVersion=0${query}`)
  )
  const next = async (watch = told): Promise<unknown> => await watch?.next()
  expect([await next(), await next(quiet)]).toMatchObject([{ type: 'ADDED' }, { type: 'ADDED' }])
  expect(await next()).toMatchObject({ type: 'BOOKMARK', object: { metadata: { annotations: expect.anything() } } })
  for (const name of ['b', 'c']) {
    await send(opened, { method: 'POST', path: CONFIG_MAPS, body: { metadata: { name } } })
    vi.advanceTimersByTime(60_000)
    expect(await next()).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'ConfigMap', metadata: { resourceVersion: opened.store.resourceVersion() } }
    })
  }
  await send(opened, { method: 'DELETE', path: `${CONFIG_MAPS}/a` })
  expect([await next(), await next(quiet)]).toMatchObject([{ type: 'DELETED' }, { type: 'DELETED' }])
  told?.close()
  quiet?.close()
})
