import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ClockView, PanelPart, ServiceView } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { createConsole } from '../src/main/console.ts'
import { asking } from '../src/main/console/testing/asking.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import type { Console } from '../src/main/ports/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { startDrill, type Drill } from './drill.ts'
import { readTruth } from './truth.ts'

// What Flagger itself measured stands beside what is measured here, in the panel of the Canary.

const patienceMs = 90_000

let dir: string
let drill: Drill | undefined
let backout: Console
let feeds: FeedWatcher
const ask = asking(() => backout)

beforeAll(async () => {
  await ensureBuild()
}, 180_000)
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'backout-flagger-'))
})
afterEach(async () => {
  feeds?.close()
  await backout?.close()
  await drill?.stop()
  await rm(dir, { recursive: true, force: true })
})

function checksOf(service: ServiceView | null): Extract<PanelPart, { readonly kind: 'grid' }> | undefined {
  const parts = service?.panels.find(({ id }) => id === 'canary')?.parts
  return parts?.state === 'value' ? parts.value.find((part) => part.kind === 'grid') : undefined
}

it('a check that fails, with the value that failed it and ours beside it', { timeout: 150_000 }, async () => {
  drill = await startDrill({ scenario: 'canary-failing-30', seed: 7, speed: 10 })
  const launch = { kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator' } as const
  backout = createConsole(consolePorts(dir, { homeClock: drill.clock as ClockView, launch }))
  feeds = watchFeeds(backout)
  const { namespace, deployment } = await readTruth(drill)
  await feeds.until('services', patienceMs, ({ services }) => (services?.rows.state === 'value' ? true : undefined))
  await ask('service.open', { ref: { namespace, name: deployment } })
  const row = await feeds.until('a value that fails', patienceMs, ({ service }) =>
    checksOf(service)?.rows.find(({ cells }) => cells[0]?.tone === 'bad' && cells[2]?.tone === 'plain')
  )
  expect(row.label).toBe('request-success-rate')
  const [measured, passes, here] = row.cells.map(({ text }) => text)
  expect(Number.parseFloat(measured ?? '')).toBeLessThan(99)
  expect(passes).toBe('≥\u00a099\u00a0%')
  expect(here).toMatch(/^\d+(\.\d+)?\u00a0%/)
})
