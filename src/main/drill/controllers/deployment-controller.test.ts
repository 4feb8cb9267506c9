import { beforeEach, describe, expect, test } from 'vitest'
import type { Simulation } from '../clock/simulation.ts'
import { createSimulation } from '../clock/simulation.ts'
import type { ApiStore } from '../store/api-store.ts'
import { createApiStore } from '../store/memory-store.ts'
import { createBuildCatalog } from '../users/build.ts'
import { createBaseObjects } from '../world/base-objects.ts'
import { drawFor } from '../world/random.ts'
import { startDeploymentController } from './deployment-controller.ts'
import { startEndpointsController } from './endpoints-controller.ts'
import { createEventRecorder } from './event-recorder.ts'
import type { Deployment, Pod, ReplicaSet } from './kube-types.ts'
import { isReady, keys, nameOf } from './kube-types.ts'
import { startKubelets } from './kubelet.ts'
import { startReplicaSetController } from './replicaset-controller.ts'
import { revisionOf } from './revisions.ts'

const beginMs = Date.parse('2026-03-01T12:00:00Z')
const by = { manager: 'test' }
const nodes = [{ name: 'node-1', ip: '10.0.0.1', podNetwork: '10.42.1' }] as const

let simulation: Simulation
let store: ApiStore

beforeEach(() => {
  simulation = createSimulation({ beginMs, speed: 1 })
  const draw = drawFor(1, 'store')
  store = createApiStore({
    now: () => simulation.now(),
    random: () => draw.next(),
    later: (delayMs, task) => void simulation.after(delayMs, task)
  })
  const events = createEventRecorder(store, simulation, { component: 'c', manager: 'kube-controller-manager' }, 0)
  startDeploymentController(store, simulation, events, 0)
  startReplicaSetController(store, simulation, events, 1, 0)
  startEndpointsController(store, simulation, () => undefined, 0)
  const builds = createBuildCatalog(new Map())
  startKubelets(store, simulation, {
    nodes: [...nodes],
    buildOf: (pod) => builds.of(pod.spec.containers[0]?.image ?? ''),
    seed: 1,
    schedulerEvents: events,
    events: new Map(),
    briefBeforeMs: 0,
    onGone: () => undefined
  })
  createBaseObjects(store, beginMs, ['n'], nodes)
})

function create(extra: object = {}): void {
  store.create(
    keys.deployments,
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd', namespace: 'n', annotations: { 'kubernetes.io/change-cause': 'first' } },
      spec: {
        replicas: 4,
        progressDeadlineSeconds: 60,
        selector: { matchLabels: { app: 'd' } },
        template: {
          metadata: { labels: { app: 'd' } },
          spec: { containers: [{ name: 'c', image: 'registry.example/d:1' }] }
        },
        ...extra
      }
    },
    by
  )
}

const read = (): Deployment => store.get(keys.deployments, 'n', 'd') as Deployment
const sets = (): readonly ReplicaSet[] =>
  (store.list(keys.replicaSets, 'n') as readonly ReplicaSet[]).toSorted((a, b) => revisionOf(a) - revisionOf(b))
const pods = (): readonly Pod[] => store.list(keys.pods, 'n') as readonly Pod[]
const progressing = (): string | undefined =>
  read().status?.conditions?.find(({ type }) => type === 'Progressing')?.reason
const messages = (): readonly string[] => store.list(keys.events, 'n').map((event) => String(event['message']))

function change(spec: object): void {
  const current = read()
  store.update(keys.deployments, { ...current, spec: { ...current.spec, ...spec } }, by)
}

function setImage(tag: string): void {
  const { template } = read().spec
  change({
    template: {
      ...template,
      spec: { ...template.spec, containers: [{ name: 'c', image: `registry.example/d:${tag}` }] }
    }
  })
}

function wait(seconds: number): void {
  simulation.runUntil(simulation.nowMs() + seconds * 1000)
}

