import { describe, expect, test, vi } from 'vitest'
import { reportOn, truthOf } from '../control/report.ts'
import type { Deployment, ReplicaSet } from '../controllers/kube-types.ts'
import { controllerUid, keys } from '../controllers/kube-types.ts'
import { revisionOf } from '../controllers/revisions.ts'
import type { Canary } from '../flagger/canary.ts'
import type { VirtualService } from '../flagger/istio.ts'
import { applyMergePatch } from '../api/merge-patch.ts'
import type { ScenarioId } from '../scenarios/plan.ts'
import type { KubeObject, ResourceKey } from '../store/api-store.ts'
import type { World } from './world.ts'
import { createWorld } from './world.ts'

// Each world is a second or two of computing, and machines are busy.
vi.setConfig({ testTimeout: 60_000 })

const startMs = Date.parse('2026-03-01T12:00:00Z')
const seed = 6

function begin(scenario: ScenarioId): World {
  return createWorld({ scenario, seed, speed: 1, startMs, token: () => 'token' })
}

function patch(
  world: World,
  key: ResourceKey,
  name: string,
  change: object,
  isStatus = false,
  namespace?: string
): void {
  const found = world.store.get(key, namespace ?? world.plan.namespace, name)
  if (found === undefined) throw new Error(`no ${key.resource} ${name}`)
  const by = { manager: 'test' } as const
  world.store.update(
    key,
    applyMergePatch(found, change) as KubeObject,
    isStatus ? { ...by, subresource: 'status' } : by
  )
}

/** Puts back the template of the release before. */
function undo(world: World, name: string): void {
  const { store, plan } = world
  const found = store.get(keys.deployments, plan.namespace, name) as Deployment
  const [, before] = (store.list(keys.replicaSets, plan.namespace) as readonly ReplicaSet[])
    .filter((one) => controllerUid(one) === found.metadata.uid)
    .toSorted((a, b) => revisionOf(b) - revisionOf(a))
  if (before === undefined) throw new Error('no release before')
  const { 'pod-template-hash': _hash, ...labels } = before.spec.template.metadata?.labels ?? {}
  const template = { ...before.spec.template, metadata: { ...before.spec.template.metadata, labels } }
  store.update(keys.deployments, { ...found, spec: { ...found.spec, template } }, { manager: 'test' })
}

/** Gives everything to one host in every route that it is in. */
function drain({ store, plan }: World, to: string): void {
  for (const found of store.list(keys.virtualServices, plan.namespace) as readonly VirtualService[]) {
    const http = found.spec.http?.map(({ route = [], ...rest }) => ({
      ...rest,
      route: route.map((one) => ({ ...one, weight: one.destination.host === to ? 100 : 0 }))
    }))
    store.update(
      keys.virtualServices,
      { ...found, spec: { ...found.spec, ...(http && { http }) } },
      { manager: 'test' }
    )
  }
}

const after = (world: World, seconds: number): boolean => {
  world.simulation.runUntil(startMs + seconds * 1000)
  return reportOn(world, []).usersRecovered
}

const canaryOf = ({ store, plan }: World): Canary => store.get(keys.canaries, plan.namespace, plan.focus) as Canary

/** The share of requests that failed in the last minute. */
function errorsNow({ simulation, traffic, plan }: World): number {
  const route = traffic.routes.find(({ name }) => name === plan.focus)
  if (route === undefined) throw new Error('nobody calls it')
  const [from, to] = [traffic.totals(route, simulation.nowMs() - 60_000), traffic.totals(route, simulation.nowMs())]
  return (to.errors - from.errors) / (to.requests - from.requests)
}

const armed = { status: { failedChecks: 10 } }

