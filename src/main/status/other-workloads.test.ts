import { afterEach, expect, it } from 'vitest'
import type { OtherWorkloads } from '../../contract/index.ts'
import { openTest, type OpenedTest } from '../connections/testing/open-connection.ts'
import { sendJson, sendStatus, type Answer } from '../connections/testing/tls-server.ts'
import { followOtherWorkloads } from './other-workloads.ts'

let opened: OpenedTest
const abort = new AbortController()
afterEach(async () => {
  abort.abort()
  await opened.close()
})

async function found(answer: Answer): Promise<readonly OtherWorkloads[]> {
  opened = await openTest(answer)
  return new Promise((resolve) => followOtherWorkloads(opened.connection.reader, 'shop', resolve, abort.signal))
}

it('names what is beside the Deployments, and leaves out without a word what it may not read', async () => {
  const answer: Answer = (request, response) => {
    if (!(request.url ?? '').startsWith('/apis/apps/v1/namespaces/shop/statefulsets?')) {
      return sendStatus(response, 403, 'Forbidden', 'no')
    }
    const items = ['db', 'cache'].map((name) => ({ metadata: { name, uid: name } }))
    sendJson(response, { kind: 'StatefulSetList', apiVersion: 'apps/v1', metadata: { resourceVersion: '1' }, items })
  }
  expect(await found(answer)).toEqual([{ kind: 'StatefulSet', names: ['cache', 'db'] }])
  expect(opened.exchanges).toEqual([])
})
