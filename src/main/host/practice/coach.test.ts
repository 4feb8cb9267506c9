import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import type { FeedMessage, PracticeView } from '../../../contract/index.ts'
import { createCoach } from './coach.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** The control port of a drill, which counts what it is told to. */
async function controlPort(scenario: string) {
  const count = { errors: 1_000 }
  const server = createServer((request, response) => {
    const report = {
      scenario,
      seed: 5,
      userErrors: { during: { requests: 9_000, errors: count.errors } },
      harmSeconds: 100
    }
    const revisions = [{ revision: 2, formerRevisions: [], good: true }]
    const truth = { namespace: 'shop', deployment: 'checkout', failing: [], revisions }
    response.end(JSON.stringify(request.url?.endsWith('/truth') ? truth : report))
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`, count }
}

const clock = () => ({ simulatedAt: '2026-03-01T15:36:10Z', realAt: new Date().toISOString(), speed: 1 })

function message(feed: string, value: unknown): FeedMessage {
  return { feed, revision: 2, value } as FeedMessage
}

async function playing(scenario: string) {
  const coach = createCoach()
  const seen: PracticeView[] = []
  coach.practice.subscribe((view) => seen.push(view))
  const control = await controlPort(scenario)
  coach.opened(control.url, clock())
  coach.watch(message('shell', { environment: { kind: 'drill' } }))
  const last = (): PracticeView | undefined => seen.at(-1)
  await vi.waitFor(() => expect(last()?.playing).not.toBeNull())
  return { coach, control, last }
}

test('briefs with the time and the place, and counts hints until there are none', async () => {
  const { coach, last } = await playing('bad-deploy')
  expect(last()?.playing).toMatchObject({
    seed: 5,
    briefing: expect.stringMatching(/^You were paged at 15:36: users of shop /),
    hints: [],
    hintsLeft: 2
  })
  for (let asked = 0; asked < 4; asked += 1) coach.practice.hint()
  expect(last()?.playing).toMatchObject({ hintsLeft: 0, hintsTaken: 2 })
  await coach.practice.end()
  expect(last()).toMatchObject({ playing: null, debrief: { ended: 'stopped', hints: 2, decision: 'none' } })
  coach.practice.putAway()
  expect(last()?.debrief).toBeNull()
})

test('a hint is for where somebody is: none of what is done already, and back when it is undone', async () => {
  const { coach, last } = await playing('bad-deploy')
  const hints = () => last()?.playing?.hints
  coach.practice.hint()
  expect(hints()).toEqual([expect.stringContaining('Open it')])
  coach.watch(message('service', { ref: { namespace: 'shop', name: 'cart' } }))
  expect(hints()).toHaveLength(1)
  coach.watch(message('service', { ref: { namespace: 'shop', name: 'checkout' } }))
  expect(last()?.playing).toMatchObject({ hints: [], hintsLeft: 1, hintsTaken: 1 })
  coach.practice.hint()
  expect(hints()).toEqual([expect.stringContaining('Ask for the approval')])
  coach.watch(message('service', null))
  expect(hints()).toEqual([expect.stringContaining('Open it'), expect.stringContaining('Ask for the approval')])
  coach.watch(message('service', { ref: { namespace: 'shop', name: 'checkout' } }))
  coach.watch(message('run', { id: 'r', state: 'arming', attempts: [], outcome: null, ref: null, proved: false }))
  coach.practice.hint()
  expect(last()?.playing).toMatchObject({ hints: [expect.stringContaining('wait for the proof')], hintsLeft: 0 })
})

const words = { title: '', doing: '', done: 'Rolled back' }
const undone = (revision: number) => ({
  outcome: 'succeeded',
  command: `kubectl --context drill -n shop rollout undo deployment/checkout --to-revision=${revision}`
})

test('what was done is told by the words of its lever, and to which revision by what was sent', async () => {
  const { coach, last } = await playing('bad-deploy')
  const run = { id: 'r', ref: { namespace: 'shop', name: 'cart' }, words: { ...words, done: 'Aborted' }, proved: false }
  coach.watch(message('run', { ...run, state: 'verifying', outcome: 'succeeded', attempts: [undone(2)] }))
  await coach.practice.end()
  expect(last()?.debrief?.wrongTurns[0]).toBe('Aborted: cart, which was not what failed.')
})

test('ended while users saw errors, it says what was recommended by its own verb', async () => {
  const { coach, control, last } = await playing('bad-deploy')
  control.count.errors = 1_400
  coach.watch(message('decision', { levers: [{ state: 'recommended', verb: 'abort the canary' }] }))
  coach.watch(message('decision', { levers: [] }))
  await coach.practice.end()
  expect(last()?.debrief?.wrongTurns).toEqual([
    'Ended while users still saw errors: it would have helped to abort the canary.'
  ])
})

test('left while the window asked to act at once, it is no decision to leave it alone', async () => {
  const levers = [{ state: 'recommended', verb: 'roll back' }]
  const left = async (level: string, plan: object | null) => {
    const { coach, last } = await playing('no-metrics')
    coach.watch(message('verdict', { level }))
    coach.watch(message('decision', { levers, plan, failure: null }))
    await coach.practice.end()
    return last()?.debrief
  }
  expect(await left('rollBack', {})).toMatchObject({
    decision: 'none',
    wrongTurns: [expect.stringContaining('to roll back was open') as string]
  })
  expect(await left('prepare', {})).toMatchObject({ decision: 'leftAlone', wrongTurns: [] })
  expect(await left('rollBack', { blocked: {} })).toMatchObject({ decision: 'leftAlone', wrongTurns: [] })
})

test('a proof ends it, with what users lost meanwhile', async () => {
  const { coach, control, last } = await playing('bad-deploy')
  control.count.errors = 1_400
  const run = { id: 'r', ref: { namespace: 'shop', name: 'checkout' }, words, attempts: [undone(2)] }
  coach.watch(message('decision', { levers: [{ state: 'recommended', verb: 'roll back' }] }))
  coach.watch(message('run', { ...run, state: 'verifying', outcome: 'succeeded', proved: false }))
  coach.watch(message('run', { ...run, state: 'settled', outcome: 'succeeded', proved: true }))
  await vi.waitFor(() => expect(last()?.debrief).not.toBeNull())
  expect(last()?.debrief).toMatchObject({
    ended: 'proved',
    decision: 'carriedOut',
    lost: 400,
    bestLost: 400,
    wrongTurns: []
  })
})

test('an approval that was taken back is no decision: the one that was carried out is', async () => {
  const start = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: start })
  try {
    const { coach, last } = await playing('bad-deploy')
    const after = (seconds: number) => vi.setSystemTime(start + seconds * 1_000)
    const run = { ref: { namespace: 'shop', name: 'checkout' }, words, proved: false, outcome: null, attempts: [] }
    after(10)
    coach.watch(message('run', { ...run, id: 'a', state: 'arming' }))
    coach.watch(message('run', { ...run, id: 'a', state: 'settled', outcome: 'cancelled' }))
    after(40)
    coach.watch(message('run', { ...run, id: 'b', state: 'arming' }))
    after(45)
    const sent = { ...run, id: 'b', outcome: 'succeeded', attempts: [undone(2)] }
    coach.watch(message('run', { ...sent, state: 'verifying' }))
    after(90)
    coach.watch(message('run', { ...sent, state: 'settled', proved: true }))
    await vi.waitFor(() => expect(last()?.debrief).not.toBeNull())
    expect(last()?.debrief).toMatchObject({ decision: 'carriedOut', decidedInSeconds: 40 })
  } finally {
    vi.useRealTimers()
  }
})

test('where all approvals were taken back, nothing was decided', async () => {
  const { coach, last } = await playing('bad-deploy')
  const run = { id: 'a', ref: { namespace: 'shop', name: 'checkout' }, attempts: [], proved: false }
  coach.watch(message('run', { ...run, state: 'settled', outcome: 'cancelled' }))
  await coach.practice.end()
  expect(last()?.debrief).toMatchObject({ decision: 'none' })
})

test('what is rolled back elsewhere is no move of the exercise', async () => {
  const { coach, last } = await playing('healthy')
  coach.watch(message('shell', { environment: { kind: 'production' } }))
  const run = { id: 'r', ref: { namespace: 'shop', name: 'checkout' }, attempts: [{ outcome: 'succeeded' }] }
  coach.watch(message('run', { ...run, state: 'settled', outcome: 'succeeded', proved: true }))
  await coach.practice.end()
  expect(last()?.debrief).toMatchObject({ decision: 'leftAlone', wrongTurns: [] })
})

test('the next drill is the exercise that was chosen, by number', () => {
  const coach = createCoach({ scenario: 'healthy', seed: 3 })
  expect(coach.args()).toEqual(['--scenario', 'healthy', '--seed', '3'])
  coach.practice.choose('3', undefined)
  expect(coach.args()).toEqual(['--scenario', 'crash-loop'])
  expect(() => coach.practice.choose('99', undefined)).toThrow('no exercise 99')
  expect(createCoach().args()).toEqual(['--scenario', 'bad-deploy'])
})

test('what is done after the proof is told as well: a way back to the bad values is a wrong turn', async () => {
  const { coach, last } = await playing('bad-deploy')
  const run = { ref: { namespace: 'shop', name: 'checkout' }, attempts: [], outcome: 'succeeded', continues: null }
  coach.watch(message('run', { ...run, id: 'a', words, state: 'settled', proved: true }))
  await vi.waitFor(() => expect(last()?.debrief?.wrongTurns).toEqual([]))
  const back = { ...run, id: 'b', words: { ...words, done: 'Undone' }, continues: { runId: 'a', how: 'takeBack' } }
  coach.watch(message('run', { ...back, state: 'verifying', proved: false }))
  expect(last()?.debrief?.wrongTurns).toEqual(['Undone: checkout, back to what had hurt users.'])
  expect(last()?.lastDebrief).toEqual(last()?.debrief)
})
