import { describe, expect, test } from 'vitest'
import type { KubeObject, WatchEvent } from './api-store.ts'
import { createApiStore } from './memory-store.ts'

const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' }
const PODS = { group: '', version: 'v1', resource: 'pods' }
const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' }
const REPLICA_SETS = { group: 'apps', version: 'v1', resource: 'replicasets' }
const by = { manager: 'test' }

function storeWithNamespace() {
  const store = createApiStore({ now: () => new Date('2026-03-01T10:00:00Z') })
  store.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, by)
  return store
}

function deployment(metadata: KubeObject['metadata'], spec: object = {}): KubeObject {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } }
  const selector = { matchLabels: { app: 'web' } }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'shop', ...metadata },
    spec: { selector, template, ...spec }
  }
}

describe('the store', () => {
  test('stamps uid, creation time and a resourceVersion that grows', () => {
    const store = storeWithNamespace()
    const first = store.create(DEPLOYMENTS, deployment({ name: 'a' }), by)
    const second = store.create(DEPLOYMENTS, deployment({ name: 'b' }), by)
    expect(first.metadata.creationTimestamp).toBe('2026-03-01T10:00:00Z')
    expect(Number(second.metadata.resourceVersion)).toBeGreaterThan(Number(first.metadata.resourceVersion))
    expect(second.metadata.uid).not.toBe(first.metadata.uid)
  })

  test('refuses a stale update with 409', () => {
    const store = storeWithNamespace()
    const first = store.create(DEPLOYMENTS, deployment({ name: 'a' }), by)
    store.update(DEPLOYMENTS, { ...first, metadata: { ...first.metadata, labels: { v: '2' } } }, by)
    const stale = { ...first, metadata: { ...first.metadata, labels: { v: '3' } } }
    expect(() => store.update(DEPLOYMENTS, stale, by)).toThrow(/object has been modified/)
  })

  test('counts generations on spec changes only, and keeps status out of ordinary writes', () => {
    const store = storeWithNamespace()
    const first = store.create(DEPLOYMENTS, { ...deployment({ name: 'a' }), status: { replicas: 9 } }, by)
    expect((first['status'] as { replicas?: number } | undefined)?.replicas).toBeUndefined()
    const withStatus = store.update(
      DEPLOYMENTS,
      { ...first, status: { replicas: 1 } },
      { ...by, subresource: 'status' }
    )
    expect(withStatus.metadata.generation).toBe(1)
    const changed = store.update(DEPLOYMENTS, { ...deployment({ name: 'a' }, { replicas: 7 }) }, by)
    expect(changed.metadata.generation).toBe(2)
    expect(changed['status']).toEqual({ replicas: 1 })
  })

  test('deletes dependents with their owner, and orphans them when asked', () => {
    const store = storeWithNamespace()
    for (const propagationPolicy of ['Background', 'Foreground', 'Orphan'] as const) {
      const owner = store.create(DEPLOYMENTS, deployment({ name: 'a' }), by)
      const ownerReferences = [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a', uid: owner.metadata.uid ?? '', controller: true }
      ]
      const child = { ...deployment({ name: propagationPolicy.toLowerCase(), ownerReferences }), kind: 'ReplicaSet' }
      store.create(REPLICA_SETS, child, by)
      store.delete(DEPLOYMENTS, 'shop', 'a', { propagationPolicy })
      expect(store.list(DEPLOYMENTS)).toEqual([])
    }
    expect(store.list(REPLICA_SETS).map(({ metadata }) => [metadata.name, metadata.ownerReferences ?? []])).toEqual([
      ['orphan', []]
    ])
  })

  test('leaves a pod on a node terminating until its kubelet deletes it', () => {
    const store = storeWithNamespace()
    const spec = { nodeName: 'node-0', containers: [{ name: 'web', image: 'web:1' }] }
    store.create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'shop' }, spec }, by)
    expect(store.delete(PODS, 'shop', 'p').gone).toBe(false)
    expect(store.get(PODS, 'shop', 'p')?.metadata.deletionTimestamp).toBe('2026-03-01T10:00:30Z')
    expect(store.delete(PODS, 'shop', 'p', { gracePeriodSeconds: 0 }).gone).toBe(true)
  })

  test('tells watchers every change in resourceVersion order, writes by watchers included', () => {
    const store = storeWithNamespace()
    const seen: [string, string | undefined][] = []
    const record = (event: WatchEvent): void => {
      seen.push([event.type, event.object.metadata.resourceVersion])
    }
    store.watch(DEPLOYMENTS, ({ type, object }) => {
      const metadata = { ...object.metadata, labels: { touched: 'yes' } }
      if (type === 'ADDED') store.update(DEPLOYMENTS, { ...object, metadata }, by)
    })
    store.watch(DEPLOYMENTS, record)
    store.create(DEPLOYMENTS, deployment({ name: 'a' }), by)
    expect(seen.map(([type]) => type)).toEqual(['ADDED', 'MODIFIED'])
    expect(Number(seen[1]?.[1])).toBeGreaterThan(Number(seen[0]?.[1]))
  })

  test('keeps given history when seeding', () => {
    const store = storeWithNamespace()
    const metadata = { name: 'a', uid: 'u-1', creationTimestamp: '2025-12-24T08:00:00Z', generation: 4 }
    const seeded = store.create(
      DEPLOYMENTS,
      { ...deployment(metadata), status: { replicas: 2 } },
      { ...by, seed: true }
    )
    expect(seeded.metadata).toMatchObject(metadata)
    expect(seeded['status']).toEqual({ replicas: 2 })
  })
})
