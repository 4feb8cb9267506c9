import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { ChangeFault, FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { sendJson } from '../../connections/testing/tls-server.ts'
import { expectSafe, playThrough } from '../testing/lever-kit.ts'
import { regionKit, regionStage } from '../region-failover/testing/region-stage.ts'
import { regionFailback } from './index.ts'

const [home, away] = ['sql-shop-eastus2', 'sql-shop-westus2']
const group = 'rg-istio-aks-prd'

const users = JSON.stringify({
  'externalEndpoints/primary-endpoint': 'Enabled',
  'externalEndpoints/secondary-endpoint': 'Disabled'
})
const primary = JSON.stringify({
  subscription: '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4',
  failoverGroup: 'fg-shop',
  primary: { group, server: home },
  location: 'East US 2',
  partner: { group, server: away }
})
const choice = { snapshot: users, primary }

/** As a failover left it, with the first region well again. */
function failedOver({ endpoints: [first, second], account, sql }: FakeAzure): void {
  Object.assign(first, { status: 'Disabled', monitorStatus: 'Disabled', isWell: true })
  Object.assign(second, { status: 'Enabled', monitorStatus: 'Online' })
  Object.assign(account, { besides: 'nothing' })
  Object.assign(sql, { isThere: true, primary: away })
  sql.silent.clear()
}

/** The same, where users are back already. */
function usersAreBack(azure: FakeAzure): void {
  failedOver(azure)
  const [first, second] = azure.endpoints
  Object.assign(first, { status: 'Enabled', monitorStatus: 'Online' })
  Object.assign(second, { status: 'Disabled', monitorStatus: 'Disabled' })
}

describe('a failover group', () => {
  const planOf = async (prepare: (azure: FakeAzure) => void, chosen: Record<string, string> = choice) => {
    const { plan } = await (await regionStage(regionFailback, prepare, chosen)).plan()
    return { plan, ids: plan.steps.map(({ id }) => id), said: plan.guards.find(({ id }) => id === 'sql') }
  }

  test('goes back first, planned, to the server that was primary', async () => {
    const { plan, ids } = await planOf(failedOver)
    expect(ids.slice(0, 4)).toEqual(['snapshot', 'snapshot-sql', 'move-sql', 'answers-primary-endpoint'])
    expect(plan.steps[2]).toMatchObject({
      onFailure: 'stop',
      reversible: 'yes',
      title: `Have ${home} be primary of fg-shop instead of ${away}`
    })
    expect(plan.others).toEqual([{ title: 'Leave the data as it is', choice: { ...choice, leaves: 'data' } }])
    expect(plan.inverse?.choice['primary'], 'the way back of the way back has it, too').toContain(`"server":"${away}"`)
  })

  test.each<[string, (azure: FakeAzure) => void, RegExp, string]>([
    ['does not answer', ({ sql }) => sql.silent.add(home), /eastus2 is not known to answer/, 'warning'],
    ['is primary already', ({ sql }) => (sql.primary = home), /is primary of fg-shop already/, 'passed'],
    ['has no group any more', ({ sql }) => (sql.isThere = false), /cannot be read/, 'warning']
  ])('stays, and users go back, where that server %s', async (_what, also, text, status) => {
    const { plan, ids, said } = await planOf((azure) => {
      failedOver(azure)
      also(azure)
    })
    expect(ids).not.toContain('move-sql')
    expect(said).toMatchObject({ status, text: expect.stringMatching(text) as string })
    expect(plan.blocked).toBeUndefined()
  })

  test('is no way back where it cannot be read off the record', async () => {
    const stage = await regionStage(regionFailback, failedOver)
    expect(await stage.result({ snapshot: users, primary: '{"server":1}' })).toMatchObject({ kind: 'needsChoice' })
  })
})

const refusal = (status: number, code: string) => (response: ServerResponse) =>
  sendJson(response, { error: { code, message: `It is ${code}.` } }, status)

async function play(prepare: (azure: FakeAzure) => void, fault: ChangeFault = 'pass') {
  const stage = await regionStage(regionFailback, usersAreBack, choice)
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
    ['is sent to the primary', 'failed', away, refusal(400, 'FailoverGroupFailoverRequestOnPrimary')],
    ['busy with another operation', 'conflict', away, refusal(409, 'FailoverGroupBusy')],
    ['an error of the server', 'failed', away, refusal(500, 'InternalServerError')],
    [
      'begun, and an error of the server',
      'succeeded',
      home,
      (response, _request, apply) => {
        apply()
        refusal(503, 'ServiceUnavailable')(response)
      }
    ],
    ['a page with 200', 'failed', away, (response) => void response.writeHead(200).end('<p>')],
    ['nothing with 200', 'failed', away, (response) => void response.writeHead(200).end()]
  ])('%s: %s, and %s is primary', async (_what, outcome, now, fault) => {
    const { stage, run } = await play(() => undefined, fault)
    expect(run.outcome, run.failure?.message).toBe(outcome)
    expect(stage.azure.sql.primary).toBe(now)
    expect(stage.sent(), `it is not sent again: ${run.failure?.message}`).toBe(1)
  })
})

describe('the operation', () => {
  test.each<[string, string, (azure: FakeAzure) => void]>([
    ['fails', 'failed', ({ sql }) => (sql.ends = 'Failed')],
    ['may not be asked', 'succeeded', ({ sql }) => (sql.polls = refusal(403, 'AuthorizationFailed'))],
    ['is answered by nothing', 'succeeded', ({ sql }) => (sql.polls = (to) => void to.writeHead(204).end())]
  ])('%s: %s', async (_what, outcome, prepare) => {
    const { stage, run } = await play(prepare)
    expect(run.outcome, run.failure?.message).toBe(outcome)
    if (outcome === 'failed') expect(run.failure?.message).toMatch(/failed: OperationTimedOut/)
    expect(stage.azure.sql.primary).toBe(outcome === 'failed' ? away : home)
  })
})

describe('what others do meanwhile', () => {
  test.each<[string, (azure: FakeAzure) => void, RegExp]>([
    ['the server that goes falls silent', ({ sql }) => sql.silent.add(away), /a planned failover needs both/],
    ['the one that comes falls silent', ({ sql }) => sql.silent.add(home), /eastus2 is not known to answer/],
    ['replication begins anew', ({ sql }) => (sql.state = 'SEEDING'), /no whole copy yet/]
  ])('%s: nothing is sent', async (_what, prepare, text) => {
    const { stage, run } = await play(prepare)
    expect(run).toMatchObject({ outcome: 'failed', proved: false })
    expect(run.failure?.message).toMatch(text)
    expect(stage.sent()).toBe(0)
  })

  test('it was failed over already: nothing is sent, and it is proved', async () => {
    const { stage, run } = await play(({ sql }) => (sql.primary = home))
    expect(run).toMatchObject({ proved: true })
    expect(stage.sent()).toBe(0)
  })
})
