import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { stuckText } from '../../src/main/levers/rollout-abort/stuck-route.ts'
import { unheardText } from '../../src/main/providers/routes/istio/unheard-pods.ts'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { approve, closeConsoles, closedWithinMs, planOf } from './console.ts'
import { bySecond, keep } from './measured.ts'
import { weightsOf } from './objects.ts'
import { readRollout } from './rollout-world.ts'
import { until } from './until.ts'
import { countByVersion } from './users.ts'
import { ways, waysWithControllers } from './ways.ts'
import { badShare, begin, isGood, isUnanswered, lately, pull, warningsOf, type Begun } from './without-istiod.ts'
import { goodTag, routed, type World } from './worlds.ts'
import type { Choice, Plan } from '../../src/contract/index.ts'

const restores = ['canaryRestore', 'configRestore'] as const
type Lever = (typeof restores)[number] | 'rolloutAbort'

/** A lever's world, behind a route, with users. */
interface Taken extends Begun {
  readonly choice: Choice | undefined
}

/** T15, for what puts an earlier release or configuration back, and for what another controller routes. */
describe.skipIf(!hasTraffic)('restores while istiod is away', () => {
  let bench: TrafficBench
  let levers: readonly Lever[]

  beforeAll(async () => {
    bench = await openTraffic()
    levers = bench.runs.rollouts ? [...restores, 'rolloutAbort'] : restores
  })

  afterEach(async () => {
    await bench.setRelay(true)
    await bench.setIstiod(true)
  })

  afterAll(closeConsoles, closedWithinMs)

  async function takeAll(when: string): Promise<Readonly<Record<Lever, Taken>>> {
    return each(levers, async (lever): Promise<Taken> => {
      const way = [...ways, ...waysWithControllers].find((one) => one.lever === lever) ?? expect.fail(`no ${lever}`)
      const made = await way.make(bench, `away-${when}-${lever.toLowerCase()}`)
      const world = lever === 'configRestore' ? await routed(made) : made
      if (lever !== 'rolloutAbort') await onOnePod(world, lever === 'configRestore' ? 'cart' : 'checkout-primary')
      const choice = typeof way.choice === 'function' ? await way.choice(world) : way.choice
      return { choice, ...(await begin(bench, world, way)) }
    })
  }

  test(
    'before it restores lose every answer and a Rollout keeps its users, as their plans say; all have what was asked for once it is back, and keep it after',
    { timeout: 500_000 },
    async () => {
      const all = await takeAll('before')
      await bench.setIstiod(false)
      const awayAt = Date.now()
      const plans: Partial<Record<Lever, Plan>> = {}
      const silent: Partial<Record<Lever, number>> = {}
      // One after the other: a pod may get an address that another service has just given back, and answer in its place.
      for (const lever of restores) {
        plans[lever] = await pull(all[lever], lever, all[lever].choice)
        await until(`no answer any more, by ${lever}`, async () => lately(all[lever]).every(isUnanswered))
        silent[lever] = Date.now() - awayAt
      }
      if (levers.includes('rolloutAbort')) plans.rolloutAbort = await pull(all.rolloutAbort, 'rolloutAbort')
      const rollout = levers.includes('rolloutAbort') ? await abortedRollout(all.rolloutAbort) : undefined

      await bench.setIstiod(true)
      const backAt = Date.now()
      const well = await each(levers, async (lever) => {
        await until(`everybody on the good version, by ${lever}`, async () => lately(all[lever]).every(isGood))
        return Date.now() - backAt
      })
      const wellAt = Date.now()
      await bench.setIstiod(false)
      await until('users after it went once more', async () => Date.now() > wellAt + 2_000)
      const answers = await each(levers, async (lever) => all[lever].users.stop())
      await keep('T15-restores-without-istiod', {
        restoreUnansweredAfterMs: silent.canaryRestore,
        configUnansweredAfterMs: silent.configRestore,
        badShareOfRollout: rollout?.badShare,
        phaseOfRollout: rollout?.phase,
        istiodBackAfterMs: backAt - awayAt,
        restoreWellAfterBackMs: well.canaryRestore,
        configWellAfterBackMs: well.configRestore,
        rolloutWellAfterBackMs: well.rolloutAbort,
        said: Object.fromEntries(levers.map((lever) => [lever, saidBy(plans[lever])])),
        seconds: bySecond(answers.canaryRestore, awayAt)
      })
      for (const lever of restores) expect(saidBy(plans[lever])).toContain(unheardText)
      if (rollout) {
        expect(saidBy(plans.rolloutAbort)).toContain(stuckText)
        expect(rollout.badShare).toBeGreaterThan(0.1)
        expect(rollout.phase).not.toBe('Degraded')
      }
      for (const lever of levers) {
        const afterwards = answers[lever].filter(({ sentAt }) => sentAt > wellAt)
        expect(Object.keys(countByVersion(afterwards)), lever).toEqual([goodTag])
      }
    }
  )

  test(
    'during it everything is written and nobody is led to it: nothing is proved until istiod is back',
    { timeout: 500_000 },
    async () => {
      const all = await takeAll('during')
      const plans = await each(levers, async (lever) => planOf(all[lever].console, lever, all[lever].choice))
      // istiod answers the API server, and what it would push does not arrive: as when it ends between the two.
      await bench.setRelay(false)
      const approvedAt = Date.now()
      for (const lever of restores) {
        await approve(all[lever].console, plans[lever])
        await until(`no answer any more, by ${lever}`, async () => lately(all[lever]).every(isUnanswered))
      }
      const hasRollout = levers.includes('rolloutAbort')
      if (hasRollout) {
        await approve(all.rolloutAbort.console, plans.rolloutAbort)
        await weightsOfRollout(all.rolloutAbort)
      }
      await bench.setIstiod(false)
      if (hasRollout) await healthyRollout(all.rolloutAbort)
      const meanwhile = hasRollout ? countByVersion(lately(all.rolloutAbort)) : {}
      const proved = levers.map((lever) => all[lever].console.feeds.value('run')?.proved)

      await bench.setIstiod(true)
      await bench.setRelay(true)
      const backAt = Date.now()
      const well = await each(levers, async (lever) => {
        await until(`everybody on the good version, by ${lever}`, async () => lately(all[lever]).every(isGood))
        return Date.now() - backAt
      })
      const answers = await each(levers, async (lever) => all[lever].users.stop())
      await keep('T15-restores-cut-off', {
        ...(hasRollout
          ? { rolloutAnswers: Object.entries(meanwhile).map(([who, count]) => `${count} by ${who}`) }
          : {}),
        istiodBackAfterMs: backAt - approvedAt,
        restoreWellAfterBackMs: well.canaryRestore,
        configWellAfterBackMs: well.configRestore,
        rolloutWellAfterBackMs: well.rolloutAbort,
        seconds: bySecond(answers.canaryRestore, approvedAt)
      })
      // The API server has 100 : 0 and a healthy Rollout; its users are not where it says.
      if (hasRollout) expect(Object.keys(meanwhile)).not.toEqual([goodTag])
      expect(proved).not.toContain(true)
    }
  )
})

