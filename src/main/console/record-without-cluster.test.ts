import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RequestInput, RequestName, RequestOutput } from '../../contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../autopilot/watch-feeds.ts'
import { answerOpening, kubeconfigFor, sendStatus, startTlsServer } from '../connections/testing/tls-server.ts'
import { createConsole } from '../console.ts'
import type { Console } from '../ports/console.ts'
import { agreeingDialogs, consolePorts } from './testing/console-ports.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Started {
  readonly feeds: FeedWatcher
  readonly ask: <N extends RequestName>(name: N, input: RequestInput<N>) => Promise<RequestOutput<N>>
  readonly close: () => Promise<void>
}

function start(): Started {
  const backout: Console = createConsole(consolePorts(folder, { dialogs: agreeingDialogs }))
  const feeds = watchFeeds(backout)
  return {
    feeds,
    async ask(name, input) {
      const result = await backout.request(name, input)
      if (!result.ok) throw new Error(result.failure.message)
      return result.value
    },
    async close() {
      feeds.close()
      await backout.close()
    }
  }
}

/** An incident on a cluster that is gone afterwards. */
async function leaveAnIncident(): Promise<void> {
  const server = await startTlsServer((request, response) => {
    if (!answerOpening(request, response)) sendStatus(response, 403, 'Forbidden', 'not in this test')
  })
  const { ask, close } = start()
  const { id } = await ask('connection.importText', { text: kubeconfigFor(server) })
  await ask('environment.open', { connectionId: id, context: 'test', name: 'west', kind: 'production' })
  await ask('service.open', { ref: { namespace: 'shop', name: 'checkout' } })
  await ask('task.tick', { taskId: 'confirm-errors', state: 'done' })
  await ask('report.set', { field: 'rootCause', value: 'A wrong limit' })
  await close()
  await server.close()
}

it('is there after a restart, can be gone on with, and is there again', { timeout: 30_000 }, async () => {
  await leaveAnIncident()
  const second = start()
  await second.ask('record.open', {})
  const { feeds } = second
  expect(feeds.value('shell')).toMatchObject({
    environment: null,
    record: { service: { namespace: 'shop', name: 'checkout' }, environment: 'west' }
  })
  const { markdown } = await second.ask('report.read', {})
  expect(markdown).toContain('A wrong limit')
  expect(markdown).toContain('# Incident report: shop/checkout')
  expect(markdown).toContain('Environment: west (production)')
  await feeds.until('the checklist', 5_000, ({ checklist }) => checklist.subtitle.includes('1 of') || undefined)
  const task = (id: string) => feeds.value('checklist').tasks.find((each) => each.id === id)
  expect(task('confirm-errors')).toMatchObject({ state: 'done' })
  expect(task('what-changed')?.commands[0]).toContain('deployment/checkout')

  await second.ask('task.tick', { taskId: 'communicate', state: 'doneElsewhere' })
  await second.ask('task.note', { taskId: 'communicate', text: 'Status page is green again' })
  await second.ask('report.set', { field: 'impact', value: 'Checkout failed for 4 min' })
  // The alert is of a service of which nothing is measured: it is all that says when it began.
  await second.ask('report.set', { field: 'alertedAt', value: '02:05' })
  const { text } = await second.ask('clipboard.copy', { what: { kind: 'statusUpdate' } })
  expect(text).toContain('since 02:05 UTC or earlier')
  await second.close()

  const third = start()
  await third.ask('record.open', {})
  await third.feeds.until('what was added', 5_000, ({ checklist }) => {
    const told = checklist.tasks.find(({ id }) => id === 'communicate')
    return (told?.state === 'doneElsewhere' && told.notes.length === 1) || undefined
  })
  // The time to the next status update goes on, too.
  const { update } = third.feeds.value('checklist')
  expect(Date.parse(update?.nextAt ?? '') - Date.parse(update?.at ?? '')).toBeGreaterThan(28 * 60_000)
  const { fields, markdown: report } = await third.ask('report.read', {})
  expect(fields.impact.value).toBe('Checkout failed for 4 min')
  expect(report).toContain('- Alert: 02:05')
  expect(report).toContain('| Status update copied; the next one is promised by ')
  await third.ask('record.close', {})
  expect(third.feeds.value('shell').record).toBeNull()
  await third.close()
})

it('holds the procedure where nothing has happened yet', async () => {
  const { ask, feeds, close } = start()
  await ask('record.open', {})
  expect(feeds.value('shell').record).toEqual({ service: null, environment: '', isOver: false, cluster: null })
  await ask('task.tick', { taskId: 'channel-open', state: 'done' })
  await feeds.until('the tick', 5_000, ({ checklist }) => {
    return checklist.tasks.find(({ id }) => id === 'channel-open')?.state === 'done' || undefined
  })
  await close()
})

it('is offered at the next start, until something is open, and not while it is', { timeout: 30_000 }, async () => {
  await leaveAnIncident()
  const { feeds, ask, close } = start()
  const offered = await feeds.until('the offer', 5_000, ({ shell }) => shell.unfinished ?? undefined)
  expect(offered).toMatchObject({
    service: { namespace: 'shop', name: 'checkout' },
    environment: { name: 'west', kind: 'production' },
    // Nothing was planned: nothing is promised.
    isPlanned: false
  })
  await ask('record.open', { firstSeq: offered.firstSeq })
  expect(feeds.value('shell').record).toMatchObject({
    service: { name: 'checkout' },
    isOver: false,
    cluster: { context: 'test' }
  })
  await close()
})

it('keeps what is on the screen while the same environment cannot be opened again', { timeout: 30_000 }, async () => {
  const server = await startTlsServer((request, response) => {
    if (!answerOpening(request, response)) sendStatus(response, 403, 'Forbidden', 'not in this test')
  })
  const { feeds, ask, close } = start()
  const { id } = await ask('connection.importText', { text: kubeconfigFor(server) })
  const opening = { connectionId: id, context: 'test', name: 'west', kind: 'production' } as const
  await ask('environment.open', opening)
  await ask('service.open', { ref: { namespace: 'shop', name: 'checkout' } })
  // Again while it answers: the same service is there again.
  await ask('environment.open', opening)
  await feeds.until('the service again', 5_000, ({ service }) => service?.ref.name === 'checkout' || undefined)
  await server.close()
  await expect(ask('environment.open', opening)).rejects.toThrow()
  expect(feeds.value('shell').environment).toMatchObject({ name: 'west' })
  expect(feeds.value('service')).toMatchObject({ ref: { name: 'checkout' } })
  await close()
})
