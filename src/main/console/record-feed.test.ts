import { describe, expect, it } from 'vitest'
import type { DecisionView, FeedMessage, Run, ServiceView, ShellView, Verdict } from '../../contract/index.ts'
import { createFeedReplica } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { createFeedHub } from './feeds.ts'
import { incidentScope } from './incident-scope.ts'
import { initialFeeds } from './initial-feeds.ts'
import { createRecordFeed } from './record-feed.ts'
import { keeperStage, nextMessages, place, ref } from './testing/keeper-stage.ts'

const aboutRecord = ({ feed }: FeedMessage): boolean => feed === 'record' || feed === 'checklist'
const bytesOf = (messages: readonly FeedMessage[]): number => JSON.stringify(messages).length
const request = {
  method: 'PATCH',
  path: '/apis/apps/v1/namespaces/shop/deployments/checkout',
  query: { dryRun: 'All' },
  contentType: 'application/json-patch+json',
  body: JSON.stringify([{ op: 'replace', path: '/spec/template', value: 'x'.repeat(6_000) }])
} as const

/** An incident with so many dry runs of 6 kB. */
async function incident(commands: number) {
  const stage = await keeperStage()
  await stage.keeper.attach(place('east'))
  await stage.keeper.enterService(place('east'))
  const journal = await stage.keeper.journal()
  for (let index = 0; index < commands; index += 1) {
    await journal.append('command', {
      label: 'dry run',
      command: `kubectl ${index}`,
      request,
      status: 200,
      result: '200'
    })
  }
  await nextMessages()
  return { ...stage, journal }
}

it('says nothing of a view that changes, and of a new entry only that entry', async () => {
  const { feeds, follow, keeper } = await incident(200)
  const messages = follow()
  for (let view = 0; view < 20; view += 1) {
    feeds.set('verdict', { lead: `Look ${view}`, rest: '', judgements: [] } as unknown as Verdict)
    feeds.set('service', {
      revisions: { state: 'loading' },
      deployment: { state: 'loading' }
    } as unknown as ServiceView)
    await nextMessages()
  }
  expect(messages.filter(aboutRecord)).toEqual([])

  for (let entry = 0; entry < 20; entry += 1) {
    await keeper.note('said', `entry ${entry}`)
    await nextMessages()
  }
  const told = messages.filter(aboutRecord)
  expect(told).toHaveLength(20)
  expect(bytesOf(told)).toBeLessThan(20 * 250)
})

it('has no request in a line, and hands it out when it is asked for', async () => {
  const { feeds, keeper } = await incident(3)
  const { commands } = feeds.value('record')
  expect(commands).toHaveLength(3)
  expect(JSON.stringify(commands)).not.toContain('xxx')
  expect(keeper.command(commands[1]?.seq ?? -1)).toEqual({ request, detail: '' })
  expect(keeper.command(0)).toBeNull()
  expect(keeper.findCommands('XXX "kubectl 2"')).toEqual([commands[2]?.seq])
})

it('changes the line of what was sent when its outcome is known, and no other', async () => {
  const { feeds, follow, journal } = await incident(2)
  const messages = follow()
  const run = { runId: 'r', attemptId: 'a', ref, identity: place('east').identity }
  const intent = await journal.append('intent', { ...run, command: 'kubectl rollout undo', request })
  await nextMessages()
  await journal.append('outcome', { ...run, outcome: 'succeeded', detail: '200 · 41 ms', text: 'Taken' })
  await nextMessages()
  const [first, second] = messages.filter(aboutRecord)
  expect(first).toMatchObject({
    change: { commands: [{ outcome: 'unknown', result: 'no answer recorded' }], timeline: [] }
  })
  expect(second).toMatchObject({
    revision: (first?.revision ?? 0) + 1,
    change: { commands: [{ seq: intent.seq, outcome: 'succeeded' }], timeline: [{ kind: 'action', text: 'Taken' }] }
  })
  expect(feeds.value('record').commands.map(({ result }) => result)).toEqual(['200', '200', 'succeeded · 200 · 41 ms'])
})

