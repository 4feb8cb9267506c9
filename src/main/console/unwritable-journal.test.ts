import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ConnectionView, RequestInput, RequestName } from '../../contract/index.ts'
import { watchFeeds } from '../autopilot/watch-feeds.ts'
import { answerOpening, kubeconfigFor, sendStatus, startTlsServer } from '../connections/testing/tls-server.ts'
import type { TestServer } from '../connections/testing/tls-server.ts'
import { createConsole } from '../console.ts'
import type { ConsolePorts } from '../ports/console.ts'
import { agreeingDialogs, consolePorts } from './testing/console-ports.ts'

const ref = { namespace: 'shop', name: 'checkout' }

let folder: string
let server: TestServer
/** Where the report is saved. */
let saved: string | null
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unwritable-'))
  saved = null
  server = await startTlsServer((request, response) => {
    if (!answerOpening(request, response)) sendStatus(response, 403, 'Forbidden', 'not in this test')
  })
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

function start(ports: ConsolePorts) {
  const backout = createConsole(ports)
  const feeds = watchFeeds(backout)
  return {
    feeds,
    ask: async <N extends RequestName>(name: N, input: RequestInput<N>) => {
      const result = await backout.request(name, input)
      if (!result.ok) throw new Error(result.failure.message)
      return result.value
    },
    close: async () => {
      feeds.close()
      await backout.close()
    }
  }
}

function ports(): ConsolePorts {
  const saveReport = async (markdown: string) => {
    saved = markdown
    return join(folder, 'report.md')
  }
  return consolePorts(folder, { dialogs: { ...agreeingDialogs, saveReport } })
}

/** A journal in which a record was altered afterwards: it is not gone on with. */
async function alteredJournal(): Promise<void> {
  const before = start(ports())
  await before.feeds.until('the journal', 5_000, ({ record }) => record.health.state === 'healthy' || undefined)
  await before.ask('task.note', { taskId: 'undo', text: 'something' })
  await before.close()
  const dir = join(folder, 'journal')
  const [name = ''] = (await readdir(dir)).filter((each) => each.endsWith('.journal'))
  const text = await readFile(join(dir, name), 'utf8')
  await rm(join(dir, name))
  await writeFile(join(dir, name), text.replace('something', 'everything'))
}

it.each([
  ['that was altered', alteredJournal],
  ['that cannot be opened', () => writeFile(join(folder, 'journal'), 'no folder')]
])('a journal %s stops no reading, and every action', { timeout: 30_000 }, async (_what, spoil) => {
  await spoil()
  const { feeds, ask, close } = start(ports())
  const health = () => feeds.value('record').health
  const { id } = (await ask('connection.importText', { text: kubeconfigFor(server) })) as ConnectionView
  await ask('environment.open', { connectionId: id, context: 'test', name: 'west', kind: 'production' })
  expect(feeds.value('shell').environment?.name).toBe('west')
  await ask('service.open', { ref })
  await feeds.until('the service', 5_000, ({ service }) => service?.deployment.state === 'forbidden' || undefined)
  await expect(ask('report.read', {})).resolves.toMatchObject({
    markdown: expect.stringContaining('Environment: west (production)')
  })
  await ask('report.save', {})
  expect(saved).toContain('# Incident report: shop/checkout')

  expect(health().state).toBe('unhealthy')
  await expect(ask('task.note', { taskId: 'undo', text: 'more' })).rejects.toThrow()
  await close()

  // The record without a cluster has nothing of the incident, and still opens.
  const again = start(ports())
  await again.ask('record.open', {})
  expect(again.feeds.value('checklist').tasks.length).toBeGreaterThan(0)
  await again.close()
})
