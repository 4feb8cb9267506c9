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

/** What is done before the fault: the requests of the steps before. */
const quiet: ChangeFault = 'pass'
const before = { enable: 0, disable: 1, data: 2 } as const

/** Of the two endpoints, first and second, at the end. */
const statuses = ({ endpoints }: FakeAzure): string => endpoints.map(({ status }) => status).join(' ')

describe('a change that goes wrong', () => {
  const untouched = 'Enabled Disabled'
  const both = 'Enabled Enabled'
  const moved = 'Disabled Enabled'

  test.each<[FaultName, keyof typeof before, string, string]>([
    ['request is lost', 'enable', 'failed', untouched],
    ['request is lost', 'disable', 'failed', both],
    ['request is lost', 'data', 'failed', moved],
    ['answer is lost', 'enable', 'succeeded', moved],
    ['answer is lost', 'disable', 'succeeded', moved],
    ['answer is lost', 'data', 'succeeded', moved],
    ['a page with 200', 'enable', 'failed', untouched],
    ['a page with 200', 'disable', 'failed', both],
    ['a page with 200', 'data', 'failed', moved],
    ['nothing with 200', 'enable', 'failed', untouched],
    ['nothing with 200', 'disable', 'failed', both],
    ['nothing with 200', 'data', 'failed', moved],
    ['an error of the server', 'enable', 'failed', untouched],
    ['an error of the server', 'disable', 'failed', both],
    ['an error of the server', 'data', 'failed', moved],
    ['a page with 403', 'enable', 'failed', untouched],
    ['a page with 403', 'disable', 'failed', both],
    ['a page with 403', 'data', 'failed', moved],
    ['may not', 'enable', 'failed', untouched],
    ['may not', 'disable', 'failed', both],
    ['may not', 'data', 'failed', moved],
    ['locked', 'enable', 'failed', untouched],
    ['locked', 'disable', 'failed', both],
    ['locked', 'data', 'failed', moved],
    ['too many', 'enable', 'failed', untouched],
    ['too many', 'disable', 'failed', both],
    ['too many', 'data', 'failed', moved]
  ])('%s, at %s: %s, and the endpoints are %s', async (fault, at, outcome, end) => {
    const stage = await regionStage(regionFailover)
    for (let done = 0; done < before[at]; done += 1) stage.azure.fault(quiet)
    stage.azure.fault(faults[fault])
    const kit = regionKit(async () => stage)
    const played = await playThrough(kit)
    expect(played.run.outcome).toBe(outcome)
    expect(statuses(stage.azure)).toBe(end)
    // Whatever went wrong, the step is not tried again, and the way back is offered.
    expect(stage.azure.sent()).toBeLessThanOrEqual(3)
    expect(stage.azure.account.regions[0]).toBe(outcome === 'succeeded' ? 'West US 2' : 'East US 2')
    if (outcome === 'succeeded') expectSafe(kit, played)
    else if (end !== untouched) expect(played.run.inverse).toMatchObject({ lever: 'regionFailback' })
    if (at !== 'data' || outcome === 'succeeded') return
    // Users are elsewhere, and that is looked at all the same; what of the data was not done is not called well.
    const said = Object.fromEntries(played.run.checks.map(({ name, status }) => [name, status]))
    expect(said).toMatchObject({ profile: 'True', endpoint: 'True', authority: 'True', account: 'False' })
    expect(played.run.proved).toBe(false)
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

  test.each<[string, (azure: FakeAzure) => void, string, RegExp]>([
    ['the region answers again', ({ account }) => account.silent.clear(), 'failed', /answers again/],
    [
      'somebody changes the priorities',
      ({ account }) => (account.regions = ['East US 2', 'France Central', 'West US 2']),
      'conflict',
      /Somebody else changed/
    ],
    [
      'the next region is silent too',
      ({ account }) => account.silent.add('West US 2'),
      'failed',
      /does not answer either/
    ]
  ])(
    '%s before the data is moved: users have moved, nothing is sent of the data',
    async (_what, does, outcome, text) => {
      const stage = await regionStage(regionFailover)
      stage.azure.fault(quiet)
      stage.azure.fault((response, _request, apply) => {
        apply()
        does(stage.azure)
        sendJson(response, { properties: { endpointStatus: 'Disabled' } })
      })
      const { run } = await playThrough(regionKit(async () => stage))
      expect(run).toMatchObject({ outcome, proved: false, failure: { message: expect.stringMatching(text) as string } })
      expect(statuses(stage.azure)).toBe('Disabled Enabled')
      expect(stage.azure.sent()).toBe(2)
    }
  )

  test.each<[string, (azure: FakeAzure) => void, string]>([
    [
      'how it stands may not be asked',
      ({ account }) => (account.polls = refusal(403, 'AuthorizationFailed')),
      'succeeded'
    ],
    ['it ends as failed', ({ account }) => (account.ends = 'Failed'), 'failed']
  ])('%s, of the move of the data: the account says what became of it', async (_what, prepare, outcome) => {
    const stage = await regionStage(regionFailover)
    prepare(stage.azure)
    const { run } = await playThrough(regionKit(async () => stage))
    expect(run).toMatchObject({ outcome, proved: outcome === 'succeeded' })
    expect(stage.azure.account.regions[0]).toBe(outcome === 'succeeded' ? 'West US 2' : 'East US 2')
    expect(stage.azure.sent()).toBe(3)
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

describe('where enabling moves users at once', () => {
  const choice = { from: 'externalEndpoints/primary-endpoint', to: 'externalEndpoints/secondary-endpoint' }
  const weighted = (isFirstWell: boolean) =>
    regionStage(
      regionFailover,
      (azure) => {
        azure.properties = { trafficRoutingMethod: 'Weighted' }
        azure.endpoints[0].isWell = isFirstWell
      },
      choice
    )
  /** The change is refused, or taken, and the stand-in is ill from then on. */
  const turnsIll =
    (azure: FakeAzure, isTaken: boolean): ChangeFault =>
    (response, _request, apply) => {
      azure.endpoints[1].isWell = false
      if (!isTaken) return faults.locked(response)
      apply()
      sendJson(response, { properties: { endpointStatus: 'Enabled' } })
    }

  test('the compensation is shown at the gate and at the step after it', async () => {
    const stage = await weighted(true)
    const { plan } = await stage.plan()
    const instead = Object.fromEntries(
      plan.steps.map(({ id, instead: steps = [] }) => [id, steps.map(({ title }) => title)])
    )
    const title = 'If secondary-endpoint is ill then, and another one well, disable it again'
    expect(instead).toMatchObject({ 'well-secondary-endpoint': [title], 'disable-primary-endpoint': [title] })
  })

  test.each<[string, boolean, number, string, string | null]>([
    ['is not proved well: it is disabled again', true, 0, 'Enabled Disabled', 'back-secondary-endpoint'],
    ['is not proved well, and neither is the other: both stay', false, 0, 'Enabled Enabled', null],
    [
      'is ill when the first cannot be disabled: it is disabled again',
      true,
      1,
      'Enabled Disabled',
      'back-secondary-endpoint-later'
    ]
  ])('the stand-in %s', async (_what, isFirstWell, done, end, back) => {
    const stage = await weighted(isFirstWell)
    for (let at = 0; at < done; at += 1) stage.azure.fault(quiet)
    stage.azure.fault(turnsIll(stage.azure, done === 0))
    const { run } = await playThrough(regionKit(async () => stage))
    expect(run).toMatchObject({ outcome: done === 0 ? 'cancelled' : 'failed', proved: false })
    expect(statuses(stage.azure)).toBe(end)
    if (back === null) expect(stage.azure.sent()).toBe(1)
    else expect(run.attempts.at(-1)).toMatchObject({ stepId: back, outcome: 'succeeded' })
  })

  test('a stand-in that is well stays when the first cannot be disabled', async () => {
    const stage = await weighted(true)
    stage.azure.fault(quiet)
    stage.azure.fault(faults.locked)
    const { run } = await playThrough(regionKit(async () => stage))
    expect(run).toMatchObject({ outcome: 'failed', proved: false })
    expect([statuses(stage.azure), stage.azure.sent()]).toEqual(['Enabled Enabled', 2])
  })
})
