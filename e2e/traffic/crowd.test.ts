import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { closeConsoles, closedWithinMs, openConsole } from './console.ts'
import { crowdSize, makeCrowd, type Crowd } from './crowd.ts'
import { keepWay, pullWay } from './pull-way.ts'
import { ways, waysWithControllers } from './ways.ts'
import type { World } from './worlds.ts'

const all = [...ways, ...waysWithControllers]

describe.skipIf(!hasTraffic)(
  'from the approval to the last request on the bad version, while 200 others are released',
  () => {
    const worlds = new Map<string, World>()
    let bench: TrafficBench
    let crowd: Crowd

    beforeAll(async () => {
      bench = await openTraffic()
      await Promise.all(
        all.map(async ({ lever, make }) => worlds.set(lever, await make(bench, `crowd-${lever.toLowerCase()}`)))
      )
      crowd = await makeCrowd(bench)
    }, 600_000)

    // A person has one console: what the others would read would be counted against the lever.
    afterEach(closeConsoles, closedWithinMs)

    afterAll(async () => {
      crowd?.close()
      await Promise.all([...worlds.values()].map(async (world) => world.close?.()))
    })

    test.each(all)('$lever', { timeout: 300_000 }, async (way) => {
      const world = worlds.get(way.lever) ?? expect.fail('no world')
      const console = await openConsole(bench, world.namespace, way.on, way.kind)
      const beganAt = Date.now()
      const end = crowd.release()
      const one = await pullWay(way, world, console).catch(async (error: unknown) => {
        await end()
        throw error
      })
      const releasesPerSecond = (await end()) / ((Date.now() - beganAt) / 1_000)
      await keepWay(`zero-${way.lever}-crowd`, one, null, { inCrowd: { others: crowdSize, releasesPerSecond } })
      expect(releasesPerSecond).toBeGreaterThan(1)
    })
  }
)
