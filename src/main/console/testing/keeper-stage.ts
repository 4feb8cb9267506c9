import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { EnvironmentView, FeedMessage } from '../../../contract/index.ts'
import { actions } from '../../actions/registry.ts'
import { createFeedHub } from '../feeds.ts'
import { initialFeeds } from '../initial-feeds.ts'
import { createRecordKeeper, type RecordKeeperOptions } from '../record-keeper.ts'
import { consolePorts } from './console-ports.ts'

export const ref = { namespace: 'shop', name: 'checkout' }

/** A cluster of that name, with the same service. */
export function place(name: string) {
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

const shell = { environment: null, links: [], record: null }

/** What the feeds say next, after all that was done until now. */
export const nextMessages = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A keeper whose time is set by the test, and what it shows. */
export async function keeperStage({ dialogs }: Pick<RecordKeeperOptions, 'dialogs'> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'keeper-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { journalDir, resourcesDir, secrets, operator } = consolePorts(folder)
  let passedMs = 0
  let now = Date.parse('2026-03-01T00:00:00Z')
  const clock = { speed: 1, now: () => new Date(now), sleep: async () => undefined }
  const feeds = createFeedHub(initialFeeds(shell as unknown as Parameters<typeof initialFeeds>[0], journalDir))
  const keeper = createRecordKeeper({
    journalDir,
    resourcesDir,
    clock,
    operator,
    version: '0',
    feeds,
    nowMs: () => passedMs,
    ...(dialogs ? { dialogs } : {}),
    keychain: secrets,
    anyPlace: true,
    actions
  })
  onTestFinished(() => keeper.close())
  await keeper.ready
  return {
    keeper,
    feeds,
    /** Of real time. */
    passMinutes: (minutes: number) => void (passedMs += minutes * 60_000),
    passHours: (hours: number) => void (now += hours * 3_600_000),
    /** The timeline of the next message. */
    shown: async () => {
      await nextMessages()
      return feeds.value('record').timeline.map(({ text }) => text)
    },
    /** Collects what followers are told from now on. */
    follow: (): FeedMessage[] => {
      const messages: FeedMessage[] = []
      let isFollowing = false
      onTestFinished(
        feeds.subscribe((message) => {
          if (isFollowing) messages.push(message)
        })
      )
      isFollowing = true
      return messages
    }
  }
}
