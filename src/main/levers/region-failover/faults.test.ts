import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { ChangeFault, FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { sendJson } from '../../connections/testing/tls-server.ts'
import { expectSafe, playThrough } from '../testing/lever-kit.ts'
import { regionFailover } from './index.ts'
import { regionKit, regionStage } from './testing/region-stage.ts'

const refusal = (status: number, code: string) => (response: ServerResponse) =>
  sendJson(response, { error: { code, message: `It is ${code}.` } }, status)

const faults = {
  'request is lost': 'loseRequest',
  'answer is lost': 'loseAnswer',
  'a page with 200': (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  'nothing with 200': (response) => void response.writeHead(200).end(),
  'an error of the server': refusal(500, 'InternalServerError'),
  'a page with 403': (response) => void response.writeHead(403, { 'content-type': 'text/html' }).end('<html>'),
  'may not': refusal(403, 'AuthorizationFailed'),
  locked: refusal(409, 'ScopeLocked'),
  'too many': refusal(429, 'TooManyRequests')
} satisfies Readonly<Record<string, ChangeFault>>

type FaultName = keyof typeof faults

/** What is done before the fault: the request of the first step, or of the second. */
const quiet: ChangeFault = 'pass'

/** Of the two endpoints, first and second, at the end. */
const statuses = ({ endpoints }: FakeAzure): string => endpoints.map(({ status }) => status).join(' ')

describe('a change that goes wrong', () => {
  const untouched = 'Enabled Disabled'
  const both = 'Enabled Enabled'
  const moved = 'Disabled Enabled'

  test.each<[FaultName, 'enable' | 'disable', string, string]>([
    ['request is lost', 'enable', 'failed', untouched],
    ['request is lost', 'disable', 'failed', both],
    ['answer is lost', 'enable', 'succeeded', moved],
    ['answer is lost', 'disable', 'succeeded', moved],
    ['a page with 200', 'enable', 'failed', untouched],
    ['a page with 200', 'disable', 'failed', both],
    ['nothing with 200', 'enable', 'failed', untouched],
    ['nothing with 200', 'disable', 'failed', both],
    ['an error of the server', 'enable', 'failed', untouched],
    ['an error of the server', 'disable', 'failed', both],
    ['a page with 403', 'enable', 'failed', untouched],
    ['a page with 403', 'disable', 'failed', both],
    ['may not', 'enable', 'failed', untouched],
    ['may not', 'disable', 'failed', both],
    ['locked', 'enable', 'failed', untouched],
    ['locked', 'disable', 'failed', both],
    ['too many', 'enable', 'failed', untouched],
    ['too many', 'disable', 'failed', both]
  ])('%s, at %s: %s, and the endpoints are %s', async (fault, at, outcome, end) => {
    const stage = await regionStage(regionFailover)
    if (at === 'disable') stage.azure.fault(quiet)
    stage.azure.fault(faults[fault])
    const kit = regionKit(async () => stage)
    const played = await playThrough(kit)
    expect(played.run.outcome).toBe(outcome)
    expect(statuses(stage.azure)).toBe(end)
    // Whatever went wrong, the second one is not tried again, and the way back is offered.
    expect(stage.azure.sent()).toBeLessThanOrEqual(2)
    if (outcome === 'succeeded') expectSafe(kit, played)
    else if (end === both) expect(played.run.inverse).toMatchObject({ lever: 'regionFailback' })
  })
})

describe('what others do meanwhile', () => {
  test('the stand-in turns ill after it was enabled: the first endpoint is left as it is', async () => {
    const stage = await regionStage(regionFailover)
    stage.azure.fault((response, _request, apply) => {
      apply()
      stage.azure.endpoints[1].isWell = false
      sendJson(response, { properties: { endpointStatus: 'Enabled' } })
    })
    const { run } = await playThrough(regionKit(async () => stage))
    expect(run).toMatchObject({ outcome: 'cancelled', proved: false })
    expect(statuses(stage.azure)).toBe('Enabled Enabled')
    expect(run.steps.find(({ id }) => id === 'well-secondary-endpoint')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('Degraded') as string
    })
  })

  test('somebody changes the profile between the steps: nothing further is sent', async () => {
    const stage = await regionStage(regionFailover)
    stage.azure.fault((response, _request, apply) => {
      apply()
      stage.azure.properties = { trafficRoutingMethod: 'Weighted' }
      sendJson(response, { properties: { endpointStatus: 'Enabled' } })
    })
    const { run } = await playThrough(regionKit(async () => stage))
    expect(run).toMatchObject({
      outcome: 'conflict',
      failure: { message: expect.stringContaining('Somebody else') as string }
    })
    expect(stage.azure.sent()).toBe(1)
  })

  test('the name goes dark at the end: the first endpoint is enabled again at once, and it is said', async () => {
    const stage = await regionStage(regionFailover)
    stage.azure.fault(quiet)
    stage.azure.fault((response, _request, apply) => {
      apply()
      stage.azure.endpoints[1].status = 'Disabled'
      sendJson(response, { properties: { endpointStatus: 'Disabled' } })
    })
    const { run } = await playThrough(regionKit(async () => stage))
    expect(statuses(stage.azure)).toBe('Enabled Disabled')
    expect(run).toMatchObject({ outcome: 'cancelled', proved: false })
    expect(run.attempts.at(-1)).toMatchObject({ stepId: 'back-primary-endpoint', outcome: 'succeeded' })
  })
})