it('is whole for who begins to follow, and when something else is recorded about', async () => {
  const { feeds, follow, keeper } = await incident(5)
  const late = createFeedReplica()
  feeds.subscribe((message) => late.take(message))()
  expect(late.value('record')?.commands).toHaveLength(5)

  const messages = follow()
  keeper.leaveService()
  await keeper.enterService({ ...place('east'), ref: { ...ref, name: 'cart' } })
  await nextMessages()
  const told = messages.filter(({ feed }) => feed === 'record')
  expect(told.every((message) => 'value' in message)).toBe(true)
  expect(told.at(-1)).toMatchObject({ value: { commands: [], timeline: [{ text: 'Opened shop/cart' }] } })
})

it('takes no notice of what is recorded of another service', async () => {
  const { follow, journal } = await incident(1)
  const messages = follow()
  const elsewhere = { runId: 'r', attemptId: 'a', ref: { ...ref, name: 'cart' }, identity: place('east').identity }
  await journal.append('outcome', { ...elsewhere, outcome: 'succeeded', text: 'Taken' })
  await journal.append('command', { environmentId: 'c/west', label: 'read', command: 'kubectl get', result: '200' })
  await nextMessages()
  expect(messages).toEqual([])
})

/** How often the record feed and a follower look at a record or a line while so many records come one by one. */
function work(count: number): { readonly looks: number; readonly bytes: number } {
  let looks = 0
  let bytes = 0
  const counted = <T extends object>(value: T): T =>
    new Proxy(value, {
      get(target, name) {
        looks += 1
        return Reflect.get(target, name)
      }
    })
  const feeds = createFeedHub(initialFeeds({} as Parameters<typeof initialFeeds>[0], '/journal'))
  const feed = createRecordFeed(feeds)
  const cart = { key: 'cart', ref, identity: 'i' }
  feed.begin([{ seq: 0, t: '', kind: 'observe', body: { incident: 'cart' } }], incidentScope(cart, 0))
  feed.publish({ state: 'healthy', path: '/journal' })
  feeds.subscribe((message) => {
    bytes += JSON.stringify(message).length
  })
  const kinds = ['command', 'intent', 'outcome', 'note', 'verdict', 'refused'] as const
  for (let seq = 1; seq <= count; seq += 1) {
    const attemptId = `a${seq - ((seq - 1) % kinds.length)}`
    const body = { command: 'kubectl get', attemptId, outcome: 'succeeded', text: 'x', runId: undefined }
    const record: JournalRecord = { seq, t: '2026-03-01T00:00:00Z', kind: kinds[(seq - 1) % kinds.length] ?? '', body }
    feed.take(counted(record))
    feed.publish({ state: 'healthy', path: '/journal' })
  }
  expect(feeds.value('record').timeline.length).toBeGreaterThan(count / 3)
  return { looks, bytes }
}

it('costs the same for the ten-thousandth record as for the first', () => {
  const [few, many] = [work(1_000), work(10_000)]
  expect(many.looks).toBeLessThanOrEqual(few.looks * 10.1)
  expect(many.looks).toBeLessThan(10_000 * 20)
  // The numbers of the records grow by a digit.
  expect(many.bytes).toBeLessThanOrEqual(few.bytes * 10.5)
})

it('keeps the procedure that was chosen last while nothing can be read, with what was planned by it', async () => {
  const { feeds, journal } = await incident(0)
  const decided = (state: string | null) => {
    const levers = state === null ? [] : [{ id: 'canaryAbort', state }]
    feeds.set('decision', { ...feeds.value('decision'), levers } as unknown as DecisionView)
  }
  const link = (state: string) =>
    feeds.set('shell', { ...feeds.value('shell'), links: [{ id: 'apiServer', state }] } as unknown as ShellView)
  const judged = (level: string, result: string) => {
    const judgements = [{ signal: 'errorRatio', result }]
    feeds.set('verdict', { level, lead: '', rest: '', judgements, isComplete: true } as unknown as Verdict)
  }
  const seen = async () => {
    await nextMessages()
    const { title, tasks } = feeds.value('checklist')
    return [title, ...(tasks.find(({ action }) => action === 'plan')?.commands ?? [])]
  }
  judged('rollBack', 'fires')
  decided('recommended')
  const steps = [{ kind: 'do', title: 'Pause', command: 'kubectl patch canary' }]
  await journal.append('plan', {
    ref,
    identity: place('east').identity,
    plan: { id: 'p', lever: 'canaryAbort', steps }
  })
  expect(await seen()).toEqual(['Abort a canary'])
  link('failing')
  judged('hold', 'unknown')
  decided('refused')
  expect(await seen(), 'lost').toEqual(['Abort a canary', 'kubectl patch canary'])
  link('ok')
  decided(null)
  expect(await seen(), 'answered, and not judged yet').toEqual(['Abort a canary'])
  judged('hold', 'quiet')
  expect(await seen(), 'calm').toMatchObject({ 0: 'Roll back one service' })
})

