import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EnvironmentView } from '../../contract/index.ts'
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
    anyPlace: true
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
