import { describe, expect, test } from 'vitest'
import { measuredP95Ms } from '../users/latency.ts'
import { drawScenario } from './draw-scenario.ts'
import { scenarios } from './list.ts'
import { scenarioIds } from './plan.ts'
import type { ServicePlan } from './plan.ts'

const seeds = Array.from({ length: 60 }, (_, index) => index * 7919)

function focusOf(id: (typeof scenarioIds)[number], seed: number): ServicePlan {
  const plan = drawScenario(id, seed)
  const focus = plan.services.find(({ name }) => name === plan.focus)
  if (focus === undefined) throw new Error('no focus')
  return focus
}

test('the list names every scenario', () => {
  expect(scenarios.map(({ id }) => id)).toEqual([...scenarioIds])
  for (const { title, teaches, levers, expects } of scenarios) {
    expect([title !== '', teaches !== '', Array.isArray(levers)]).toEqual([true, true, true])
    expect([0, 1]).toContain(expects.exit)
    expect(['hold', 'watch', 'prepare', 'rollBack', 'declareIncident']).toContain(expects.verdict)
    // Where nothing asks for one, it is there for whoever wants it, and is not what is played.
    if (levers.length > 0 && expects.lever !== null) expect(levers).toContain(expects.lever)
  }
})

test('sixty services of one namespace, of which several were released within the hour, and one of those is bad', () => {
  for (const seed of seeds.slice(0, 5)) {
    const { services, focus } = drawScenario('one-among-sixty', seed)
    expect(services).toHaveLength(60)
    const recent = services.filter(({ releases }) => (releases.at(-1)?.atMs ?? -Infinity) > -3_600_000)
    expect(recent.length).toBeGreaterThan(8)
    expect(services.filter(({ releases }) => releases.some(({ good }) => !good)).map(({ name }) => name)).toEqual([
      focus
    ])
  }
})

test('among many services several releases hurt at the same time, each after one that served well', () => {
  for (const seed of seeds.slice(0, 20)) {
    const { services, focus } = drawScenario('several-bad-releases', seed)
    const bad = services.filter(({ releases }) => releases.some(({ good }) => !good))
    expect(bad.map(({ name }) => name)).toContain(focus)
    expect(bad.length).toBeGreaterThanOrEqual(3)
    expect(bad.length).toBeLessThanOrEqual(5)
    for (const { releases } of bad) {
      expect(releases.map(({ good }) => good).slice(-2)).toEqual([true, false])
      expect(releases.at(-1)?.atMs).toBeGreaterThan(-15 * 60_000)
    }
    const alsoRecent = services.filter(
      (service) => !bad.includes(service) && (service.releases.at(-1)?.atMs ?? -Infinity) > -3_600_000
    )
    expect(alsoRecent.length).toBeGreaterThan(1)
  }
})

describe.each(scenarioIds)('%s', (id) => {
  test('the same seed draws the same world, another seed another one', () => {
    expect(drawScenario(id, 42)).toEqual(drawScenario(id, 42))
    expect(drawScenario(id, 42)).not.toEqual(drawScenario(id, 43))
  })

  test('with any seed: several services, one of them the focus, all others good', () => {
    for (const seed of seeds) {
      const plan = drawScenario(id, seed)
      expect(plan.services.length).toBeGreaterThanOrEqual(4)
      expect(new Set(plan.services.map(({ name }) => name)).size).toBe(plan.services.length)
      for (const service of plan.services) {
        const times = service.releases.map(({ atMs }) => atMs)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        expect(new Set(service.releases.map(({ image }) => image)).size).toBe(times.length)
        const mayBeBad =
          id === 'several-bad-releases' || service.name === plan.focus || service.name === `${plan.focus}-next`
        if (!mayBeBad) expect(service.releases.every(({ good }) => good)).toBe(true)
        for (const { good, build } of service.releases)
          if (good) expect(build.errorRatio * service.requestsPerSecond * 60).toBeLessThan(1)
          else if (build.health.kind === 'serves') expect(build.errorRatio).toBeGreaterThanOrEqual(0.06)
      }
    }
  })
})

test('the newest release is the bad one, and where it is not, nothing is', () => {
  for (const seed of seeds) {
    expect(focusOf('healthy', seed).releases.every(({ good }) => good)).toBe(true)
    for (const id of ['bad-deploy', 'config-drift', 'forbidden', 'crash-loop', 'no-metrics', 'colleague-undo'] as const)
      expect(
        focusOf(id, seed)
          .releases.map(({ good }) => good)
          .slice(-2)
      ).toEqual([true, false])
    const goods = focusOf('previous-also-bad', seed).releases.map(({ good }) => good)
    expect(goods.slice(-2)).toEqual([false, false])
    expect(goods[0]).toBe(true)
  }
})

test('pods can take the load whenever all of them are up', () => {
  for (const seed of seeds)
    for (const id of scenarioIds)
      for (const service of drawScenario(id, seed).services)
        expect(service.podCapacity * service.replicas).toBeGreaterThan(service.requestsPerSecond)
})

test('a stuck rollout is past half of its deadline, and configuration drifts after the good revision served', () => {
  for (const seed of seeds) {
    const stuck = drawScenario('crash-loop', seed)
    expect(-stuck.incidentAtMs).toBeGreaterThan(300_000)
    expect(-stuck.incidentAtMs).toBeLessThan(600_000)
    const drift = drawScenario('config-drift', seed)
    expect(drift.configChanges[0]?.atMs).toBeGreaterThan(drift.incidentAtMs)
    expect(drift.configChanges[0]?.atMs).toBeLessThan(0)
  }
})

test('a colleague undoes the bad release while it is looked at, and brings the good one back', () => {
  for (const seed of seeds) {
    const { undo, services, focus } = drawScenario('colleague-undo', seed)
    const { releases } = focusOf('colleague-undo', seed)
    expect(undo).toMatchObject({ name: focus, namespace: services[0]?.namespace })
    expect(undo?.atMs).toBeGreaterThanOrEqual(25_000)
    expect(undo?.atMs).toBeLessThanOrEqual(45_000)
    expect(releases.at(-1)?.good).toBe(false)
    expect(releases[undo?.toRelease ?? -1]?.good).toBe(true)
  }
  expect(drawScenario('bad-deploy', 1).undo).toBeUndefined()
})

test('latency is either plainly raised or plainly not', () => {
  for (const seed of seeds) {
    const p95 = focusOf('bad-deploy', seed).releases.map(({ build }) => measuredP95Ms(build))
    const [bad = 0, ...good] = p95.toReversed()
    expect(Math.max(...good) / Math.min(...good)).toBeLessThan(1.7)
    const raised = bad / (good[0] ?? 1)
    expect(raised < 1.7 || raised > 3.5).toBe(true)
  }
})