test('creates a ReplicaSet and pods, and says when it is done', () => {
  create()
  wait(0.5)
  expect(progressing()).toMatch(/NewReplicaSetCreated|ReplicaSetUpdated/)
  wait(30)
  expect(read().status).toMatchObject({ observedGeneration: 1, replicas: 4, updatedReplicas: 4, availableReplicas: 4 })
  expect(read().status).not.toHaveProperty('unavailableReplicas')
  expect(progressing()).toBe('NewReplicaSetAvailable')
  expect(sets()).toHaveLength(1)
  expect(nameOf(sets()[0] as ReplicaSet)).toMatch(/^d-[bcdfghjklmnpqrstvwxz2456789]+$/)
  expect(sets()[0]?.metadata.annotations).toEqual({
    'deployment.kubernetes.io/desired-replicas': '4',
    'deployment.kubernetes.io/max-replicas': '5',
    'deployment.kubernetes.io/revision': '1',
    'kubernetes.io/change-cause': 'first'
  })
  expect(messages()).toContain(`Scaled up replica set ${nameOf(sets()[0] as ReplicaSet)} from 0 to 4`)
})

test('rolls with one more and one fewer than desired at most', () => {
  create()
  wait(30)
  const seen = { most: 0, fewest: Infinity }
  store.watch(keys.pods, () => {
    const staying = pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    seen.most = Math.max(seen.most, staying.length)
    seen.fewest = Math.min(seen.fewest, staying.filter(isReady).length)
  })
  setImage('2')
  wait(60)
  expect(seen).toEqual({ most: 5, fewest: 3 })
  expect(sets().map(({ spec }) => spec.replicas)).toEqual([0, 4])
})

test('an old template takes its ReplicaSet back under a new number', () => {
  create()
  wait(30)
  setImage('2')
  wait(60)
  const first = nameOf(sets()[0] as ReplicaSet)
  setImage('1')
  wait(60)
  expect(sets().map((set) => [revisionOf(set), nameOf(set) === first])).toEqual([
    [2, false],
    [3, true]
  ])
  expect(sets()[1]?.metadata.annotations?.['deployment.kubernetes.io/revision-history']).toBe('1')
  expect(read().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3')
})

test('a rollout that does not progress times out, and recovers', () => {
  create()
  wait(30)
  setImage('crash')
  wait(50)
  expect(progressing()).toBe('ReplicaSetUpdated')
  wait(30)
  expect(progressing()).toBe('ProgressDeadlineExceeded')
  expect(read().status).toMatchObject({ availableReplicas: 3, updatedReplicas: 2 })
  setImage('1')
  wait(60)
  expect(progressing()).toBe('NewReplicaSetAvailable')
})

test('a deadline of 2147483647 s is none: progress is not judged', () => {
  create({ progressDeadlineSeconds: 2_147_483_647 })
  wait(30)
  expect(progressing()).toBeUndefined()
  setImage('crash')
  wait(2000)
  expect(progressing()).toBeUndefined()
  change({ progressDeadlineSeconds: 60 })
  wait(5)
  expect(progressing()).toBe('FoundNewReplicaSet')
  change({ progressDeadlineSeconds: 2_147_483_647 })
  wait(5)
  expect(read().status?.conditions?.map(({ type }) => type)).toEqual(['Available'])
})

test('an image that is not there keeps pods waiting', () => {
  create()
  wait(30)
  setImage('missing')
  wait(20)
  expect(JSON.stringify(pods().map(({ status }) => status))).toContain('ImagePullBackOff')
})

describe('paused', () => {
  test('nothing rolls, but it still scales', () => {
    create()
    wait(30)
    change({ paused: true })
    wait(1)
    expect(progressing()).toBe('DeploymentPaused')
    setImage('2')
    change({ replicas: 6 })
    wait(30)
    expect(sets().map(({ spec }) => spec.replicas)).toEqual([6])
    change({ paused: false })
    wait(90)
    expect(sets().map(({ spec }) => spec.replicas)).toEqual([0, 6])
    expect(progressing()).toBe('NewReplicaSetAvailable')
  })
})

test('Recreate ends all old pods before new ones start', () => {
  create({ strategy: { type: 'Recreate' } })
  wait(30)
  const images: Set<string>[] = []
  store.watch(keys.pods, () => images.push(new Set(pods().map(({ spec }) => spec.containers[0]?.image ?? ''))))
  setImage('2')
  wait(60)
  expect(images.every((present) => present.size <= 1)).toBe(true)
  expect(read().status).toMatchObject({ availableReplicas: 4, updatedReplicas: 4 })
})

test('keeps as many old ReplicaSets as it is told', () => {
  create({ revisionHistoryLimit: 2 })
  for (const tag of ['2', '3', '4', '5']) {
    wait(60)
    setImage(tag)
  }
  wait(60)
  expect(sets().map(revisionOf)).toEqual([3, 4, 5])
})

test('scales to zero and back', () => {
  create()
  wait(30)
  change({ replicas: 0 })
  wait(20)
  expect(pods()).toHaveLength(0)
  change({ replicas: 2 })
  wait(20)
  expect(read().status).toMatchObject({ replicas: 2, availableReplicas: 2 })
})

test('a Service has the ready pods as endpoints', () => {
  store.create(
    keys.services,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's', namespace: 'n' },
      spec: { selector: { app: 'd' }, ports: [{ port: 80 }] }
    },
    by
  )
  create()
  wait(30)
  const subsets = store.get(keys.endpoints, 'n', 's')?.['subsets'] as readonly {
    readonly addresses: readonly object[]
  }[]
  expect(subsets[0]?.addresses).toHaveLength(4)
  expect(subsets[0]?.addresses[0]).toMatchObject({ nodeName: 'node-1', targetRef: { kind: 'Pod' } })
})

