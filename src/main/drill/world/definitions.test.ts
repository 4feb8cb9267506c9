import { expect, test } from 'vitest'
import { keys } from '../controllers/kube-types.ts'
import { createApiStore } from '../store/memory-store.ts'
import type { ApiStore, WatchEvent } from '../store/api-store.ts'
import { install, systems } from './definitions.ts'

const by = { manager: 'test' }

function storeWithNamespace(): ApiStore {
  const store = createApiStore({ now: () => new Date('2026-03-01T12:00:00Z') })
  store.create(keys.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, by)
  return store
}

test('every system brings its kinds, each version served', () => {
  const store = storeWithNamespace()
  for (const system of systems) install(store, system)
  const served = store.kinds().filter(({ custom }) => custom)
  const names = served.map(({ kind, group, version }) => `${kind}.${version}.${group}`)
  expect(new Set(names).size).toBe(names.length)
  for (const key of Object.values(keys))
    expect(
      store
        .kinds()
        .some(
          ({ group, resource, version }) => key.group === group && key.resource === resource && key.version === version
        )
    ).toBe(true)
})

test('a VirtualService is the same object in every version that is served', () => {
  const store = storeWithNamespace()
  install(store, 'istio')
  const seen: WatchEvent[] = []
  const v1 = { ...keys.virtualServices, version: 'v1' }
  store.watch(v1, (event) => seen.push(event))
  const spec = { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart-primary' }, weight: 100 }] }] }
  store.create(
    keys.virtualServices,
    {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      metadata: { name: 'cart', namespace: 'shop' },
      spec
    },
    by
  )
  const read = store.get(v1, 'shop', 'cart')
  expect(read).toMatchObject({ apiVersion: 'networking.istio.io/v1', spec })
  expect(store.list(v1).map(({ apiVersion }) => apiVersion)).toEqual(['networking.istio.io/v1'])
  expect(seen.map(({ object }) => object.apiVersion)).toEqual(['networking.istio.io/v1'])
  if (read === undefined) throw new Error('not there')
  store.update(v1, { ...read, spec: { ...spec, hosts: ['cart', 'cart.shop'] } }, by)
  const older = store.get({ ...v1, version: 'v1alpha3' }, 'shop', 'cart')
  expect(older).toMatchObject({ apiVersion: 'networking.istio.io/v1alpha3', spec: { hosts: ['cart', 'cart.shop'] } })
  expect(older?.metadata.uid).toBe(read.metadata.uid)
})
