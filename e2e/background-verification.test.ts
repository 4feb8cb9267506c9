import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ClockView, Run, ServiceRef } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import type { Console } from '../src/main/ports/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { asking } from '../src/main/console/testing/asking.ts'
import { startDrill, type Drill } from './drill.ts'
import { readJournalOf } from './journal.ts'

/** How long anything here may take, real milliseconds. */
const patienceMs = 90_000

let dir: string
let drill: Drill
let backout: Console
let feeds: FeedWatcher

beforeAll(async () => {
  await ensureBuild()
  dir = await mkdtemp(join(tmpdir(), 'backout-background-'))
  drill = await startDrill({ scenario: 'bad-deploy', seed: 7, speed: 20 })
  const launch = { kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator' } as const
  const homeClock = drill.clock as ClockView
  backout = createConsole(consolePorts(dir, { homeClock, anyJournalPlace: false, env: {}, launch }))
  feeds = watchFeeds(backout)
}, 180_000)

afterAll(async () => {
  feeds?.close()
  await backout?.close()
  await drill?.stop()
  await rm(dir, { recursive: true, force: true })
})

const ask = asking(() => backout)

/** The service in most trouble, and one that is well. */
function services(): Promise<{ readonly ill: ServiceRef; readonly well: ServiceRef }> {
  return feeds.until('two services', patienceMs, ({ services: seen }) => {
    const rows = seen?.rows.state === 'value' ? seen.rows.value : []
    const [ill, well] = [rows[0], rows.at(-1)]
    const isRead = ill?.errorRatio.state === 'known'
    return isRead && well && ill !== well ? { ill: ill.ref, well: well.ref } : undefined
  })
}

/** A revision of the opened service that is not the current one. */
function anotherRevision(): Promise<number> {
  return feeds.until('another revision', patienceMs, ({ service }) => {
    const revisions = service?.revisions.state === 'value' ? service.revisions.value : []
    return revisions.find(({ isCurrent }) => !isCurrent)?.revision
  })
}

/** Rolls the opened service back, and resolves when its verification has begun. */
async function rollBack(revision?: number): Promise<Run> {
  await feeds.until('the Deployment', patienceMs, ({ service }) =>
    service?.revisions.state === 'value' && service.ownership.state === 'value' ? true : undefined
  )
  await ask('plan.prepare', {
    lever: 'deploymentRollback',
    ...(revision === undefined ? {} : { choice: { revision } })
  })
  const plan = await feeds.until('a plan', patienceMs, ({ decision }) => {
    if (decision.failure) throw new Error(decision.failure.message)
    return decision.plan ?? undefined
  })
  await ask('run.approve', { planId: plan.id, digest: plan.digest })
  return feeds.until('a verification', patienceMs, ({ run }) => (run?.state === 'verifying' ? run : undefined))
}

/** The end of a verification that nobody looks at. */
function endElsewhere(runId: string) {
  return feeds.until('the end of the verification', patienceMs, ({ shell }) =>
    shell.runsElsewhere.find(({ id, state }) => id === runId && state === 'settled')
  )
}

async function recordsOf(runId: string) {
  const { lines } = await readJournalOf(dir)
  return lines.filter(({ kind, body }) => kind !== 'watch' && body['runId'] === runId)
}

describe('a verification', () => {
  it('goes on while another service is open, and is there again on coming back', { timeout: 300_000 }, async () => {
    const { ill, well } = await services()
    await ask('service.open', { ref: ill })
    const begun = await rollBack()
    await ask('service.open', { ref: well })
    expect(feeds.value('run')).toBeNull()
    expect(feeds.value('shell').runsElsewhere).toMatchObject([
      { id: begun.id, words: begun.words, ref: ill, state: 'verifying', environment: { name: 'operator' } }
    ])
    expect(await endElsewhere(begun.id)).toMatchObject({ outcome: 'succeeded', proved: true })
    const written = await vi.waitFor(async () => {
      const records = await recordsOf(begun.id)
      expect(records.at(-1)).toMatchObject({ kind: 'settled', body: { proved: true } })
      return records
    })
    expect(written.filter(({ kind }) => kind === 'check').map(({ body }) => body['check'])).toMatchObject([
      { name: 'outcome', status: 'True' },
      { name: 'rollout', status: 'True' },
      { name: 'pods', status: 'True' },
      { name: 'errorRatio', status: 'True' },
      { name: 'latency' },
      { name: 'drift', status: 'True' }
    ])
    expect((await ask('report.read', {})).markdown).not.toMatch(/^Result: .+ Proved /m)

    await ask('service.open', { ref: ill })
    expect(feeds.value('run')).toMatchObject({ id: begun.id, state: 'settled', proved: true })
    expect(feeds.value('shell').runsElsewhere).toEqual([])
    expect((await ask('report.read', {})).markdown).toMatch(/^Result: .+ Proved /m)
  })

  it(
    'goes on after its environment was left, and lets go of the connection at its end',
    { timeout: 300_000 },
    async () => {
      const settled = feeds.value('run') ?? expect.fail('the last run is gone')
      const { connectionId, context, name, kind } = feeds.value('shell').environment ?? expect.fail('no environment')
      await ask('run.dismiss', { runId: settled.id })
      const begun = await rollBack(await anotherRevision())
      await ask('environment.close', {})
      expect(feeds.value('shell').runsElsewhere).toMatchObject([{ id: begun.id, state: 'verifying' }])
      expect(await endElsewhere(begun.id)).toMatchObject({ outcome: 'succeeded' })
      // What was proved is watched through the same connection, until somebody stops that.
      const watch = feeds.value('watches').find(({ runId, end }) => runId === begun.id && end === null)
      if (watch) await ask('watch.stop', { id: begun.id, note: 'a test' })
      await vi.waitFor(() => expect(openSockets()).toBe(0), { timeout: 10_000 })

      await ask('environment.open', { connectionId, context, name, kind })
      await ask('service.open', { ref: begun.ref ?? expect.fail('a rollback of no service') })
      expect(feeds.value('run')).toMatchObject({ id: begun.id, state: 'settled' })
      await ask('run.dismiss', { runId: begun.id })
      expect(feeds.value('run')).toBeNull()
    }
  )

  it('is ended by the end of Backout, and the record says that it is resumed', { timeout: 300_000 }, async () => {
    const begun = await rollBack(await anotherRevision())
    await ask('service.close', {})
    await backout.close()
    expect((await recordsOf(begun.id)).at(-1)).toMatchObject({
      kind: 'note',
      body: { text: 'Verification ended early: Backout was closed. It is resumed at the next start.' }
    })
    await vi.waitFor(() => expect(openSockets()).toBe(0), { timeout: 10_000 })
  })
})

/** Connections of this process to any server. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TLSWRAP' || name === 'TCPSocketWrap').length
}
