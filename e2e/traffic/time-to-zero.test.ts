import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasTraffic, openTraffic } from './bench.ts'
import { closeConsoles, closedWithinMs, openConsole } from './console.ts'
import { keepWay, pullWay, type PulledWay } from './pull-way.ts'
import { ways } from './ways.ts'

describe.skipIf(!hasTraffic)('from the approval of a lever to the last request on the bad version', () => {
  const pulled = new Map<string, PulledWay>()

  beforeAll(async () => {
    const bench = await openTraffic()
    const made = await Promise.all(
      ways.map(async (way) => {
        const world = await way.make(bench, `zero-${way.lever.toLowerCase()}`)
        return { way, world, console: await openConsole(bench, world.namespace, way.on, way.kind) }
      })
    )
    for (const { way, world, console } of made) pulled.set(way.lever, await pullWay(way, world, console))
  }, 600_000)

  afterAll(closeConsoles, closedWithinMs)

  test.each(ways)('$lever', { timeout: 400_000 }, async ({ lever }) => {
    const one = pulled.get(lever) ?? expect.fail('not pulled')
    const run = await one.settled
    await keepWay(`zero-${lever}`, one, run)
    expect(run, JSON.stringify(run.checks)).toMatchObject({ outcome: 'succeeded', proved: true })
  })
})
