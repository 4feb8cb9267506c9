import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { ChangeFault, FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { sendJson } from '../../connections/testing/tls-server.ts'
import { expectSafe, playThrough } from '../testing/lever-kit.ts'
import { regionKit, regionStage } from '../region-failover/testing/region-stage.ts'
import { regionFailback } from './index.ts'

const [home, away] = ['pg-shop-eastus2', 'pg-shop-westus2']
const group = 'rg-istio-aks-prd'

const users = JSON.stringify({
  'externalEndpoints/primary-endpoint': 'Enabled',
  'externalEndpoints/secondary-endpoint': 'Disabled'
})
const postgres = JSON.stringify({
  subscription: '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4',
  primary: { group, server: home },
  location: 'East US 2',
  replica: { group, server: away }
})
const choice = { snapshot: users, postgres }

/** As a failover left it, with the first region well again. */
function failedOver({ endpoints: [first, second], account, postgres: servers }: FakeAzure): void {
  Object.assign(first, { status: 'Disabled', monitorStatus: 'Disabled', isWell: true })
  Object.assign(second, { status: 'Enabled', monitorStatus: 'Online' })
  Object.assign(account, { besides: 'nothing' })
  Object.assign(servers, { isThere: true, primary: away })
  servers.silent.clear()
}

/** The same, where users are back already. */
function usersAreBack(azure: FakeAzure): void {
  failedOver(azure)
  const [first, second] = azure.endpoints
  Object.assign(first, { status: 'Enabled', monitorStatus: 'Online' })
  Object.assign(second, { status: 'Disabled', monitorStatus: 'Disabled' })
}

describe('a replica of PostgreSQL', () => {
  const planOf = async (prepare: (azure: FakeAzure) => void, chosen: Record<string, string> = choice) => {
    const { plan } = await (await regionStage(regionFailback, prepare, chosen)).plan()
    return { plan, ids: plan.steps.map(({ id }) => id), said: plan.guards.find(({ id }) => id === 'postgres') }
  }

  test('goes back first, planned, to the server that was primary', async () => {
    const { plan, ids } = await planOf(failedOver)
    expect(ids.slice(0, 4)).toEqual(['snapshot', 'snapshot-postgres', 'move-postgres', 'answers-primary-endpoint'])
    expect(plan.steps[2]).toMatchObject({
      onFailure: 'stop',
      reversible: 'yes',
      title: `Have ${home} be primary instead of ${away}`
    })
    expect(plan.others).toEqual([{ title: 'Leave the data as it is', choice: { ...choice, leaves: 'data' } }])
    expect(plan.inverse?.choice['postgres'], 'the way back of the way back has it, too').toContain(
      `"primary":{"group":"${group}","server":"${away}"}`
    )
  })

  test('is owed where it is left, and the headline says so', async () => {
    const { plan } = await planOf(failedOver, { ...choice, leaves: 'data' })
    expect(plan.words.done).toBe('Users are back in East US 2, the data was left as it is')
    expect(plan.leaves.map(({ text }) => text)).toEqual([
      `Decide about the data. The data is left out: ${away} stays primary; each write goes from one region to the other`
    ])
    const whole = (await planOf(failedOver)).plan
    expect([whole.words.done, whole.leaves]).toEqual(['Users are back in East US 2', []])
    const { run } = await play(() => undefined, 'pass', failedOver, { ...choice, leaves: 'data' })
    const left = run.checks.find(({ name }) => name === 'data-left')
    expect([run.proved, left?.status, left?.blocks]).toEqual([true, 'False', false])
  })

  test.each<[string, (azure: FakeAzure) => void, RegExp, string]>([
    ['does not answer', ({ postgres: of }) => of.silent.add(home), /eastus2 is not known to answer/, 'warning'],
    ['is behind', ({ postgres: of }) => (of.replication = 'Catchup'), /the replica is behind/, 'warning'],
    ['is primary already', ({ postgres: of }) => (of.primary = home), /eastus2 in .* is primary already/, 'passed'],
    ['is gone', ({ postgres: of }) => (of.isThere = false), /cannot be read/, 'warning']
  ])('stays, and users go back, where that server %s', async (_what, also, text, status) => {
    const { plan, ids, said } = await planOf((azure) => {
      failedOver(azure)
      also(azure)
    })
    expect(ids).not.toContain('move-postgres')
    expect(said).toMatchObject({ status, text: expect.stringMatching(text) as string })
    expect(plan.blocked).toBeUndefined()
  })

  test('is no way back where it cannot be read off the record', async () => {
    const stage = await regionStage(regionFailback, failedOver)
    expect(await stage.result({ snapshot: users, postgres: '{"server":1}' })).toMatchObject({ kind: 'needsChoice' })
  })
})

const refusal = (status: number, code: string) => (response: ServerResponse) =>
  sendJson(response, { error: { code, message: `It is ${code}.` } }, status)

async function play(
  prepare: (azure: FakeAzure) => void,
  fault: ChangeFault = 'pass',
  before = usersAreBack,
  chosen: Record<string, string> = choice
) {
  const stage = await regionStage(regionFailback, before, chosen)
  // What goes wrong begins once it has been planned.
  const kit = regionKit(async () => ({
    ...stage,
    async plan() {
      const plan = await stage.plan()
      prepare(stage.azure)
      stage.azure.fault(fault)
      return plan
    }
  }))
  const played = await playThrough(kit)
  expect(played.run.state).toBe('settled')
  if (played.run.outcome === 'succeeded' && stage.sent() > 0) expectSafe(kit, played)
  return { stage, run: played.run }
}

describe('the request', () => {
  test.each<[string, string, string, ChangeFault]>([
    ['the request is lost', 'failed', away, 'loseRequest'],
    ['the answer is lost', 'succeeded', home, 'loseAnswer'],
    ['may not', 'failed', away, refusal(403, 'AuthorizationFailed')],
    ['busy with another operation', 'conflict', away, refusal(409, 'ServerIsBusy')],
    ['an error of the server', 'failed', away, refusal(500, 'InternalServerError')],
    [
      'begun, and answered with the server as it is',
      'succeeded',
      home,
      (response, _request, apply) => {
        apply()
        sendJson(response, { properties: { state: 'Updating', replica: { role: 'GeoAsyncReplica' } } })
      }
    ],
    ['a page with 200', 'failed', away, (response) => void response.writeHead(200).end('<p>')]
  ])('%s: %s, and %s is primary', async (_what, outcome, now, fault) => {
    const { stage, run } = await play(() => undefined, fault)
    expect(run.outcome, run.failure?.message).toBe(outcome)
    expect(stage.azure.postgres.primary).toBe(now)
    expect(stage.sent(), `it is not sent again: ${run.failure?.message}`).toBe(1)
  })
})

describe('the operation', () => {
  test.each<[string, string, (azure: FakeAzure) => void]>([
    ['fails', 'failed', ({ postgres: of }) => (of.ends = 'Failed')],
    ['may not be asked', 'succeeded', ({ postgres: of }) => (of.polls = refusal(403, 'AuthorizationFailed'))],
    ['is not found', 'succeeded', ({ postgres: of }) => (of.polls = refusal(404, 'OperationIdNotFound'))]
  ])('%s: %s', async (_what, outcome, prepare) => {
    const { stage, run } = await play(prepare)
    expect(run.outcome, run.failure?.message).toBe(outcome)
    if (outcome === 'failed') expect(run.failure?.message).toMatch(/failed: ReplicaPromotionFailed/)
    expect(stage.azure.postgres.primary).toBe(outcome === 'failed' ? away : home)
  })
})

describe('what others do meanwhile', () => {
  test.each<[string, (azure: FakeAzure) => void, RegExp]>([
    ['the server that goes falls silent', ({ postgres: of }) => of.silent.add(away), /that never comes/],
    ['the one that comes falls silent', ({ postgres: of }) => of.silent.add(home), /eastus2 is not known to answer/],
    ['the virtual endpoint is gone', ({ postgres: of }) => (of.members = null), /no virtual endpoint/]
  ])('%s: nothing is sent', async (_what, prepare, text) => {
    const { stage, run } = await play(prepare)
    expect(run).toMatchObject({ outcome: 'failed', proved: false })
    expect(run.failure?.message).toMatch(text)
    expect(stage.sent()).toBe(0)
  })

  test('it was switched already: nothing is sent, and it is proved', async () => {
    const { stage, run } = await play(({ postgres: of }) => (of.primary = home))
    expect(run).toMatchObject({ proved: true })
    expect(stage.sent()).toBe(0)
  })
})
