import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasTraffic, openTraffic } from './bench.ts'
import { closeConsoles, closedWithinMs, openConsole } from './console.ts'
import { crowdSize, makeCrowd, type Crowd } from './crowd.ts'
import { keepWay, pullWay, type PulledWay } from './pull-way.ts'
import { ways } from './ways.ts'
import type { World } from './worlds.ts'

describe.skipIf(!hasTraffic)('the same while 200 other Deployments and routes change', () => {
  const pulled = new Map<string, PulledWay & { readonly changesPerSecond: number }>()
  const worlds: World[] = []
  let crowd: Crowd

  beforeAll(async () => {
    const bench = await openTraffic()
    const [made, others] = await Promise.all([
      Promise.all(
        ways.map(async (way) => {
          const world = await way.make(bench, `crowd-${way.lever.toLowerCase()}`)
          worlds.push(world)
          return { way, world, console: await openConsole(bench, world.namespace, way.on) }
        })
      ),
      makeCrowd(bench)
    ])
    crowd = others
    for (const { way, world, console } of made) {
      const beganAt = Date.now()
      const end = crowd.change()
      const one = await pullWay(way, world, console)
      const changesPerSecond = (await end()) / ((Date.now() - beganAt) / 1_000)
      pulled.set(way.lever, { ...one, changesPerSecond })
    }
  }, 600_000)

  afterAll(async () => {
    crowd?.close()
    await closeConsoles()
    await Promise.all(worlds.map((world) => world.close?.()))
  }, closedWithinMs)

  test.each(ways)('$lever', { timeout: 60_000 }, async ({ lever }) => {
    const one = pulled.get(lever) ?? expect.fail('not pulled')
    const { changesPerSecond } = one
    await keepWay(`zero-${lever}-crowd`, one, null, { others: crowdSize, changesPerSecond })
    expect(changesPerSecond).toBeGreaterThan(1)
  })
})
