import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import type { ChangeFault } from '../../connections/azure/testing/fake-azure.ts'
import { sendJson } from '../../connections/testing/tls-server.ts'
import { playKilled, playStopped, playThrough, type Played } from '../testing/lever-kit.ts'
import { regionFailover } from './index.ts'
import { regionKit, regionStage } from './testing/region-stage.ts'

/** Resource Manager's own refusal of one request too many, with the time after which it wants it again, seconds. */
function tooMany(retryAfter: string): ChangeFault {
  const error = { code: 'SubscriptionRequestsThrottled', message: 'Number of requests exceeded the server limit.' }
  return (response) => sendJson(response, { error }, 429, retryAfter === '' ? {} : { 'retry-after': retryAfter })
}

async function stageOf(...faults: readonly ChangeFault[]) {
  const users = { from: 'externalEndpoints/primary-endpoint', to: 'externalEndpoints/secondary-endpoint' }
  const stage = await regionStage(regionFailover, undefined, { ...users, leaves: 'data' })
  for (const fault of faults) stage.azure.fault(fault)
  return { stage, kit: regionKit(async () => stage) }
}

/** Each attempt of the first step, with its own id. */
const tries = ({ run }: Played) => run.attempts.filter(({ stepId }) => stepId === 'enable-secondary-endpoint')

test('a change that is turned away with a time is seen to wait, and sent anew as another attempt', async () => {
  const { stage, kit } = await stageOf(tooMany('20'), tooMany('7'))
  const played = await playThrough(kit)
  expect(played.run).toMatchObject({ outcome: 'succeeded', proved: true, failure: null })
  expect(tries(played).map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'succeeded'])
  expect(new Set(tries(played).map(({ id }) => id)).size).toBe(3)
  expect(stage.azure.sent()).toBe(4)
  const changes = stage.azure.server.requests.filter(({ method }) => method === 'PATCH')
  const idsOf = (header: string) => changes.map(({ headers }) => headers[header])
  expect(new Set(idsOf('x-ms-client-request-id')).size).toBe(4)
  expect(idsOf('x-ms-correlation-request-id')).toEqual(changes.map(() => played.run.id))
  expect(changes).toHaveLength(4)
  const [first, second] = played.records.flatMap(({ body }) => (body['againAt'] === undefined ? [] : [body]))
  expect(first?.['detail']).toMatch(/turned away, nothing was done; sent again at/)
  expect(Date.parse(String(second?.['againAt']))).toBeGreaterThan(Date.parse(String(first?.['againAt'])))
})

test('the profile is looked at again before it is sent anew: what somebody else changed meanwhile ends it', async () => {
  const { stage, kit } = await stageOf((response, request, apply) => {
    stage.azure.properties = { trafficRoutingMethod: 'Weighted' }
    const say = tooMany('5')
    if (typeof say === 'function') say(response, request, apply)
  })
  const { run } = await playThrough(kit)
  expect(run).toMatchObject({ outcome: 'conflict', proved: false })
  expect(stage.azure.sent()).toBe(1)
})

test.each<[string, ChangeFault]>([
  ['for longer than a step waits', tooMany('301')],
  ['without a time', tooMany('')],
  ['with a date', tooMany('Wed, 21 Oct 2026 07:28:00 GMT')],
  [
    'by somebody who is not Resource Manager',
    (response: ServerResponse) => void response.writeHead(429, { 'retry-after': '5' }).end('<html>')
  ],
  [
    'by an error of the server that names a time',
    (response: ServerResponse) =>
      sendJson(response, { error: { code: 'ServiceUnavailable', message: 'Later.' } }, 503, { 'retry-after': '5' })
  ]
])('turned away %s, it is not sent again', async (_how, fault) => {
  const { stage, kit } = await stageOf(fault)
  const { run } = await playThrough(kit)
  expect(run).toMatchObject({ outcome: 'failed', proved: false })
  expect(stage.azure.sent()).toBe(1)
})

test('the operator stops the waiting: nothing further is sent', async () => {
  const { stage, kit } = await stageOf(tooMany('290'))
  const { run } = await playStopped(kit, ({ steps }) => steps.some(({ detail }) => detail.includes('sent again at')))
  expect(run).toMatchObject({ state: 'settled', outcome: 'cancelled', proved: false })
  expect(stage.azure.sent()).toBe(1)
  expect(stage.azure.effects).toEqual([])
})

test('a process that dies while it waits leaves nothing open, and nobody sends it', async () => {
  const { stage, kit } = await stageOf(tooMany('20'))
  // Approval, snapshot, intent, and that it was turned away.
  const { run, records } = await playKilled(kit, { after: 4, isSeen: true })
  expect(records.slice(0, 4).map(({ kind }) => kind)).toEqual(['confirm', 'keep', 'intent', 'outcome'])
  expect(records[3]?.body['againAt']).toEqual(expect.any(String))
  expect(run).toMatchObject({ state: 'settled', proved: false })
  expect(stage.azure.sent()).toBe(1)
})
