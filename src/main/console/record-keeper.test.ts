import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EnvironmentView } from '../../contract/index.ts'
import { actions } from '../actions/registry.ts'
import { createFeedHub } from './feeds.ts'
import { initialFeeds } from './initial-feeds.ts'
import { createRecordKeeper, type RecordKeeper } from './record-keeper.ts'
import { consolePorts } from './testing/console-ports.ts'

const ref = { namespace: 'shop', name: 'checkout' }

function place(name: string) {
  const environment: EnvironmentView = {
    id: `c/${name}`,
    name,
    kind: 'production',
    connectionId: 'c',
    context: name,
    server: `https://${name}.example`,
    namespace: 'shop',
    insecure: false
  }
  return { environment, identity: `identity of ${name}`, user: 'mira', ref, context: name }
}

/** A keeper whose time is set by the test, and what it shows. */
async function stage() {
  const folder = await mkdtemp(join(tmpdir(), 'keeper-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { journalDir, resourcesDir, secrets, operator } = consolePorts(folder)
  let now = Date.parse('2026-03-01T00:00:00Z')
  const clock = { speed: 1, now: () => new Date(now), sleep: async () => undefined }
  const feeds = createFeedHub(initialFeeds({ environment: null } as Parameters<typeof initialFeeds>[0], journalDir))
  const keeper: RecordKeeper = createRecordKeeper({
    journalDir,
    resourcesDir,
    clock,
    operator,
    version: '0',
    feeds,
    keychain: secrets,
    anyPlace: true,
    actions
  })
  onTestFinished(() => keeper.close())
  await keeper.ready
  return {
    keeper,
    feeds,
    passHours: (hours: number) => void (now += hours * 3_600_000),
    /** The timeline of the next rendering. */
    shown: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return feeds.value('record').timeline.map(({ text }) => text)
    }
  }
}

describe('an incident that is come back to', () => {
  it('has its whole record, however long it has gone on', async () => {
    const { keeper, passHours, shown } = await stage()
    await keeper.attach(place('east'))
    await keeper.enterService(place('east'))
    for (const text of ['first', 'second', 'third']) {
      passHours(3)
      await keeper.note('said', text)
    }
    await keeper.enterService({ ...place('east'), ref: { namespace: 'shop', name: 'cart' } })
    passHours(3)
    await keeper.enterService(place('east'))
    expect(await shown()).toEqual(['Opened shop/checkout', 'first', 'second', 'third', 'Came back to shop/checkout'])
  })

  it('is another one after a pause', async () => {
    const { keeper, passHours, shown } = await stage()
    await keeper.attach(place('east'))
    await keeper.enterService(place('east'))
    passHours(1)
    await keeper.note('said', 'old')
    passHours(4.1)
    await keeper.enterService(place('east'))
    expect(await shown()).toEqual(['Opened shop/checkout'])
    await keeper.note('said', 'new')
    passHours(3)
    await keeper.enterService(place('east'))
    expect(await shown()).toEqual(['Opened shop/checkout', 'new', 'Came back to shop/checkout'])
  })
})

describe('the report of a list of services', () => {
  it('is that of the environment on the screen, and of nothing that was done in another', async () => {
    const { keeper, feeds, shown } = await stage()
    const [east, west] = [place('east'), place('west')]
    keeper.connecting(east.environment)
    await keeper.attach(east)
    await keeper.enterService(east)
    await keeper.note('said', 'rolled back')
    keeper.leaveService()
    expect(await shown()).toEqual([expect.stringContaining('Connected to east'), 'Opened shop/checkout', 'rolled back'])
    expect(feeds.value('report').markdown).toContain('Environment: east (production)')

    keeper.connecting(west.environment)
    const journal = await keeper.journal()
    await keeper.attach(west)
    const { identity } = east
    await journal.append('reconcile', { runId: 'r', ref, identity, proved: true, text: 'Recovered in the east' })
    expect(await shown()).toEqual([expect.stringContaining('Connected to west')])
    expect(feeds.value('report').markdown).toContain('Environment: west (production)')
    expect(feeds.value('report').markdown).not.toMatch(/east|rolled back/)

    // Back there, the incident has its whole record.
    keeper.connecting(east.environment)
    await keeper.attach(east)
    await keeper.enterService(east)
    expect(await shown()).toEqual([
      'Opened shop/checkout',
      'rolled back',
      'Recovered in the east',
      'Came back to shop/checkout'
    ])
  })

  it('goes on where the same environment is connected to again, and begins anew on another cluster', async () => {
    const { keeper, shown } = await stage()
    const east = place('east')
    await keeper.note('connections', 'Imported')
    for (const identity of [east.identity, east.identity, 'a cluster that was built anew']) {
      keeper.connecting(east.environment)
      await keeper.attach({ ...east, identity })
      if (identity !== east.identity) break
      expect(await shown()).toContain('Imported')
    }
    expect(await shown()).toEqual([expect.stringContaining('Connected to east')])
  })

  it('names the environment still after it was closed', async () => {
    const { keeper, feeds, shown } = await stage()
    keeper.connecting(place('east').environment)
    await keeper.attach(place('east'))
    feeds.update('shell', (view) => ({ ...view, environment: null }))
    expect(await shown()).toEqual([expect.stringContaining('Connected to east')])
    expect(feeds.value('report').markdown).toContain('Environment: east (production)')
  })
})
