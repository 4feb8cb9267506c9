import { describe, expect, test, vi } from 'vitest'
import type { Deployment, Pod } from '../controllers/kube-types.ts'
import { isReady, keys, nameOf } from '../controllers/kube-types.ts'
import { reportOn, truthOf } from '../control/report.ts'
import type { ScenarioId } from '../scenarios/plan.ts'
import { scenarioIds } from '../scenarios/plan.ts'
import type { World } from './world.ts'
import { createWorld } from './world.ts'

// Each world is a second or two of computing, and machines are busy.
vi.setConfig({ testTimeout: 60_000 })

const startMs = Date.parse('2026-03-01T12:00:00Z')

function worldOf(scenario: ScenarioId, seed: number, at = startMs): World {
  return createWorld({ scenario, seed, speed: 1, startMs: at, token: () => 'token' })
}

/** Puts the template of a revision into the Deployment, as an undo does. */
function undoTo(world: World, revision: number): void {
  const truth = truthOf(world)
  const name = truth.revisions.find((known) => known.revision === revision)?.replicaSet ?? ''
  const replicaSet = world.store.get(keys.replicaSets, truth.namespace, name)
  const deployment = world.store.get(keys.deployments, truth.namespace, truth.deployment) as Deployment
  if (replicaSet === undefined) throw new Error(`no revision ${revision}`)
  const { template } = replicaSet['spec'] as Deployment['spec']
  const labels = Object.fromEntries(
    Object.entries(template.metadata?.labels ?? {}).filter(([label]) => label !== 'pod-template-hash')
  )
  world.store.update(
    keys.deployments,
    {
      ...deployment,
      spec: { ...deployment.spec, template: { ...template, metadata: { ...template.metadata, labels } } }
    },
    { manager: 'test' }
  )
}

/** Everything about the cluster that may not depend on when it was started. */
function shapeOf(world: World): unknown {
  const { namespace } = world.plan
  const pods = world.store.list(keys.pods, namespace) as readonly Pod[]
  return {
    truth: truthOf(world).revisions,
    deployments: (world.store.list(keys.deployments, namespace) as readonly Deployment[]).map(
      ({ metadata, spec, status }) => [
        metadata.name,
        metadata.generation,
        spec.template.spec.containers[0]?.image,
        status?.replicas,
        status?.availableReplicas,
        status?.conditions?.map(({ type, status: state, reason }) => `${type}=${state} ${reason}`)
      ]
    ),
    pods: pods.map((pod) => [nameOf(pod), pod.spec.nodeName, isReady(pod)])
  }
}

const focusStatus = (world: World): Deployment['status'] =>
  (world.store.get(keys.deployments, world.plan.namespace, world.plan.focus) as Deployment).status

const condition = (world: World, type: string): string =>
  focusStatus(world)?.conditions?.find((known) => known.type === type)?.reason ?? ''

// Those about regions share one cluster.
const isTold = (id: ScenarioId): boolean => !id.startsWith('region-') || ['region-down', 'region-switch'].includes(id)

describe.each(scenarioIds.filter(isTold))('%s', (scenario) => {
  test('is under way when it begins, and names itself nowhere', () => {
    const world = worldOf(scenario, 11)
    const everything = JSON.stringify(world.store.kinds().flatMap((kind) => world.store.list(kind)))
    expect(everything).not.toContain(scenario)
    expect(everything).not.toContain('drill')
    expect(reportOn(world, []).usersRecovered).toBe(!world.plan.isIll)
    expect(reportOn(world, []).userErrors.before.requests).toBeGreaterThan(1000)
  })
})

test.each(['bad-deploy', 'crash-loop'] as const)('%s begins the same whenever it is started', (scenario) => {
  const later = worldOf(scenario, 11, startMs + 86_400_123)
  expect(shapeOf(later)).toEqual(shapeOf(worldOf(scenario, 11)))
})

