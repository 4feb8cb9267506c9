import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { ClockView, WatchView } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import type { Console } from '../src/main/ports/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { asking } from '../src/main/console/testing/asking.ts'
import { startDrill, type Drill } from './drill.ts'
import { readJournalOf } from './journal.ts'

/** How long anything here may take, real milliseconds; the half hour is a minute at this speed. */
const patienceMs = 180_000
const speed = 30

let dir: string
let drill: Drill
let backout: Console
let feeds: FeedWatcher

function begin(): void {
  const launch = { kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator' } as const
  backout = createConsole(consolePorts(dir, { homeClock: drill.clock as ClockView, env: {}, launch }))
  feeds = watchFeeds(backout)
}

async function end(): Promise<void> {
  feeds?.close()
  await backout?.close()
}

beforeAll(async () => {
  await ensureBuild()
  dir = await mkdtemp(join(tmpdir(), 'backout-watch-others-'))
  drill = await startDrill({ scenario: 'colleague-undo', seed: 7, speed })
  begin()
}, 180_000)

afterAll(async () => {
  await end()
  await drill?.stop()
  await rm(dir, { recursive: true, force: true })
})

const ask = asking(() => backout)

function watchUntil(what: string, is: (watch: WatchView) => boolean): Promise<WatchView> {
  return feeds.until(what, patienceMs, ({ watches }) => watches.find(is))
}

it(
  'is watched after a colleague took it back: asked for, with a restart in between, until something else is done',
  { timeout: 480_000 },
  async () => {
    const ref = await feeds.until('the service', patienceMs, ({ services }) => {
      const rows = services?.rows.state === 'value' ? services.rows.value : []
      return rows.find(({ errorRatio }) => errorRatio.state === 'known')?.ref
    })
    await ask('service.open', { ref })
    await expect(ask('watch.begin', { ref })).rejects.toThrow(/There is no change of .* to watch now/)
    const change = await feeds.until('the offer', patienceMs, ({ verdict }) => verdict?.changedBack)
    expect(feeds.value('verdict')?.lead).toBe('Nothing to roll back.')
    await ask('watch.begin', { ref })
    await expect(ask('watch.begin', { ref })).rejects.toThrow(/is watched already/)
    const begun = await watchUntil('the watch', () => true)
    expect(begun).toMatchObject({ runId: null, ref, forMs: 1_800_000, phase: 'holding' })
    expect(begun.change).toEqual({
      startedAt: change.startedAt,
      text: `Revision ${change.revision} (template of ${change.templateOf}) by ${change.by}`
    })
    const before = await watchUntil('a minute', ({ watchedMs }) => watchedMs > 60_000)

    await end()
    begin()
    const after = await watchUntil('the same watch', ({ id }) => id === begun.id)
    expect(after.watchedMs).toBeGreaterThanOrEqual(before.watchedMs)
    await watchUntil('another minute', ({ watchedMs }) => watchedMs > after.watchedMs + 60_000)
    await ask('service.open', { ref })
    const other = await feeds.until('another revision', patienceMs, ({ service }) =>
      service?.revisions.state === 'value'
        ? service.revisions.value.find(({ isCurrent, revision }) => !isCurrent && revision > 0)
        : undefined
    )
    await ask('plan.prepare', { lever: 'deploymentRollback', choice: { revision: other.revision } })
    const plan = await feeds.until('a plan', patienceMs, ({ decision }) => decision.plan ?? undefined)
    await ask('run.approve', { planId: plan.id, digest: plan.digest })
    const over = await watchUntil('its end', ({ id, end: ended }) => id === begun.id && ended !== null)
    expect(over.end).toMatchObject({ how: 'overtaken', text: expect.stringMatching(/^Ended by another action\. /) })

    const { markdown } = await ask('report.read', {})
    expect(markdown).toContain(` at revision ${change.revision}, rolled out `)
    expect(markdown).not.toContain('**not over**')
    await vi.waitFor(async () => {
      const { lines } = await readJournalOf(dir)
      const written = lines.filter(({ kind, body }) => kind === 'watch' && body['watchId'] === begun.id)
      expect(written[0]?.body).toMatchObject({ what: 'begun', change, begunBy: expect.any(String) })
      expect(written.map(({ body }) => body['what'])).toEqual(expect.arrayContaining(['begun', 'left', 'ended']))
    })
  }
)
