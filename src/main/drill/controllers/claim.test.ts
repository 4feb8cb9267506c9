import { beforeEach, describe, expect, test } from 'vitest'
import type { Simulation } from '../clock/simulation.ts'
import { createSimulation } from '../clock/simulation.ts'
import type { ApiStore, KubeObject, ResourceKey } from '../store/api-store.ts'
import { createApiStore } from '../store/memory-store.ts'
import { createBaseObjects } from '../world/base-objects.ts'
import { startDeploymentController } from './deployment-controller.ts'
import { createEventRecorder } from './event-recorder.ts'
import type { Deployment } from './kube-types.ts'
import { controllerUid, keys, nameOf } from './kube-types.ts'
import { startReplicaSetController } from './replicaset-controller.ts'

const by = { manager: 'test' }
const template = {
  metadata: { labels: { app: 'd' } },
  spec: { containers: [{ name: 'c', image: 'registry.example/d:1' }] }
}

let simulation: Simulation
let store: ApiStore

beforeEach(() => {
  const beginMs = Date.parse('2026-03-01T12:00:00Z')
  simulation = createSimulation({ beginMs, speed: 1 })
  store = createApiStore({ now: () => simulation.now(), later: (ms, task) => void simulation.after(ms, task) })
  const events = createEventRecorder(store, simulation, { component: 'c', manager: 'kube-controller-manager' }, 0)
  startDeploymentController(store, simulation, events)
  startReplicaSetController(store, simulation, events, 1)
  createBaseObjects(store, beginMs, ['n'], [])
})

const settle = (): void => simulation.runUntil(simulation.nowMs() + 10_000)

function create(): Deployment {
  const metadata = { name: 'd', namespace: 'n' }
  const spec = { replicas: 2, selector: { matchLabels: { app: 'd' } }, template }
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec }
  const created = store.create(keys.deployments, object, by) as Deployment
  settle()
  return created
}

const all = (key: ResourceKey): readonly KubeObject[] => store.list(key, 'n')
const uids = (key: ResourceKey): readonly (string | undefined)[] => all(key).map(({ metadata }) => metadata.uid)
const owners = (key: ResourceKey): readonly (string | undefined)[] => all(key).map(controllerUid)

function first(key: ResourceKey): KubeObject {
  const [object] = all(key)
  if (object === undefined) throw new Error(`there are no ${key.resource}`)
  return object
}

function relabel(key: ResourceKey, object: KubeObject, labels: Readonly<Record<string, string>>): void {
  const current = store.get(key, 'n', nameOf(object)) ?? object
  store.update(key, { ...current, metadata: { ...current.metadata, labels } }, by)
  settle()
}

describe('a Deployment', () => {
  test('made again after its ReplicaSets were orphaned takes them and their pods back', () => {
    const before = create()
    const [sets, pods] = [uids(keys.replicaSets), uids(keys.pods)]
    store.delete(keys.deployments, 'n', 'd', { propagationPolicy: 'Orphan' })
    settle()
    expect(owners(keys.replicaSets)).toEqual([undefined])
    const after = create()
    expect(after.metadata.uid).not.toBe(before.metadata.uid)
    expect(uids(keys.replicaSets)).toEqual(sets)
    expect(uids(keys.pods)).toEqual(pods)
    expect(first(keys.replicaSets).metadata.ownerReferences).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: 'd',
        uid: after.metadata.uid,
        controller: true,
        blockOwnerDeletion: true
      }
    ])
    expect(store.get(keys.deployments, 'n', 'd')).toMatchObject({
      metadata: { annotations: { 'deployment.kubernetes.io/revision': '1' } },
      status: { replicas: 2, updatedReplicas: 2 }
    })
  })

  test('lets go of a ReplicaSet that it no longer selects, makes another, and takes the first back', () => {
    const { metadata } = create()
    const own = first(keys.replicaSets)
    const labels = own.metadata.labels ?? {}
    relabel(keys.replicaSets, own, { ...labels, app: 'other' })
    expect(store.get(keys.replicaSets, 'n', nameOf(own))?.metadata).not.toHaveProperty('ownerReferences')
    expect(all(keys.replicaSets)).toHaveLength(2)
    // The name of the hash is taken, so the next one counts.
    expect(store.get(keys.deployments, 'n', 'd')).toMatchObject({ status: { collisionCount: 1, updatedReplicas: 2 } })
    relabel(keys.replicaSets, own, labels)
    expect(owners(keys.replicaSets)).toEqual([metadata.uid, metadata.uid])
  })

  test('leaves what somebody else controls, and what is being deleted', () => {
    create()
    const own = first(keys.replicaSets)
    store.delete(keys.deployments, 'n', 'd', { propagationPolicy: 'Orphan' })
    const owner = { apiVersion: 'example.com/v1', kind: 'Owner', name: 'o', uid: 'u', controller: true }
    const current = store.get(keys.replicaSets, 'n', nameOf(own)) ?? own
    const metadata = { ...current.metadata, ownerReferences: [owner], finalizers: ['example.com/held'] }
    store.update(keys.replicaSets, { ...current, metadata }, by)
    const { metadata: made } = create()
    expect(new Set(owners(keys.replicaSets))).toEqual(new Set(['u', made.uid]))
    store.delete(keys.replicaSets, 'n', nameOf(own))
    const dying = store.get(keys.replicaSets, 'n', nameOf(own)) ?? own
    const { ownerReferences: _owners, ...orphaned } = dying.metadata
    store.update(keys.replicaSets, { ...dying, metadata: orphaned }, by)
    settle()
    expect(owners(keys.replicaSets)).toContain(undefined)
  })
})

describe('a ReplicaSet', () => {
  test('replaces a pod that it no longer selects, and takes it back in place of the new one', () => {
    create()
    const { uid } = first(keys.replicaSets).metadata
    const pod = first(keys.pods)
    const labels = pod.metadata.labels ?? {}
    relabel(keys.pods, pod, { app: 'quarantined' })
    expect(owners(keys.pods)).toHaveLength(3)
    expect(owners(keys.pods).filter((owner) => owner === uid)).toHaveLength(2)
    relabel(keys.pods, pod, labels)
    expect(owners(keys.pods)).toEqual([uid, uid])
  })
})
