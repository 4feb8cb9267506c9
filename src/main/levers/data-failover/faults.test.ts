import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { ChangeFault, FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { sendJson } from '../../connections/testing/tls-server.ts'
import { expectSafe, playKilled, playThrough, type Played } from '../testing/lever-kit.ts'
import { regionKit, regionStage } from '../region-failover/testing/region-stage.ts'
import { dataFailover } from './index.ts'

const refusal = (status: number, code: string) => (response: ServerResponse) =>
  sendJson(response, { code, message: `It is ${code}.` }, status)
const page = (status: number) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'text/html' }).end('<html>')

/** Both regions answer, and users are led to the second one already. */
function well({ endpoints: [first, second], account }: FakeAzure): void {
  Object.assign(first, { isWell: true, status: 'Disabled', monitorStatus: 'Disabled' })
  Object.assign(second, { status: 'Enabled', monitorStatus: 'Online' })
  account.silent.clear()
}

const ways = { offline: () => undefined, planned: well } as const

async function play(how: keyof typeof ways, prepare: (azure: FakeAzure) => void) {
  const stage = await regionStage(dataFailover, ways[how])
  // What goes wrong begins once it has been planned.
  const prepared = {
    ...stage,
    async plan() {
      const plan = await stage.plan()
      prepare(stage.azure)
      return plan
    }
  }
  const kit = regionKit(async () => prepared)
  const played = await playThrough(kit)
  expect(played.run.state).toBe('settled')
  if (played.run.outcome === 'succeeded' && stage.azure.sent() > 0) expectSafe(kit, played)
  return { stage, played }
}

const posts = ({ azure }: { readonly azure: FakeAzure }): number => azure.sent()
const failureOf = ({ run }: Played): string => run.failure?.message ?? ''

describe('the request', () => {
  type Row = readonly [string, ChangeFault, 'offline' | 'planned', string, string]
  const faults: readonly (readonly [string, ChangeFault, string])[] = [
    ['request is lost', 'loseRequest', 'failed'],
    ['answer is lost', 'loseAnswer', 'succeeded'],
    ['a page with 200', page(200), 'failed'],
    ['nothing with 200', (response) => void response.writeHead(200).end(), 'failed'],
    ['nothing with 204', (response) => void response.writeHead(204).end(), 'failed'],
    ['an error of the server', refusal(500, 'InternalServerError'), 'failed'],
    ['a page with 403', page(403), 'failed'],
    ['may not', refusal(403, 'AuthorizationFailed'), 'failed'],
    ['locked', refusal(409, 'ScopeLocked'), 'failed'],
    ['one is under way', refusal(412, 'PreconditionFailed'), 'conflict'],
    ['too many', refusal(429, 'TooManyRequests'), 'failed'],
    [
      'begun, and an error of the server',
      (response, request, apply) => {
        apply()
        refusal(503, 'ServiceUnavailable')(response)
      },
      'succeeded'
    ]
  ]
  const rows = faults.flatMap(([name, fault, outcome]): readonly Row[] =>
    // The request is another one, and is settled alike.
    (name.includes('lost') ? (['offline', 'planned'] as const) : (['planned'] as const)).map((how) => [
      name,
      fault,
      how,
      outcome,
      outcome === 'succeeded' ? 'West US 2' : 'East US 2'
    ])
  )
  test.each(rows)('%s (%o, %s): %s, and %s writes', async (_name, fault, how, outcome, writes) => {
    const { stage, played } = await play(how, (azure) => azure.fault(fault))
    expect(played.run.outcome).toBe(outcome)
    expect(stage.azure.account.regions[0]).toBe(writes)
    expect(posts(stage), 'it is not sent again').toBe(1)
  })
})

