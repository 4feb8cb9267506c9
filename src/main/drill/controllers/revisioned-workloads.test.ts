import { beforeEach, describe, expect, test } from 'vitest'
import type { Simulation } from '../clock/simulation.ts'
import { createSimulation } from '../clock/simulation.ts'
import type { ApiStore, KubeObject, ResourceKey } from '../store/api-store.ts'
import { createApiStore } from '../store/memory-store.ts'
import { createBuildCatalog } from '../users/build.ts'
import { createBaseObjects } from '../world/base-objects.ts'
import { drawFor } from '../world/random.ts'
import { startDaemonSetController } from './daemonset-controller.ts'
import { createEventRecorder } from './event-recorder.ts'
import type { ControllerRevision, DaemonSet, Pod, StatefulSet } from './kube-types.ts'
import { isReady, keys, nameOf } from './kube-types.ts'
import { startKubelets } from './kubelet.ts'
import { startStatefulSetController } from './statefulset-controller.ts'

const beginMs = Date.parse('2026-03-01T12:00:00Z')
const by = { manager: 'test', controller: true }
const nodes = [1, 2, 3].map((n) => ({ name: `node-${n}`, ip: `10.0.0.${n}`, podNetwork: `10.42.${n}` }))

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
  createBaseObjects(store, beginMs, ['n'], nodes)
  startStatefulSetController(store, simulation, events)
  startDaemonSetController(store, simulation, events, 1)
  const builds = createBuildCatalog(new Map())
  startKubelets(store, simulation, {
    nodes: nodes as never,
    buildOf: (pod) => builds.of(pod.spec.containers[0]?.image ?? ''),
    seed: 1,
    schedulerEvents: events,
    events: new Map(),
    briefBeforeMs: 0,
    onGone: () => undefined
  })
})

function create(key: ResourceKey, kind: string, extra: object): void {
  const labels = { app: 'd' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'app:1' }] } }
  const spec = { selector: { matchLabels: labels }, template, ...extra }
  store.create(key, { apiVersion: 'apps/v1', kind, metadata: { name: 'd', namespace: 'n' }, spec } as KubeObject, by)
}

function release(key: ResourceKey, image: string): void {
  const found = store.get(key, 'n', 'd') as StatefulSet
  const template = { ...found.spec.template, spec: { containers: [{ name: 'c', image }] } }
  store.update(key, { ...found, spec: { ...found.spec, template } } as KubeObject, by)
}

const wait = (seconds: number): void => simulation.runUntil(simulation.nowMs() + seconds * 1000)
const pods = (): readonly Pod[] => store.list(keys.pods, 'n') as readonly Pod[]
const images = (): readonly string[] =>
  pods()
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map(({ spec }) => spec.containers[0]?.image ?? '')
const numbers = (): readonly (readonly [number, string | undefined])[] =>
  (store.list(keys.controllerRevisions, 'n') as readonly ControllerRevision[])
    .map(({ revision, data }) => [revision, data.spec.template.spec.containers[0]?.image] as const)
    .toSorted(([a], [b]) => a - b)
const set = (): StatefulSet => store.get(keys.statefulSets, 'n', 'd') as StatefulSet
const daemons = (): DaemonSet => store.get(keys.daemonSets, 'n', 'd') as DaemonSet

