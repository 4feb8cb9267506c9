import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClockView, EvidenceView } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { agreeingDialogs, consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import type { Console, Launch } from '../src/main/ports/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { asking } from '../src/main/console/testing/asking.ts'
import { startDrill, type Drill } from './drill.ts'
import { readReferee } from './referee.ts'
import { readTruth } from './truth.ts'

const patienceMs = 60_000

let dir: string
let drill: Drill
/** What the person chooses in the open dialog. */
let zip: string | null = null
let backout: Console
let feeds: FeedWatcher

function begin(launch: Launch): void {
  const dialogs = {
    ...agreeingDialogs,
    chooseFile: async () => zip,
    saveZip: async (content: Uint8Array, name: string) => {
      await writeFile(join(dir, name), content)
      return join(dir, name)
    }
  }
  backout = createConsole(consolePorts(dir, { homeClock: drill.clock as ClockView, env: {}, launch, dialogs }))
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
      'verdict.json',
      'charts.json',
      'metrics.svg'
    ])
  )
  const failed = before.files.find(({ path }) => path.endsWith('.previous.log'))
  expect(failed?.command).toContain('--previous')
  expect((await ask('evidence.read', { folder: before.folder, path: failed?.path ?? '' })).text.trim()).not.toBe('')

  const { folder } = await ask('evidence.keep', {})
  const saved = (await ask('evidence.save', { folder })).path ?? expect.fail('no zip was written')
  await end()
  begin({ kind: 'last' })
  const again = await ask('evidence.list', {})
  expect(again.map((one) => [one.folder, one.problems])).toEqual([
    [folder, []],
    [before.folder, []]
  ])

  zip = saved
  expect(await ask('evidence.openZip', {})).toEqual({ folder: `${folder}.zip` })
  const [opened] = await ask('evidence.list', {})
  expect(opened).toMatchObject({ folder: `${folder}.zip`, isZip: true, problems: [], sha256: again[0]?.sha256 })
  const fromZip = await ask('evidence.read', { folder: `${folder}.zip`, path: 'pods.json' })
  expect(fromZip).toEqual(await ask('evidence.read', { folder, path: 'pods.json' }))

  const file = join(dir, 'evidence', folder, 'pods.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace('Pod', 'pod'))
  expect((await ask('evidence.list', {}))[1]?.problems).toEqual(['pods.json was changed.'])
  zip = (await ask('evidence.save', { folder })).path
  await ask('evidence.openZip', {})
  expect((await ask('evidence.list', {}))[0]?.problems).toEqual(['pods.json was changed.'])
  const elsewhere = await backout.request('evidence.read', { folder, path: '../../journal/journal.jsonl' })
  expect(elsewhere.ok).toBe(false)
})

it(
  'has what Flagger and its pods say, the hour as a picture; and what would have helped is worked out of the record',
  { timeout: 180_000 },
  async () => {
    await end()
    await drill.stop()
    drill = await startDrill({ scenario: 'canary-failing-30', seed: 7, speed: 1 })
    const { namespace, deployment } = await readTruth(drill)
    begin({
      kind: 'kubeconfig',
      file: drill.kubeconfig,
      context: 'operator',
      namespace,
      workload: { name: deployment }
    })
    await feeds.until('Flagger', patienceMs, ({ service, verdict }) =>
      service?.panels.some(({ id }) => id === 'canary') && verdict?.isComplete ? true : undefined
    )
    const { folder } = await ask('evidence.keep', {})
    const kept =
      (await ask('evidence.list', {})).find((one) => one.folder === folder) ?? expect.fail('nothing was kept')
    expect(kept.leftOut, 'the drill has none').toEqual(['istiod.log: istiod was not found.'])
    const read = async (path: string) => (await ask('evidence.read', { folder, path })).text
    const flagger = (await read('flagger.log')).trim().split('\n')
    expect(flagger[0]).toMatch(/^# flagger-\S+: \d+ of \d+ lines are about this service$/)
    expect(flagger.length).toBeGreaterThan(1)
    expect(flagger.slice(1).every((line) => line.includes(`"canary":"${deployment}.${namespace}"`))).toBe(true)
    expect(JSON.parse(await read('charts.json')).charts[0].lines[0].values).toContainEqual(expect.any(Number))
    expect(await read('metrics.svg')).toMatch(/^<svg [\s\S]*stroke="#0b5cad"[\s\S]*<\/svg>\n$/)
    const own = pathsOf(kept).find((path) => path.startsWith('pod-metrics/')) ?? expect.fail('no pod was asked')
    expect(await read(own)).toContain('http_requests_total{code="200"}')

    // The replay agrees with what the drill's Flagger did, so that numbers are said.
    const { proposals, notProposed } = await ask('prevention.read', {})
    expect(proposals.map(({ id }) => id)).toEqual(expect.arrayContaining(['pre-rollout', 'thresholds', 'steps']))
    expect(notProposed.find(({ id }) => id === 'load-test')?.why).toMatch(
      /^Each of the \d+ checks of the run had a value/
    )
    expect(proposals.find(({ id }) => id === 'thresholds')?.why).toMatch(
      /^2 failed checks instead of 10; .*\d failed checks of 10/
    )
    const before = await readReferee(drill.control)
    expect(await ask('prevention.dryRun', { id: 'thresholds' })).toMatchObject({ accepted: true })
    expect((await readReferee(drill.control)).effects, 'nothing is applied').toEqual(before.effects)
    expect((await ask('report.read', {})).markdown).toContain('### Tighter checks\n\n2 failed checks instead of 10')
    expect((await ask('prevention.recorded', {}))?.proposals.map(({ id }) => id)).toEqual(proposals.map(({ id }) => id))
    const { text } = await ask('clipboard.copy', { what: { kind: 'proposal', proposal: 'thresholds' } })
    expect(text).toContain('interval: 30s')
  }
)
