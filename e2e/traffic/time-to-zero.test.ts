import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Plan } from '../../src/contract/index.ts'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import {
  approve,
  closeConsoles,
  closedWithinMs,
  openConsole,
  planOf,
  type OpenConsole,
  type Pulled
} from './console.ts'
import { bySecond, keep, lastAnsweredBy } from './measured.ts'
import { until } from './until.ts'
import { countByVersion, type Answer, type Users } from './users.ts'
import { badTag, goodTag, plainWorld, splitWorld, trialWorld, type World } from './worlds.ts'

/**
 * From an approval until the last request that the bad version answers, milliseconds. The mesh itself takes 0.1 s; the
 * bound is wide, for a machine that is busy with other things.
 */
const boundMs = 30_000
const perSecond = 50
/** Nobody on the bad version for so long: the next lever is pulled, so that each is alone. */
const quietMs = 5_000

interface Way {
  readonly lever: string
  /** The workload that it is pulled at. */
  readonly on: string
  readonly choice?: Record<string, number>
  readonly world: (bench: TrafficBench) => Promise<World>
}

const ways: readonly Way[] = [
  { lever: 'trafficDrain', on: 'cart-next', world: (bench) => splitWorld(bench, 'zero-drain') },
  { lever: 'canaryAbort', on: 'checkout', world: (bench) => trialWorld(bench, 'zero-abort') },
  { lever: 'deploymentRollback', on: 'cart', choice: { revision: 1 }, world: (bench) => plainWorld(bench, 'zero-undo') }
]

interface Played extends Pulled {
  readonly plan: Plan
  /** They go on while it is proved: without requests nothing is. */
  readonly users: Users
}

describe.skipIf(!hasTraffic)('from the approval of a lever to the last request on the bad version', () => {
  const played = new Map<string, Played>()

  beforeAll(async () => {
    const bench = await openTraffic()
    const worlds = await Promise.all(ways.map(({ world }) => world(bench)))
    const opened = await Promise.all(
      ways.map(({ on }, index) => openConsole(bench, worlds[index]?.namespace ?? '', on))
    )
    for (const [index, way] of ways.entries()) {
      const [world, console] = [worlds[index], opened[index]]
      if (world && console) played.set(way.lever, await pull(way, world, console))
    }
  }, 600_000)

  afterAll(closeConsoles, closedWithinMs)

  async function pull({ lever, choice }: Way, { client, call }: World, console: OpenConsole): Promise<Played> {
    const users = client.users(call, perSecond)
    const plan = await planOf(console, lever, choice)
    await until('users on both sides of now', async () => users.answers.length > perSecond)
    const pulled = await approve(console, plan)
    await until(`nobody on the bad version any more, by ${lever}`, async () => {
      const now = Date.now()
      const quietSince = Math.max(pulled.approvedAt, ...users.answers.filter(isBad).map(({ sentAt }) => sentAt))
      return now - quietSince > quietMs
    })
    return { ...pulled, plan, users }
  }

  test.each(ways)('$lever', { timeout: 400_000 }, async ({ lever }) => {
    const { plan, users, approvedAt, settled } = played.get(lever) ?? expect.fail('not played')
    const run = await settled
    const answers = await users.stop()
    const lastBadMs = lastAnsweredBy(answers, badTag, approvedAt)
    const after = countByVersion(answers.filter(({ sentAt }) => sentAt > approvedAt + lastBadMs))
    await keep(`zero-${lever}`, {
      lastBadMs,
      takesEffectMs: plan.takesEffectMs,
      unanswered: answers.filter(({ version }) => version === '').length,
      outcome: run.outcome,
      proved: run.proved,
      seconds: bySecond(answers, approvedAt)
    })
    // Somebody was on it before, or nothing is measured.
    expect(answers.some((answer) => isBad(answer) && answer.sentAt < approvedAt)).toBe(true)
    expect(lastBadMs).toBeLessThan(boundMs)
    expect(Object.keys(after)).toEqual([goodTag])
    expect(run, JSON.stringify(run.checks)).toMatchObject({ outcome: 'succeeded', proved: true })
  })
})

function isBad({ version }: Answer): boolean {
  return version === badTag
}
