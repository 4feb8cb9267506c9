import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Canary } from '../cluster/objects.ts'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { trialWorld } from './canary-worlds.ts'
import { closeConsoles, closedWithinMs } from './console.ts'
import { bySecond, keep } from './measured.ts'
import { readRollout, rolloutWorld } from './rollout-world.ts'
import { until } from './until.ts'
import { countByVersion } from './users.ts'
import { badShare, begin, isGood, isUnanswered, lately, pull, warningsOf } from './without-istiod.ts'
import { goodTag, routedWorld, type World } from './worlds.ts'

/** The threshold of the Canary: its rollback is armed at it. */
const armedAt = 500

/** T15, for the other levers that write routes or replace pods: the proxies hear of neither. */
describe.skipIf(!hasTraffic)('levers while istiod is away', () => {
  let bench: TrafficBench

  beforeAll(async () => {
    bench = await openTraffic()
  })

  afterEach(() => bench.setIstiod(true))

  afterAll(closeConsoles, closedWithinMs)

  test(
    'an undo takes every answer away and aborts move nobody; once it is back all have what was asked for, and keep it',
    { timeout: 500_000 },
    async () => {
      const [undo, abort, run] = await Promise.all([
        routedWorld(bench, 'away-undo').then((world) => begin(bench, world, { on: 'cart' })),
        trialWorld(bench, 'away-abort').then((world) => begin(bench, world, { on: 'checkout' })),
        bench.runs.rollouts
          ? rolloutWorld(bench, 'away-run').then((world) => begin(bench, world, { on: 'cart', kind: 'Rollout' }))
          : undefined
      ])
      const all = [undo, abort, ...(run ? [run] : [])]
      await bench.setIstiod(false)
      const awayAt = Date.now()
      const plans = await Promise.all([
        pull(undo, 'deploymentRollback', { revision: 1 }),
        pull(abort, 'canaryAbort'),
        ...(run ? [pull(run, 'rolloutAbort')] : [])
      ])
      const { admin } = undo.world
      await admin.kubectl(['-n', 'away-undo', 'rollout', 'status', 'deployment/cart', '--timeout=90s'])
      await until('no answer of a pod that the proxies know', async () => lately(undo).every(isUnanswered))
      const silentAt = Date.now()
      if (run)
        await until(
          'the abort of the Rollout',
          async () => (await readRollout(admin, 'away-run')).status?.abort === true
        )
      await until('the armed rollback', async () => (await failedChecksOf(abort.world)) >= armedAt)
      const stays = all.slice(1).map((one) => badShare(lately(one)))

      await bench.setIstiod(true)
      const backAt = Date.now()
      for (const one of all) await until('everybody on the good version', async () => lately(one).every(isGood))
      const wellAt = Date.now()
      await bench.setIstiod(false)
      await until('a second without istiod', async () => Date.now() > wellAt + 2_000)
      const answers = await Promise.all(all.map(({ users }) => users.stop()))
      const afterwards = answers.map((some) => countByVersion(some.filter(({ sentAt }) => sentAt > wellAt)))
      await keep('T15-levers-without-istiod', {
        undoUnansweredAfterMs: silentAt - awayAt,
        istiodBackAfterMs: backAt - awayAt,
        allWellAfterBackMs: wellAt - backAt,
        badShareOfCanary: stays[0],
        badShareOfRollout: stays[1],
        guards: plans.map(warningsOf),
        seconds: bySecond(answers[0] ?? [], awayAt)
      })
      for (const share of stays) expect(share).toBeGreaterThan(0.1)
      // What they have stays when it goes away once more.
      for (const counts of afterwards) expect(Object.keys(counts)).toEqual([goodTag])
    }
  )
})

async function failedChecksOf({ admin, namespace }: World): Promise<number> {
  const path = `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/checkout`
  return (await admin.get<Canary>(path)).status?.failedChecks ?? 0
}
