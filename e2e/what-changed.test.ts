import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ChartsView, ClockView, SeenChange, WhatChangedView } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import type { Console } from '../src/main/ports/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { asking } from '../src/main/console/testing/asking.ts'
import { startDrill, type Drill } from './drill.ts'
import { readTruth, type Truth } from './truth.ts'

// Which change a console on the drill takes for the cause, where the scenario says what it was.

const patienceMs = 60_000

let dir: string
let drill: Drill | undefined
let backout: Console
let feeds: FeedWatcher

beforeAll(async () => {
  await ensureBuild()
}, 180_000)

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'backout-changes-'))
})

afterEach(async () => {
  feeds?.close()
  await backout?.close()
  await drill?.stop()
  await rm(dir, { recursive: true, force: true })
})

const ask = asking(() => backout)

/** @param suffix of the workload that is opened, where it is not the one that the scenario is about */
async function open(scenario: string, seed: number, { suffix = '', speed = 20 } = {}): Promise<Truth> {
  drill = await startDrill({ scenario, seed, speed })
  const launch = { kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator' } as const
  backout = createConsole(consolePorts(dir, { homeClock: drill.clock as ClockView, launch }))
  feeds = watchFeeds(backout)
  const truth = await readTruth(drill)
  await feeds.until('services', patienceMs, ({ services }) => (services?.rows.state === 'value' ? true : undefined))
  await ask('service.open', { ref: { namespace: truth.namespace, name: `${truth.deployment}${suffix}` } })
  return truth
}

/** What is found once a limit was crossed, with the likeliest change. */
async function look(): Promise<{ readonly view: WhatChangedView; readonly cause: SeenChange | undefined }> {
  await feeds.until('a crossing', patienceMs, ({ verdict }) => verdict?.firstCrossedAt ?? undefined)
  await ask('changes.look', {})
  const view = feeds.value('changes')
  if (view === null || view === undefined) throw new Error('nothing was read')
  return { view, cause: view.changes.find(({ id }) => id === view.likeliest?.id) }
}

it('a release, with its difference, in the timeline and in the report', { timeout: 120_000 }, async () => {
  const { deployment } = await open('bad-deploy', 7)
  const { view, cause } = await look()
  expect(cause).toMatchObject({ object: `Deployment ${deployment}`, by: 'deploy-bot' })
  expect(cause?.what).toMatch(/^revision \d+: image /)
  expect(cause?.diff.some(({ kind, text }) => kind === 'added' && text.includes('image:'))).toBe(true)
  expect(cause?.beforeMs).toBeGreaterThan(0)
  expect(view.unread).toEqual([])
  await feeds.until('the line in the timeline', patienceMs, ({ record }) =>
    record.timeline.find(({ kind, text }) => kind === 'what changed' && text.includes(deployment))
  )
  const { markdown } = await ask('report.read', {})
  expect(markdown).toContain('## What changed before')
  expect(markdown).toMatch(/Likeliest: \*\*Deployment /)
  await ask('changes.leave', {})
  expect(feeds.value('changes')).toBeNull()
})

it('charts of the same numbers as the signals, and of six hours', { timeout: 120_000 }, async () => {
  await open('bad-deploy', 7, { speed: 1 })
  await ask('charts.look', { windowSeconds: 900 })
  const read = ({ charts }: { readonly charts: ChartsView | null }): ChartsView | undefined =>
    charts?.readAt === null ? undefined : (charts ?? undefined)
  const quarter = await feeds.until('charts', patienceMs, read)
  expect(quarter.times).toHaveLength(61)
  const signals = await feeds.until('the past of P95', patienceMs, ({ service }) =>
    service?.signals.find(({ id, series }) => id === 'p95' && (series?.length ?? 0) > 60)
  )
  const p95 = quarter.charts.find(({ id }) => id === 'latency')?.lines.find(({ label }) => label === 'P95')
  const compared = (signals.series ?? []).flatMap(({ at, value }) => {
    const drawn = p95?.values[quarter.times.indexOf(Date.parse(at) / 1_000)] ?? null
    return value === null || drawn === null ? [] : [Math.abs(drawn - value) / value]
  })
  expect(compared.length).toBeGreaterThan(30)
  expect(Math.max(...compared)).toBeLessThan(1e-6)
  await ask('charts.look', { windowSeconds: 21_600 })
  const long = await feeds.until('six hours', patienceMs, ({ charts }) =>
    charts?.windowSeconds === 21_600 ? read({ charts }) : undefined
  )
  expect(long.charts.map(({ lines }) => lines.every(({ values }) => values.length === 121))).not.toContain(false)
  await ask('charts.leave', {})
  expect(feeds.value('charts')).toBeNull()
})

it('changed configuration, and not the restart that made its pods read it', { timeout: 120_000 }, async () => {
  await open('config-only-release', 7)
  const { view, cause } = await look()
  expect(cause).toMatchObject({ object: expect.stringMatching(/^ConfigMap /), what: 'data.UPSTREAM_TIMEOUT_MS' })
  expect(view.likeliest?.why).toContain('pods have started since')
  expect(view.changes.map(({ bearing }) => bearing)).toContain('it only started the pods of this service anew')
})

it("somebody's shift of the routes, and not the release that lies longer back", { timeout: 120_000 }, async () => {
  const { deployment } = await open('three-destinations', 7, { suffix: '-next' })
  const { view, cause } = await look()
  expect(cause).toMatchObject({ object: `VirtualService ${deployment}`, by: 'kubectl-client-side-apply' })
  expect(view.changes.map(({ bearing }) => bearing)).toContain('a release of this service')
})

it('the release at which it began, before the half hour that is followed', { timeout: 120_000 }, async () => {
  await open('previous-also-bad', 3, { speed: 1 })
  const { firstCrossedAt, judgedAt } = await feeds.until('the first crossing', patienceMs, ({ verdict }) =>
    verdict?.firstCrossedAt && verdict.isCrossedEarlier === false ? verdict : undefined
  )
  expect(Date.parse(judgedAt) - Date.parse(firstCrossedAt ?? '')).toBeGreaterThan(35 * 60_000)
  const story = await feeds.until('its line, and the releases of then', patienceMs, ({ record }) => {
    const told = record.timeline.filter(({ kind }) => kind === 'crossing' || kind === 'release')
    return told.length > 3 ? told : undefined
  })
  expect(story.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Revision 3 .* was made$/),
    expect.stringMatching(/^First crossed a limit: /),
    expect.stringMatching(/^Revision 4 .* was made$/),
    expect.stringMatching(/^Revision 5 .* began to roll out/)
  ])
  expect((await ask('report.read', {})).fields.startedAt.value).toBe(firstCrossedAt)
})