describe('the operation', () => {
  test.each<[string, (azure: FakeAzure) => void]>([
    ['may not be asked', ({ account }) => (account.polls = refusal(403, 'AuthorizationFailed'))],
    ['is not found', ({ account }) => (account.polls = refusal(404, 'NotFound'))],
    ['is answered by a page', ({ account }) => (account.polls = page(200))],
    ['says nothing', ({ account }) => (account.polls = (response) => void response.writeHead(204).end())],
    ['has no status', ({ account }) => (account.polls = (response) => sendJson(response, { name: 'op-1' }))],
    [
      'is said to be under way for ever',
      ({ account }) => (account.polls = (response) => void response.writeHead(202).end())
    ],
    [
      'is said to run for ever',
      ({ account }) => (account.polls = (response) => sendJson(response, { status: 'InProgress' }))
    ],
    ['has no address', ({ account }) => (account.headers = {})],
    [
      'is said to be elsewhere',
      ({ account }) => (account.headers = { 'azure-asyncoperation': 'https://elsewhere.example/subscriptions/x' })
    ]
  ])('%s: the account itself says what became of it, twice', async (_what, prepare) => {
    const { stage, played } = await play('offline', prepare)
    expect(played.run).toMatchObject({ outcome: 'succeeded', proved: true })
    expect(stage.azure.account.regions).toEqual(['West US 2'])
    expect(stage.azure.server.requests.filter(({ url }) => url.includes('elsewhere'))).toEqual([])
  })

  test('is asked again through what passes: a lost connection, a crowd, an error of the server', async () => {
    const answers: ((response: ServerResponse) => void)[] = [
      (response) => void response.socket?.destroy(),
      refusal(429, 'TooManyRequests'),
      refusal(503, 'ServiceUnavailable')
    ]
    const { played } = await play('planned', ({ account }) => {
      account.polls = (response) => {
        const next = answers.shift()
        if (answers.length === 0) account.polls = null
        if (next) next(response)
      }
    })
    expect(played.run).toMatchObject({ outcome: 'succeeded', proved: true })
  })

  test.each(['Failed', 'Canceled'] as const)(
    'ends as %s: it is said in its words, and not tried again',
    async (ends) => {
      const { stage, played } = await play('planned', ({ account }) => (account.ends = ends))
      expect(played.run).toMatchObject({ outcome: 'failed', proved: false })
      expect(failureOf(played)).toMatch(ends === 'Failed' ? /failed: ServiceUnavailable\. It could not/ : /canceled/)
      expect(stage.azure.account.regions[0]).toBe('East US 2')
      expect(posts(stage)).toBe(1)
    }
  )

  test('ends without effect where it may not be asked: the account is as before after it was updated', async () => {
    const { played } = await play('offline', ({ account }) => {
      account.ends = 'Failed'
      account.polls = refusal(403, 'AuthorizationFailed')
      account.looks = 3
    })
    expect(played.run.outcome).toBe('failed')
    expect(failureOf(played)).toMatch(/ended without effect/)
  })
})

describe('what others do meanwhile', () => {
  test.each<[string, 'offline' | 'planned', (azure: FakeAzure) => void, string, RegExp]>([
    [
      'somebody changed the priorities',
      'offline',
      ({ account }) => (account.regions = ['East US 2', 'France Central', 'West US 2']),
      'conflict',
      /Somebody else changed/
    ],
    ['the region answers again', 'offline', ({ account }) => account.silent.clear(), 'failed', /answers again/],
    ['the region falls silent', 'planned', ({ account }) => account.silent.add('East US 2'), 'failed', /needs both/],
    ['every region writes now', 'planned', ({ account }) => (account.isMultiWrite = true), 'failed', /no write region/]
  ])('%s (%s): nothing is sent', async (_what, how, prepare, outcome, text) => {
    const { stage, played } = await play(how, prepare)
    expect(played.run.outcome).toBe(outcome)
    expect(failureOf(played)).toMatch(text)
    expect(posts(stage)).toBe(0)
  })

  test('it has been moved already: nothing is sent, and it is proved', async () => {
    const { stage, played } = await play('planned', ({ account }) => account.regions.reverse())
    expect(played.run).toMatchObject({ proved: true })
    expect(posts(stage)).toBe(0)
  })
})

test("the operation is asked for the first time when the 202's headers are in the journal, and by them after a restart", async () => {
  const { played } = await play('offline', () => undefined)
  const written = played.records.findIndex(({ kind }) => kind === 'accepted')
  expect(played.records[written]?.body).toMatchObject({
    operation: { headers: { 'azure-asyncoperation': expect.stringContaining('/operationsStatus/op-1') as string } }
  })
  const killed = async (after: number) => {
    const stage = await regionStage(dataFailover)
    const { run } = await playKilled(
      regionKit(async () => stage),
      { after, isSeen: true }
    )
    expect(run.attempts).toMatchObject([{ outcome: 'succeeded' }])
    return stage.azure.server.requests.filter(({ url }) => url.includes('/operationsStatus/')).length
  }
  expect(await killed(written), 'it died before they were written').toBe(0)
  expect(await killed(written + 1), 'it died after that').toBeGreaterThan(0)
})
