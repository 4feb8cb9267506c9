import { describe, expect, test } from 'vitest'
import { createSimulation } from '../clock/simulation.ts'
import type { Simulation } from '../clock/simulation.ts'
import type { RegionScenarioId } from '../scenarios/region-stories.ts'
import { regionScenarioIds } from '../scenarios/region-stories.ts'
import type { AzureWorld } from './azure-world.ts'
import { createAzureWorld } from './azure-world.ts'
import { planOf } from './testing/azure-stage.ts'

const startMs = Date.parse('2026-03-01T12:00:00Z')
const minute = 60_000

interface Lived {
  readonly world: AzureWorld
  readonly simulation: Simulation
  /** `NAME status monitor` of all endpoints. */
  readonly endpoints: () => readonly string[]
  /** Another operator switches the endpoint of that index of the first profile. */
  readonly flip: (index: number, endpointStatus: 'Enabled' | 'Disabled') => void
  readonly pass: (ms: number) => void
  /** Share of requests that failed in the last 30 s. */
  readonly failing: () => number
}

/** A scenario, brought up to the moment it begins. */
function lived(id: RegionScenarioId, seed = 11): Lived {
  const simulation = createSimulation({ beginMs: startMs - 60 * minute, speed: 1 })
  const world = createAzureWorld(planOf(id, seed), simulation, startMs)
  simulation.runUntil(startMs)
  const [first] = world.plan.profiles
  return {
    world,
    simulation,
    endpoints: () =>
      world.manager
        .profiles()
        .flatMap((profile) =>
          profile.endpoints.map(
            (endpoint) =>
              `${String(endpoint.properties['endpointStatus'])} ${world.manager.statusOf(profile, endpoint)}`
          )
        ),
    flip: (index, endpointStatus) =>
      world.deed({ do: 'endpoint', endpoint: first.endpoints[index]?.name ?? '', properties: { endpointStatus } }),
    pass: (ms) => simulation.runUntil(simulation.nowMs() + ms),
    failing: () => {
      const { requests, errors } = world.visitors.between(simulation.nowMs() - 30_000, simulation.nowMs())
      return errors / requests
    }
  }
}

const darkIn = ({ world }: Lived): number => world.visitors.seconds.filter(({ darkLookups }) => darkLookups > 0).length

test.each(regionScenarioIds)('%s begins as it is told, with any seed', (id) => {
  for (const seed of [1, 2, 3]) {
    const story = lived(id, seed)
    const isHurt = id !== 'region-switch' && id !== 'region-postgres-switch'
    expect(story.failing() > 0.9, `seed ${seed}`).toBe(isHurt)
    expect(darkIn(story)).toBe(0)
    expect(story.world.cosmos?.account.provisioningState).toBe(
      /^region-(?:sql|postgres)/.test(id) ? undefined : 'Succeeded'
    )
  }
})

describe('in region-down', () => {
  test('the other region is switched on, gets Online, and users follow; nobody is left in the dark', () => {
    const story = lived('region-down')
    expect(story.endpoints()).toEqual(['Enabled Degraded', 'Disabled Disabled'])
    story.flip(1, 'Enabled')
    expect(story.endpoints()[1]).toBe('Enabled CheckingEndpoint')
    story.pass(minute)
    expect(story.endpoints()).toEqual(['Enabled Degraded', 'Enabled Online'])
    story.pass(3 * minute)
    story.flip(0, 'Disabled')
    story.pass(minute)
    expect(story.failing()).toBe(0)
    expect(darkIn(story)).toBe(0)
  })

  test('the written order leaves everybody in the dark, longer than the gap was', () => {
    const story = lived('region-down')
    story.flip(0, 'Disabled')
    story.pass(20_000)
    story.flip(1, 'Enabled')
    story.pass(5 * minute)
    expect(story.failing()).toBe(0)
    expect(darkIn(story)).toBeGreaterThan(20)
  })
})

test('in region-stand-in-unwell the other region never gets Online', () => {
  const story = lived('region-stand-in-unwell')
  story.flip(1, 'Enabled')
  story.pass(4 * minute)
  expect(story.endpoints()).toEqual(['Enabled Degraded', 'Enabled Degraded'])
})

test('in region-stand-in-fails users recover, and then do not', () => {
  const story = lived('region-stand-in-fails')
  story.flip(1, 'Enabled')
  story.pass(4 * minute)
  expect(story.failing()).toBe(0)
  story.flip(0, 'Disabled')
  story.pass(5 * minute)
  expect(story.failing()).toBeGreaterThan(0.9)
  expect(story.endpoints()).toEqual(['Disabled Disabled', 'Enabled Degraded'])
})

test('in region-second-operator the profile is another one a few seconds after the first step', () => {
  const story = lived('region-second-operator')
  const priority = (): unknown => story.world.manager.profiles()[0]?.endpoints[1]?.properties['priority']
  story.flip(1, 'Enabled')
  expect(priority()).toBe(2)
  story.pass(6000)
  expect(priority()).toBe(7)
})

test('in region-geographic who belongs to the region that is switched off gets nothing, for as long as it is', () => {
  const story = lived('region-geographic')
  story.flip(1, 'Enabled')
  story.flip(0, 'Disabled')
  story.pass(5 * minute)
  expect(story.failing()).toBe(1)
  expect(darkIn(story)).toBeGreaterThan(120)
})

test('in region-nested the parent sees of the child whether enough of it is well', () => {
  const story = lived('region-nested')
  expect(story.endpoints()).toEqual(['Enabled Degraded', 'Disabled Disabled', 'Enabled Degraded'])
  story.flip(1, 'Enabled')
  story.pass(4 * minute)
  expect(story.failing()).toBe(0)
})

test('in region-long-ttl users stay long after the name servers have moved', () => {
  const story = lived('region-long-ttl')
  const [short] = [lived('region-down')]
  for (const one of [story, short]) {
    one.flip(1, 'Enabled')
    one.pass(2 * minute)
    one.flip(0, 'Disabled')
    one.pass(2 * minute)
  }
  expect(short.failing()).toBe(0)
  expect(story.failing()).toBeGreaterThan(0.1)
  // The alias of an hour holds nobody up: what it leads to is remembered apart from it.
  story.pass(4 * minute)
  expect(story.failing()).toBe(0)
})

test('in region-flat-name users come back when the addresses in front are forgotten, long after the profile’s answer is', () => {
  const story = lived('region-flat-name')
  story.flip(1, 'Enabled')
  story.pass(2 * minute)
  story.flip(0, 'Disabled')
  story.pass(3 * minute)
  expect(story.failing()).toBeGreaterThan(0.3)
  story.pass(8 * minute)
  expect(story.failing()).toBe(0)
})

test('an endpoint that was taken out and put back is probed again', () => {
  const { world, endpoints, pass } = lived('region-switch')
  const [profile] = world.manager.profiles()
  if (profile === undefined) throw new Error('no profile')
  world.manager.write({ ...profile, endpoints: profile.endpoints.slice(1) })
  pass(minute)
  world.manager.write(profile)
  expect(endpoints()[0]).toBe('Enabled CheckingEndpoint')
  pass(minute)
  expect(endpoints()[0]).toBe('Enabled Online')
})

test('the same seed lives the same history', () => {
  const [one, other] = [lived('region-down', 4), lived('region-down', 4)]
  expect(one.world.visitors.seconds).toEqual(other.world.visitors.seconds)
  expect(lived('region-down', 5).world.visitors.seconds).not.toEqual(one.world.visitors.seconds)
})