describe('ticks', () => {
  const check = { name: 'outcome', title: 'Taken', blocks: false, evidence: 'It was taken.' } as const
  const runWith = (status: 'True' | 'False' | 'Unknown', observedAt: string): Run =>
    ({ id: 'r', state: 'verifying', steps: [], checks: [{ ...check, status, observedAt }] }) as unknown as Run

  async function proving() {
    const stage = await incident(0)
    await stage.journal.append('confirm', { runId: 'r', ref, identity: place('east').identity, text: 'Approved' })
    const ticked = () => stage.feeds.value('checklist').tasks.find(({ id }) => id === 'undo')
    /** The tick is written down, and then read back. */
    const seen = async (run: Run | null) => {
      stage.feeds.set('run', run)
      await nextMessages()
      await stage.keeper.note('said', 'next')
      await nextMessages()
      return ticked()
    }
    return { ...stage, seen, ticked }
  }

  it('of a check keep the time at which it was true first, and outlive the run on the screen', async () => {
    const { seen, shown } = await proving()
    const first = '2026-03-01T15:22:00Z'
    expect(await seen(runWith('True', first))).toMatchObject({ state: 'done', doneAt: first })
    expect(await seen(runWith('True', '2026-03-01T15:24:00Z'))).toMatchObject({ doneAt: first })
    expect(await seen(runWith('Unknown', '2026-03-01T15:25:00Z'))).toMatchObject({ doneAt: first })
    expect(await seen(null)).toMatchObject({ state: 'done', doneAt: first })
    const ticks = (await shown()).filter((text) => text.includes('Undo to the good revision'))
    expect(ticks).toEqual(['Done: Undo to the good revision. It was taken.'])
  })

  it('of a check are taken back when it is refuted, and given by another rollback anew', async () => {
    const { seen, journal } = await proving()
    await seen(runWith('True', '2026-03-01T15:22:00Z'))
    expect(await seen(runWith('False', '2026-03-01T15:23:00Z'))).toMatchObject({ doneAt: null })
    expect(await seen(null)).toMatchObject({ doneAt: null })
    expect(await seen(runWith('True', '2026-03-01T15:26:00Z'))).toMatchObject({ doneAt: '2026-03-01T15:26:00Z' })
    await journal.append('confirm', { runId: 'q', ref, identity: place('east').identity, text: 'Approved' })
    expect(await seen(null)).toMatchObject({ doneAt: null })
  })

  it('of the operator stand in the timeline, and win', async () => {
    const { seen, keeper, shown } = await proving()
    await keeper.tick('undo', 'todo')
    expect(await seen(runWith('True', '2026-03-01T15:22:00Z'))).toMatchObject({ doneAt: null })
    await keeper.tick('communicate', 'doneElsewhere')
    expect(await shown()).toContain('Done elsewhere: Status page and customers told')
    expect((await shown()).some((text) => text.includes('It was taken.'))).toBe(false)
  })

  it.each(['__proto__', 'constructor', 'no-such-task', ''])('are refused for a task called "%s"', async (id) => {
    const { keeper, journal } = await incident(0)
    const before = journal.records().length
    await expect(keeper.tick(id, 'done')).rejects.toThrow('no such task')
    await expect(keeper.taskNote(id, 'x')).rejects.toThrow('no such task')
    expect(journal.records()).toHaveLength(before)
  })
})