describe('a StatefulSet', () => {
  test('updates from the last pod to the first, and an undo numbers the old revision anew', () => {
    create(keys.statefulSets, 'StatefulSet', { replicas: 3, serviceName: 'd' })
    wait(60)
    expect(pods().map(nameOf).toSorted()).toEqual(['d-0', 'd-1', 'd-2'])
    release(keys.statefulSets, 'app:2')
    wait(4)
    expect(images().slice(0, 2)).toEqual(['app:1', 'app:1'])
    wait(60)
    expect(images()).toEqual(['app:2', 'app:2', 'app:2'])
    expect(numbers()).toEqual([
      [1, 'app:1'],
      [2, 'app:2']
    ])
    release(keys.statefulSets, 'app:1')
    wait(60)
    expect(numbers()).toEqual([
      [2, 'app:2'],
      [3, 'app:1']
    ])
    const { status } = set()
    expect(status).toMatchObject({ replicas: 3, readyReplicas: 3, updatedReplicas: 3 })
    expect(status?.currentRevision).toBe(status?.updateRevision)
  })

  test('keeps the pods under the partition as they are', () => {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 2 } }
    create(keys.statefulSets, 'StatefulSet', { replicas: 3, serviceName: 'd', updateStrategy })
    wait(60)
    release(keys.statefulSets, 'app:2')
    wait(60)
    expect(images()).toEqual(['app:1', 'app:1', 'app:2'])
    expect(set().status).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 })
  })

  test('with OnDelete waits until somebody deletes its pods', () => {
    create(keys.statefulSets, 'StatefulSet', { replicas: 2, serviceName: 'd', updateStrategy: { type: 'OnDelete' } })
    wait(60)
    release(keys.statefulSets, 'app:2')
    wait(60)
    expect(images()).toEqual(['app:1', 'app:1'])
    store.delete(keys.pods, 'n', 'd-1')
    wait(60)
    expect(images()).toEqual(['app:1', 'app:2'])
  })

  test('stays with a broken pod after an undo, until somebody deletes that; not where pods go in parallel', () => {
    for (const podManagementPolicy of ['OrderedReady', 'Parallel']) {
      create(keys.statefulSets, 'StatefulSet', { replicas: 2, serviceName: 'd', podManagementPolicy })
      wait(60)
      release(keys.statefulSets, 'app:crash')
      wait(60)
      expect(images()).toEqual(['app:1', 'app:crash'])
      release(keys.statefulSets, 'app:1')
      wait(120)
      const isStuck = podManagementPolicy === 'OrderedReady'
      expect(images()).toEqual(['app:1', isStuck ? 'app:crash' : 'app:1'])
      if (isStuck) store.delete(keys.pods, 'n', 'd-1')
      wait(60)
      expect(images()).toEqual(['app:1', 'app:1'])
      expect(pods().every(isReady)).toBe(true)
      store.delete(keys.statefulSets, 'n', 'd', { propagationPolicy: 'Background' })
      wait(60)
      expect(pods()).toEqual([])
    }
  })
})

describe('a DaemonSet', () => {
  test('has a pod on each node, and replaces them one by one', () => {
    create(keys.daemonSets, 'DaemonSet', {})
    wait(60)
    expect(
      pods()
        .map(({ spec }) => spec.nodeName ?? '')
        .toSorted()
    ).toEqual(nodes.map(({ name }) => name))
    release(keys.daemonSets, 'app:2')
    wait(4)
    expect(daemons().status).toMatchObject({ desiredNumberScheduled: 3, numberUnavailable: 1 })
    wait(120)
    expect(images()).toEqual(['app:2', 'app:2', 'app:2'])
    expect(daemons().status).toMatchObject({ updatedNumberScheduled: 3, numberAvailable: 3, numberReady: 3 })
  })

  test('stops at the first pod that is broken, and replaces it by itself after an undo', () => {
    create(keys.daemonSets, 'DaemonSet', {})
    wait(60)
    release(keys.daemonSets, 'app:crash')
    wait(120)
    expect(images().filter((image) => image === 'app:crash')).toHaveLength(1)
    release(keys.daemonSets, 'app:1')
    wait(60)
    expect(images()).toEqual(['app:1', 'app:1', 'app:1'])
    expect(numbers().map(([revision]) => revision)).toEqual([2, 3])
  })

  test('with OnDelete waits until somebody deletes its pods', () => {
    create(keys.daemonSets, 'DaemonSet', { updateStrategy: { type: 'OnDelete' } })
    wait(60)
    release(keys.daemonSets, 'app:2')
    wait(60)
    expect(new Set(images())).toEqual(new Set(['app:1']))
  })
})