describe('a release on trial', () => {
  test.each(['canary-failing-10', 'canary-failing-30', 'canary-failing-50'] as const)(
    '%s ends when it is armed and drained, and not by the undo of its target',
    (scenario) => {
      const share = Number(scenario.slice(-2))
      const world = begin(scenario)
      expect(canaryOf(world).status).toMatchObject({ phase: 'Progressing', canaryWeight: share })
      expect(errorsNow(world)).toBeGreaterThan((share / 100) * 0.29)
      patch(world, keys.canaries, world.plan.focus, armed, true)
      drain(world, `${world.plan.focus}-primary`)
      expect(after(world, 150)).toBe(true)
      expect(canaryOf(world).status).toMatchObject({ phase: 'Failed', canaryWeight: 0 })
    }
  )

  test('a drain alone lasts until the next healthy tick: a release with no failing check comes back', () => {
    const world = begin('gate-waiting')
    expect(canaryOf(world).status).toMatchObject({ phase: 'WaitingPromotion', canaryWeight: 0 })
    expect(errorsNow(world)).toBeGreaterThan(0.14)
    drain(world, `${world.plan.focus}-primary`)
    world.simulation.runUntil(startMs + 90_000)
    expect(errorsNow(world)).toBeGreaterThan(0.05)
    patch(world, keys.canaries, world.plan.focus, armed, true)
    expect(after(world, 240)).toBe(true)
  })

  test('crashing pods with traffic are heard by nobody until the deadline', () => {
    const world = begin('canary-crash-loop')
    expect(errorsNow(world)).toBeCloseTo(0.3, 1)
    patch(world, keys.canaries, world.plan.focus, armed, true)
    expect(after(world, 240)).toBe(false)
    drain(world, `${world.plan.focus}-primary`)
    expect(after(world, 320)).toBe(true)
  })

  test('suspended, it does what was due as soon as it is resumed', () => {
    const world = begin('suspended-and-forgotten')
    expect(canaryOf(world).status).toMatchObject({ phase: 'Progressing', failedChecks: 3 })
    expect(after(world, 300)).toBe(false)
    patch(world, keys.canaries, world.plan.focus, { spec: { suspend: false } })
    expect(after(world, 440)).toBe(true)
    expect(canaryOf(world).status?.phase).toBe('Failed')
  })

  test('without Flagger weights stay as somebody sets them', () => {
    const world = begin('flagger-dead')
    patch(world, keys.canaries, world.plan.focus, armed, true)
    expect(after(world, 200)).toBe(false)
    drain(world, `${world.plan.focus}-primary`)
    expect(after(world, 400)).toBe(true)
    expect(canaryOf(world).status?.phase).toBe('Progressing')
  })

  test('a primary that is not ready stops every tick', () => {
    const world = begin('primary-not-ready')
    patch(world, keys.canaries, world.plan.focus, armed, true)
    world.simulation.runUntil(startMs + 150_000)
    expect(canaryOf(world).status?.phase).toBe('Progressing')
  })

  test('cookies hold users whom a drained split does not bring back; Flagger lets them go', () => {
    const world = begin('sticky-users')
    const bound = errorsNow(world)
    patch(world, keys.canaries, world.plan.focus, { spec: { suspend: true } })
    const { store, plan } = world
    const routes = store.get(keys.virtualServices, plan.namespace, plan.focus) as VirtualService
    const http = routes.spec.http?.map((one, index) =>
      index === 0 ? one : { ...one, route: one.route?.map((to, at) => ({ ...to, weight: at === 0 ? 100 : 0 })) }
    )
    store.update(
      keys.virtualServices,
      { ...routes, spec: { ...routes.spec, ...(http && { http }) } },
      { manager: 'test' }
    )
    world.simulation.runUntil(startMs + 120_000)
    expect(errorsNow(world)).toBeGreaterThan(bound / 2)
    patch(world, keys.canaries, plan.focus, { spec: { suspend: false } })
    patch(world, keys.canaries, plan.focus, armed, true)
    expect(after(world, 400)).toBe(true)
  })

  test('only those who match meet it in A/B testing, and a mirror is met by nobody', () => {
    const tested = begin('ab-test')
    expect(errorsNow(tested)).toBeGreaterThan(0.04)
    expect(canaryOf(tested).status).toMatchObject({ phase: 'Progressing', canaryWeight: 0, iterations: 1 })
    const mirrored = begin('mirrored-copies')
    expect(errorsNow(mirrored)).toBeLessThan(0.001)
    expect(canaryOf(mirrored).status?.failedChecks).toBeGreaterThan(0)
  })
})

describe('a bad release that was promoted', () => {
  test.each(['bad-promotion', 'skip-analysis-left-on'] as const)('%s ends with the undo of the primary', (scenario) => {
    const world = begin(scenario)
    expect(canaryOf(world).status?.phase).toBe('Succeeded')
    undo(world, `${world.plan.focus}-primary`)
    expect(after(world, 150)).toBe(true)
    expect(canaryOf(world).status?.phase).toBe('Succeeded')
  })

  test('half-way, the canary serves everybody and says that it has failed', () => {
    const world = begin('promotion-failed')
    expect(canaryOf(world).status).toMatchObject({ phase: 'Failed', canaryWeight: 100 })
    undo(world, world.plan.focus)
    expect(after(world, 30)).toBe(false)
  })
})

describe('routes that people write', () => {
  test.each(['three-destinations', 'delegated-routes'] as const)(
    '%s: the first weight alone leaves users there',
    (scenario) => {
      const world = begin(scenario)
      const { plan } = world
      // What fails is the version beside it, and whoever judges a game is told so.
      expect(truthOf(world).failing).toEqual([`${plan.focus}-next`])
      drain(world, plan.focus)
      expect(after(world, 120)).toBe(true)
    }
  )
})

test('what a repository says comes back, until its controller is stopped', () => {
  const world = begin('gitops-puts-back')
  const { plan } = world
  const [gitops] = plan.gitops
  if (gitops === undefined) throw new Error('no controller')
  undo(world, plan.focus)
  expect(after(world, 150)).toBe(false)
  const isArgo = gitops.by === 'argo-cd'
  const stop = isArgo ? { spec: { syncPolicy: { automated: { enabled: false } } } } : { spec: { suspend: true } }
  patch(world, isArgo ? keys.applications : keys.kustomizations, gitops.name, stop, false, gitops.owner)
  undo(world, plan.focus)
  expect(after(world, 330)).toBe(true)
})

test('an undo does not bring a ConfigMap back', () => {
  const world = begin('config-only-release')
  const { plan } = world
  undo(world, plan.focus)
  expect(after(world, 150)).toBe(false)
  const { configTrouble } = plan
  if (configTrouble === undefined) throw new Error('no trouble')
  patch(world, keys.configMaps, configTrouble.name, { data: { [configTrouble.key]: '2000' } })
  undo(world, plan.focus)
  expect(after(world, 330)).toBe(true)
})