test('going back to the good revision heals users for good', () => {
  const world = worldOf('bad-deploy', 5)
  const before = truthOf(world).revisions
  const good = before.findLast((revision) => revision.good)
  undoTo(world, good?.revision ?? 0)
  world.simulation.runUntil(startMs + 240_000)
  const report = reportOn(world, [])
  expect(report.usersRecovered).toBe(true)
  expect(report.userErrors.during.errors / report.userErrors.during.requests).toBeGreaterThan(0.05)
  expect(report.userErrors.after.errors / report.userErrors.after.requests).toBeLessThan(0.01)
  expect(condition(world, 'Progressing')).toBe('NewReplicaSetAvailable')
  const after = truthOf(world).revisions
  const renumbered = after.find(({ replicaSet }) => replicaSet === good?.replicaSet)
  expect(renumbered).toMatchObject({ revision: before.length + 1, formerRevisions: [good?.revision] })
  undoTo(world, before.length)
  world.simulation.runUntil(startMs + 480_000)
  expect(reportOn(world, []).usersRecovered).toBe(false)
})

test('a colleague undoes the bad release, as kubectl would, and users recover', () => {
  const world = worldOf('colleague-undo', 5)
  const before = truthOf(world).revisions
  const good = before.findLast((revision) => revision.good)
  world.simulation.runUntil(startMs + 240_000)
  const now = world.store.get(keys.deployments, world.plan.namespace, world.plan.focus)
  expect(now?.metadata.managedFields?.map(({ manager }) => manager)).toContain('kubectl')
  const renumbered = truthOf(world).revisions.find(({ replicaSet }) => replicaSet === good?.replicaSet)
  expect(renumbered).toMatchObject({ revision: before.length + 1, formerRevisions: [good?.revision] })
  expect(reportOn(world, [])).toMatchObject({ usersRecovered: true, effects: [] })
})

test('a colleague who comes second changes nothing', () => {
  const world = worldOf('colleague-undo', 5)
  const good = truthOf(world).revisions.findLast((revision) => revision.good)
  world.simulation.runUntil(startMs + 10_000)
  undoTo(world, good?.revision ?? 0)
  world.simulation.runUntil(startMs + 20_000)
  const generation = world.store.get(keys.deployments, world.plan.namespace, world.plan.focus)?.metadata.generation
  world.simulation.runUntil(startMs + 240_000)
  const now = world.store.get(keys.deployments, world.plan.namespace, world.plan.focus)
  expect(now?.metadata.generation).toBe(generation)
  expect(reportOn(world, []).usersRecovered).toBe(true)
})

test('the previous revision does not help when it was bad as well', () => {
  const world = worldOf('previous-also-bad', 5)
  const { revisions } = truthOf(world)
  expect(revisions.at(-2)?.good).toBe(false)
  undoTo(world, revisions.at(-2)?.revision ?? 0)
  world.simulation.runUntil(startMs + 240_000)
  expect(reportOn(world, []).usersRecovered).toBe(false)
})

test('a crash loop blocks the rollout until someone goes back', () => {
  const world = worldOf('crash-loop', 5)
  const crashing = (world.store.list(keys.pods, world.plan.namespace) as readonly Pod[]).filter((pod) => !isReady(pod))
  expect(crashing.length).toBeGreaterThan(0)
  for (const pod of crashing) expect(JSON.stringify(pod.status)).toMatch(/CrashLoopBackOff|"restartCount":[1-9]/)
  expect(condition(world, 'Progressing')).toBe('ReplicaSetUpdated')
  world.simulation.runUntil(startMs + 400_000)
  expect(condition(world, 'Progressing')).toBe('ProgressDeadlineExceeded')
  expect(condition(world, 'Available')).toBe('MinimumReplicasAvailable')
  undoTo(world, truthOf(world).revisions.findLast(({ good }) => good)?.revision ?? 0)
  world.simulation.runUntil(startMs + 600_000)
  expect(condition(world, 'Progressing')).toBe('NewReplicaSetAvailable')
  expect(reportOn(world, []).usersRecovered).toBe(true)
})

test('a canary only hurts while it has a share of the traffic', () => {
  const world = worldOf('flagger-owned', 5)
  const { userErrors } = reportOn(world, [])
  expect(userErrors.before.errors / userErrors.before.requests).toBeLessThan(0.01)
  expect(userErrors.during.errors / userErrors.during.requests).toBeGreaterThan(0.01)
  const canary = world.store.get(keys.canaries, world.plan.namespace, world.plan.focus)
  expect(canary?.['spec']).toMatchObject({ targetRef: { kind: 'Deployment', name: world.plan.focus } })
  expect(canary?.['status']).toMatchObject({ phase: 'Progressing' })
})

