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
import { asOperator } from './operator.ts'
import { readTruth } from './truth.ts'

/** How long anything here may take, real milliseconds; the half hour is 30 s at this speed. */
const patienceMs = 180_000
const speed = 60

let dir: string
let drill: Drill
const told: string[] = []
let backout: Console
let feeds: FeedWatcher

function begin(): void {
  const launch = { kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator' } as const
  const homeClock = drill.clock as ClockView
  const notify = ({ body }: { readonly body: string }): void => void told.push(body)
  backout = createConsole(consolePorts(dir, { homeClock, env: {}, launch, notify }))
  feeds = watchFeeds(backout)
}

async function end(): Promise<void> {
  feeds?.close()
  await backout?.close()
}

beforeAll(async () => {
  await ensureBuild()
  dir = await mkdtemp(join(tmpdir(), 'backout-watch-'))
  drill = await startDrill({ scenario: 'bad-deploy', seed: 7, speed })
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

async function watchRecords() {
  const { lines } = await readJournalOf(dir)
  return lines.filter(({ kind }) => kind === 'watch')
}

/** The computer sleeps: nothing of this process runs, and the time of the cluster goes on. */
function sleepFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  backout.wake()
}

it(
  'goes from healthy to a release that fails, a decision, a rollback and its proof, and is watched for half an hour with a restart and a sleep in between',
  { timeout: 480_000 },
  async () => {
    const truth = await readTruth(drill)
    const colleague = await asOperator(drill)
    const good = truth.revisions.findLast((one) => one.good)?.revision ?? 0
    await colleague.undo(truth, good)
    const ref = { namespace: truth.namespace, name: truth.deployment }
    await ask('service.open', { ref })
    await feeds.until('all well', patienceMs, ({ verdict }) => verdict?.level === 'hold' || undefined)
    expect(feeds.value('decision').plan).toBeNull()

    const { revision: bad = 0 } = truth.revisions.findLast((one) => !one.good) ?? {}
    await colleague.undo(truth, bad)
    const asked = await feeds.until('a verdict', patienceMs, ({ verdict }) =>
      verdict?.level === 'rollBack' ? verdict : undefined
    )
    expect(asked).toMatchObject({ row: expect.any(String), isCrossedEarlier: false })
    const plan = await feeds.until('a plan', patienceMs, ({ decision }) => decision.plan ?? undefined)
    const { runId } = await ask('run.approve', { planId: plan.id, digest: plan.digest })

    const begun = await watchUntil('the watch', (watch) => watch.runId === runId)
    expect(begun).toMatchObject({ ref, forMs: 1_800_000, phase: 'holding', restarts: 0 })
    // It goes on beside the screen.
    await ask('service.close', {})
    const before = await watchUntil('some minutes', ({ watchedMs }) => watchedMs > 360_000)
    expect(before.said).toMatch(/^Holding, 2\d min( \d+ s)? left, 0 restarts\.$/)
    expect(backout.closingQuestion()).toMatchObject({ title: expect.stringContaining('still watched') })

    await end()
    begin()
    const after = await watchUntil('the same watch', (watch) => watch.runId === runId)
    expect(after.watchedMs).toBeGreaterThanOrEqual(before.watchedMs)
    // Longer than what five seconds of a reading's way are at this speed.
    sleepFor(8_000)
    const woken = await watchUntil('the time that nobody saw', ({ blindMs }) => blindMs >= after.blindMs + 420_000)
    expect(woken).toMatchObject({ runId, end: null })
    const over = await watchUntil('its end', (watch) => watch.end !== null)
    // What is shown as over is in the record by then.
    expect((await ask('report.read', {})).markdown).not.toContain('**not over**')
    expect(over.end).toMatchObject({ how: 'held' })
    expect(over.end?.text).toMatch(
      /^Held\. Quiet for 30 min of 30 min, 0 restarts\. Not watched: .* in which nothing was read/
    )
    expect(over.blindMs).toBeGreaterThan(0)
    expect(over.minutes).toContain('blind')
    expect(told.at(-1)).toBe(over.end?.text)
    expect(backout.closingQuestion()).toBeNull()

    const records = await vi.waitFor(async () => {
      const written = await watchRecords()
      expect(written.at(-1)?.body).toMatchObject({ what: 'ended', runId })
      return written
    })
    expect(records.filter(({ body }) => body['text'] !== '').map(({ body }) => body['what'])).toEqual(
      expect.arrayContaining(['begun', 'left', 'gap', 'ended'])
    )
    await ask('service.open', { ref })
    expect((await ask('report.read', {})).markdown).toContain('Quiet for 30 min of 30 min')
  }
)
