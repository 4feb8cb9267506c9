import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClockView, EvidenceView } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import type { Console, Launch } from '../src/main/ports/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { asking } from '../src/main/console/testing/asking.ts'
import { startDrill, type Drill } from './drill.ts'
import { readTruth } from './truth.ts'

const patienceMs = 60_000

let dir: string
let drill: Drill
let backout: Console
let feeds: FeedWatcher

function begin(launch: Launch): void {
  backout = createConsole(consolePorts(dir, { homeClock: drill.clock as ClockView, env: {}, launch }))
  feeds = watchFeeds(backout)
}

async function end(): Promise<void> {
  feeds?.close()
  await backout?.close()
}

beforeAll(async () => {
  await ensureBuild()
  dir = await mkdtemp(join(tmpdir(), 'backout-evidence-'))
  drill = await startDrill({ scenario: 'crash-loop', seed: 7, speed: 20 })
  const { namespace, deployment } = await readTruth(drill)
  begin({ kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator', namespace, workload: { name: deployment } })
}, 180_000)

afterAll(async () => {
  await end()
  await drill?.stop()
  await rm(dir, { recursive: true, force: true })
})

const ask = asking(() => backout)

const pathsOf = ({ files }: EvidenceView): readonly string[] => files.map(({ path }) => path)

it('is kept before an action and on demand, and opened again without a cluster', { timeout: 180_000 }, async () => {
  const plan = await feeds.until('a plan', patienceMs, ({ decision }) => decision.plan ?? undefined)
  await ask('run.approve', { planId: plan.id, digest: plan.digest })
  await feeds.until('evidence before the action', patienceMs, ({ record }) =>
    record.timeline.find(({ text }) => text.startsWith('Kept as evidence before the action'))
  )
  const [before] = await ask('evidence.list', {})
  if (!before) throw new Error('nothing was kept')
  expect(before).toMatchObject({ why: 'before the action', problems: [], journal: { seq: expect.any(Number) } })
  expect(pathsOf(before)).toEqual(
    expect.arrayContaining([
      'deployment.json',
      'replicasets.json',
      'pods.json',
      'events.txt',
      'metrics.json',
      'verdict.json'
    ])
  )
  const failed = before.files.find(({ path }) => path.endsWith('.previous.log'))
  expect(failed?.command).toContain('--previous')
  expect((await ask('evidence.read', { folder: before.folder, path: failed?.path ?? '' })).text.trim()).not.toBe('')

  const { folder } = await ask('evidence.keep', {})
  await end()
  begin({ kind: 'last' })
  const again = await ask('evidence.list', {})
  expect(again.map((one) => [one.folder, one.problems])).toEqual([
    [folder, []],
    [before.folder, []]
  ])

  const file = join(dir, 'evidence', folder, 'pods.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace('Pod', 'pod'))
  expect((await ask('evidence.list', {}))[0]?.problems).toEqual(['pods.json was changed.'])
  const elsewhere = await backout.request('evidence.read', { folder, path: '../../journal/journal.jsonl' })
  expect(elsewhere.ok).toBe(false)
})
