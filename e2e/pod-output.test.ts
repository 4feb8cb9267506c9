import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClockView } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import type { Console } from '../src/main/ports/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { asking } from '../src/main/console/testing/asking.ts'
import { startDrill, type Drill } from './drill.ts'

const patienceMs = 60_000

let dir: string
let drill: Drill
let backout: Console
let feeds: FeedWatcher

beforeAll(async () => {
  await ensureBuild()
  dir = await mkdtemp(join(tmpdir(), 'backout-output-'))
  drill = await startDrill({ scenario: 'crash-loop', seed: 7, speed: 10 })
  const launch = { kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator' } as const
  backout = createConsole(consolePorts(dir, { homeClock: drill.clock as ClockView, launch }))
  feeds = watchFeeds(backout)
}, 180_000)

afterAll(async () => {
  feeds?.close()
  await backout?.close()
  await drill?.stop()
  await rm(dir, { recursive: true, force: true })
})

const ask = asking(() => backout)

it('shows why the pods of the drill crash, and keeps it', { timeout: 120_000 }, async () => {
  const ill = await feeds.until('a service whose pods are not ready', patienceMs, ({ services }) => {
    const rows = services?.rows.state === 'value' ? services.rows.value : []
    return rows.find(({ podReason }) => podReason.includes('CrashLoopBackOff'))?.ref
  })
  await ask('service.open', { ref: ill })
  await feeds.until('its pods', patienceMs, ({ service }) =>
    service?.pods.state === 'value' && service.pods.value.length > 0 ? true : undefined
  )
  await ask('output.look', {})
  const output = feeds.value('output')
  expect(output?.sources.some(({ previous, state }) => previous && state === 'read')).toBe(true)
  expect(output?.lines.length).toBeGreaterThan(0)
  expect(output?.events.map(({ reason }) => reason)).toContain('BackOff')
  await ask('output.keep', {})
  await feeds.until('the evidence in the timeline', patienceMs, ({ record }) =>
    record.timeline.find(({ text }) => text.startsWith('Kept as evidence'))
  )
  await ask('service.close', {})
  expect(feeds.value('output')).toBeNull()
})