describe('what Prometheus tells', () => {
  async function ask(
    world: World,
    path: string,
    parameters: Readonly<Record<string, string>>
  ): Promise<readonly number[]> {
    const { namespace, service, port } = world.plan.prometheus
    const answer = await world.serviceProxy.handle({
      namespace,
      of: 'services',
      service,
      port: String(port),
      scheme: 'http',
      method: 'GET',
      path,
      query: new URLSearchParams(parameters),
      body: ''
    })
    const { data } = JSON.parse(answer?.body ?? '') as {
      readonly data: {
        readonly result: readonly {
          readonly value?: readonly [number, string]
          readonly values?: readonly (readonly [number, string])[]
        }[]
      }
    }
    return data.result
      .flatMap(({ value, values }) => [...(value === undefined ? [] : [value]), ...(values ?? [])])
      .map(([, text]) => Number(text))
  }

  const ratio = (world: World): string => {
    const selector = `reporter="destination",destination_workload="${world.plan.focus}",destination_workload_namespace="${world.plan.namespace}"`
    return `sum(rate(istio_requests_total{${selector},response_code=~"5.*"}[1m])) / sum(rate(istio_requests_total{${selector}}[1m]))`
  }

  test('is what users saw', async () => {
    const world = worldOf('bad-deploy', 8)
    const [measured] = await ask(world, '/api/v1/query', { query: ratio(world) })
    const truth =
      world.plan.services.find(({ name }) => name === world.plan.focus)?.releases.at(-1)?.build.errorRatio ?? 0
    expect(measured).toBeGreaterThan(truth * 0.95)
    expect(measured).toBeLessThan(truth * 1.05)
  })

  test('never shows less than 99.9 % availability when nothing is wrong', async () => {
    for (const seed of [3, 4]) {
      const world = worldOf('healthy', seed)
      const selector = `reporter="source",destination_workload_namespace="${world.plan.namespace}"`
      const by = 'sum by (destination_workload)'
      const rates = [
        `${by} (rate(istio_requests_total{${selector},response_code=~"5.*"}[1m]))`,
        `${by} (rate(istio_requests_total{${selector}}[1m]))`
      ]
      const values = await ask(world, '/api/v1/query_range', {
        query: rates.join(' / '),
        start: String(startMs / 1000 - 1200),
        end: String(startMs / 1000),
        step: '15'
      })
      expect(values.length).toBeGreaterThan(0)
      expect(Math.max(...values)).toBeLessThan(0.001)
    }
  })

  test('keeps the record of every revision while it served', async () => {
    const world = worldOf('previous-also-bad', 8)
    const focus = world.plan.services.find(({ name }) => name === world.plan.focus)
    for (const [index, release] of (focus?.releases ?? []).entries()) {
      const endMs = focus?.releases[index + 1]?.atMs ?? 0
      const fromMs = Math.max(release.atMs, endMs - 3_600_000) + 180_000
      const values = await ask(world, '/api/v1/query_range', {
        query: ratio(world),
        start: String((startMs + fromMs) / 1000),
        end: String((startMs + endMs) / 1000),
        step: '30'
      })
      expect(values.length).toBeGreaterThan(3)
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      if (release.good) expect(mean).toBeLessThan(0.005)
      else expect(mean).toBeGreaterThan(0.06)
    }
  })

  test('is nothing when it does not answer', async () => {
    for (const seed of [1, 2]) {
      const world = worldOf('no-metrics', seed)
      const { namespace, service, port } = world.plan.prometheus
      const answer = await world.serviceProxy.handle({
        namespace,
        of: 'services',
        service,
        port: String(port),
        scheme: 'http',
        method: 'GET',
        path: '/api/v1/query',
        query: new URLSearchParams({ query: 'up' }),
        body: ''
      })
      expect(answer?.status ?? 503).toBe(503)
    }
  })
})
