import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import type { ClockView, Verdict } from '../src/contract/index.ts'
import { watchFeeds } from '../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { startDrill } from './drill.ts'
import { readTruth } from './truth.ts'

const patienceMs = 60_000

beforeAll(async () => {
  await ensureBuild()
}, 180_000)

/** The whole verdict on the service that a scenario is about; `matrix` makes the user's own of the shipped one. */
async function verdictOn(
  scenario: string,
  matrix?: (shipped: Record<string, unknown>, deployment: string) => unknown
): Promise<Verdict> {
  const dir = await mkdtemp(join(tmpdir(), 'backout-rows-'))
  const drill = await startDrill({ scenario, seed: 5, speed: 1 })
  const { namespace, deployment } = await readTruth(drill)
  await mkdir(join(dir, 'profile'))
  if (matrix) {
    const shipped = JSON.parse(await readFile('resources/matrices/default.json', 'utf8')) as Record<string, unknown>
    await writeFile(join(dir, 'profile', 'matrix.json'), JSON.stringify(matrix(shipped, deployment)))
  }
  const profile = {
    dir: join(dir, 'profile'),
    preferencesFile: join(dir, 'preferences.json'),
    open: async () => false,
    show: () => undefined
  }
  const launch = {
    kind: 'kubeconfig',
    file: drill.kubeconfig,
    context: 'operator',
    namespace,
    workload: { name: deployment }
  } as const
  const backout = createConsole(consolePorts(dir, { homeClock: drill.clock as ClockView, env: {}, launch, profile }))
  const feeds = watchFeeds(backout)
  onTestFinished(async () => {
    feeds.close()
    await backout.close()
    await drill.stop()
    await rm(dir, { recursive: true, force: true })
  })
  // What is read besides requests may come after the first whole verdict.
  const rows = scenario === 'memory-leak' || !matrix ? 'memory-leak' : 'business-broken'
  return feeds.until('a whole verdict', patienceMs, ({ verdict }) =>
    verdict?.isComplete && verdict.judgements.some(({ row, result }) => row === rows && result !== 'unknown')
      ? verdict
      : undefined
  )
}

function firing({ judgements }: Verdict): readonly string[] {
  return judgements.filter(({ result }) => result === 'fires').map(({ row }) => row)
}

it('memory that grows to its limit asks to prepare, and nothing else does', { timeout: 120_000 }, async () => {
  const verdict = await verdictOn('memory-leak')
  expect(verdict).toMatchObject({ level: 'prepare', row: 'memory-leak', withinSeconds: 900 })
  expect(firing(verdict)).toEqual(['memory-leak'])
  expect(verdict.rest).toMatch(
    /^Memory of \S+ grows by [789](?:\.\d)? MiB a minute, and is at its limit of 512 MiB in \d+ min/
  )
})

it('memory that does not grow is quiet', { timeout: 120_000 }, async () => {
  const verdict = await verdictOn('healthy')
  expect(verdict).toMatchObject({ level: 'hold', row: null })
  expect(verdict.judgements.find(({ row }) => row === 'memory-leak')?.evidence).toContain('of no pod grows')
})

it('a number of the business under its floor asks to roll back, where one is set', { timeout: 120_000 }, async () => {
  const withOrders = (shipped: Record<string, unknown>, deployment: string) => ({
    ...shipped,
    business: [
      {
        title: 'Orders of 100 requests',
        query: `100 * sum(rate(shop_orders_total{app="${deployment}"}[1m])) / sum(rate(istio_requests_total{reporter="destination",destination_workload="${deployment}"}[1m]))`,
        floor: 2
      }
    ]
  })
  const verdict = await verdictOn('orders-lost', withOrders)
  expect(verdict).toMatchObject({ level: 'rollBack', row: 'business-broken', withinSeconds: 120 })
  expect(firing(verdict)).toEqual(['business-broken'])
  expect(verdict.rest).toMatch(/^Business: Orders of 100 requests 0\.\d+, floor 2\.$/)
  expect((await verdictOn('orders-lost')).level).toBe('hold')
})