test('its slice tells who is leaving, and goes with the Service', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's', namespace: 'n', labels: { own: 'yes' } },
    spec: { selector: { app: 'd' }, ports: [{ port: 80, targetPort: 8080 }] }
  }
  store.create(keys.services, service, by)
  wait(1)
  const slice = () => store.list(keys.endpointSlices, 'n')[0]
  expect(slice()).toMatchObject({ addressType: 'IPv4', endpoints: null, ports: null })
  create()
  wait(30)
  expect(slice()).toMatchObject({
    metadata: {
      name: expect.stringMatching(/^s-[a-z0-9]{5}$/),
      labels: { own: 'yes', 'kubernetes.io/service-name': 's' },
      ownerReferences: [{ kind: 'Service', name: 's' }]
    },
    endpoints: Array.from({ length: 4 }, () => ({ conditions: { ready: true, serving: true, terminating: false } })),
    ports: [{ name: '', port: 8080, protocol: 'TCP' }]
  })
  change({ replicas: 3 })
  wait(0.5)
  expect(slice()?.['endpoints']).toContainEqual(
    expect.objectContaining({ conditions: { ready: false, serving: true, terminating: true } })
  )
  wait(10)
  expect(slice()?.['endpoints']).toHaveLength(3)
  store.delete(keys.services, 'n', 's', { propagationPolicy: 'Background' })
  wait(1)
  expect(slice()).toBeUndefined()
})

test('deleting the Deployment takes everything with it', () => {
  create()
  wait(30)
  store.delete(keys.deployments, 'n', 'd', { propagationPolicy: 'Background' })
  wait(10)
  expect([sets().length, pods().length]).toEqual([0, 0])
})

test('goes on when its namespace goes away in the middle of a rollout', () => {
  create()
  wait(30)
  setImage('2')
  wait(2)
  store.delete(keys.namespaces, null, 'n')
  expect(() => wait(300)).not.toThrow()
  expect(store.list(keys.pods, 'n')).toEqual([])
})