/** With one pod each, none of its new ones gets the address of an old one, which the proxies know. */
async function onOnePod({ namespace, admin, client, call }: World, deployment: string): Promise<void> {
  await admin.kubectl(['-n', namespace, 'scale', `deployment/${deployment}`, '--replicas=1'])
  await admin.kubectl(['-n', namespace, 'rollout', 'status', `deployment/${deployment}`, '--timeout=90s'])
  await client.isWell(call)
}

function saidBy(plan: Plan | undefined): readonly string[] {
  return plan === undefined ? [] : warningsOf(plan)
}

/** Waits until the run is asked to abort; answers how its users and its controller are then. */
async function abortedRollout(one: Taken): Promise<{ readonly badShare: number; readonly phase: string | undefined }> {
  const { namespace, admin } = one.world
  await until('the abort', async () => (await readRollout(admin, namespace)).status?.abort === true)
  return { badShare: badShare(lately(one)), phase: (await readRollout(admin, namespace)).status?.phase }
}

function weightsOfRollout({ world: { namespace, admin } }: Taken): Promise<void> {
  return until('the weights', async () => (await weightsOf(admin, namespace, 'cart-stable')).join() === '100,0')
}

function healthyRollout({ world: { namespace, admin } }: Taken): Promise<void> {
  return until('the undo', async () => (await readRollout(admin, namespace)).status?.phase === 'Healthy')
}

async function each<L extends string, T>(
  some: readonly L[],
  act: (lever: L) => Promise<T>
): Promise<Readonly<Record<L, T>>> {
  const found = await Promise.all(some.map(async (lever) => [lever, await act(lever)] as const))
  return Object.fromEntries(found) as Record<L, T>
}
