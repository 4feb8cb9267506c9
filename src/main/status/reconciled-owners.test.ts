import { expect, test } from 'vitest'
import { failureOf, type Ownership } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { gitopsRelated } from '../providers/kubernetes/gitops/related.ts'
import { reconcilersOf } from '../providers/kubernetes/gitops/reconcilers.ts'
import { seenReconcilers } from '../providers/kubernetes/gitops/seen-reconcilers.ts'
import { watchedReconciler } from '../providers/kubernetes/gitops/watched.ts'
import { markedOwners } from '../providers/kubernetes/owners/marked-owners.ts'
import { reconciledOwners } from './reconciled-owners.ts'

const observedAt = '2026-11-29T02:13:20.000Z'
const ref = { namespace: 'depot', name: 'parcels' }
const value = (...items: readonly KubeObject[]) => ({ state: 'value', value: items, observedAt }) as const
const forbidden = { state: 'forbidden', failure: failureOf('forbidden', 'no'), observedAt } as const

const deployment = (metadata: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { ...ref, uid: 'u', ...metadata }
})
const byFlux = deployment({
  labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }
})
const byArgo = deployment({
  annotations: { 'argocd.argoproj.io/tracking-id': 'depot:apps/Deployment:depot/parcels' }
})
const reconciler = (kind: string, spec: object, namespace = 'argocd'): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: kind === 'Application' ? 'depot' : 'apps', namespace, uid: 'r' },
  spec
})
const selfHeal = { syncPolicy: { automated: { selfHeal: true } } }

function known(workload: KubeObject, seen: Readonly<Record<string, unknown>>): WatchedObjects {
  return new Map(Object.entries({ deployments: value(workload), ...seen })) as WatchedObjects
}

function idOf(workload: KubeObject, namespace?: string): string {
  const [name] = reconcilersOf(workload)
  return name ? watchedReconciler(name, namespace) : ''
}

test.each([
  ['goes on', { interval: '10m' }, 'reverts', 'It puts a manual change back within 10 min, and at every commit.'],
  ['is suspended', { interval: '10m', suspend: true }, 'held', 'It is suspended.']
])('an owner that %s says so', (_what, spec, reconciles, effect) => {
  const ownership: Ownership = { state: 'known', owners: markedOwners(byFlux) }
  const objects = known(byFlux, { [idOf(byFlux)]: value(reconciler('Kustomization', spec, 'flux-system')) })
  expect(reconciledOwners(ownership, objects).owners).toMatchObject([
    { name: 'Kustomization flux-system/apps', reconciles, effect, everyMs: 600_000 }
  ])
})

test.each([
  [[], 'Kustomization flux-system/apps is suspended, and its object does not say by whom: nothing that'],
  [
    [{ manager: 'backout', time: '2026-11-29T02:11:00Z', fieldsV1: { 'f:spec': { 'f:suspend': {} } } }],
    'is suspended since 2026-11-29 02:11:00Z by Backout (backout): nothing that it applies is put back or released'
  ]
])('a suspension says by whom and since when (%#)', (managedFields, text) => {
  const ownership: Ownership = { state: 'known', owners: markedOwners(byFlux) }
  const held = reconciler('Kustomization', { suspend: true }, 'flux-system')
  const object = { ...held, metadata: { ...held.metadata, managedFields } } as KubeObject
  const [owner] = reconciledOwners(ownership, known(byFlux, { [idOf(byFlux)]: value(object) })).owners
  expect(owner?.heldText).toContain(text)
})

test('an Application that was never automated is not held by anybody', () => {
  const objects = known(byArgo, { [idOf(byArgo)]: value(reconciler('Application', {})) })
  const [owner] = reconciledOwners({ state: 'known', owners: markedOwners(byArgo) }, objects).owners
  expect(owner).toMatchObject({ reconciles: 'held' })
  expect(owner?.heldText).toBeUndefined()
})

test('an owner that is not followed, or may not be read, is as its marks say', () => {
  const ownership: Ownership = { state: 'known', owners: markedOwners(byFlux) }
  expect(reconciledOwners(ownership, known(byFlux, {}))).toEqual(ownership)
  const [owner] = reconciledOwners(ownership, known(byFlux, { [idOf(byFlux)]: forbidden })).owners
  expect(owner?.reconciles).toBeUndefined()
  expect(owner?.effect).toMatch(/^It applies Git again .* Whether it is held cannot be read: no$/)
})

test('an Application is named where it was found', () => {
  const objects = known(byArgo, { [idOf(byArgo)]: value(reconciler('Application', selfHeal)) })
  const owners = reconciledOwners({ state: 'known', owners: markedOwners(byArgo) }, objects).owners
  expect(owners).toMatchObject([{ name: 'Application depot', reconciles: 'reverts' }])
  expect(seenReconcilers(objects)).toMatchObject([{ title: 'Application argocd/depot' }])
})

test('what keeps it is followed by its name alone', () => {
  expect(gitopsRelated(ref, known(byFlux, {}))).toMatchObject([
    {
      path: '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations',
      query: { fieldSelector: 'metadata.name=apps' }
    }
  ])
  expect(gitopsRelated(ref, known(deployment({}), {}))).toEqual([])
})

test('where Applications of all namespaces may not be listed, it is looked for where they usually are', () => {
  const paths = (seen: object) => gitopsRelated(ref, known(byArgo, { ...seen })).map(({ path }) => path)
  expect(paths({})).toEqual(['/apis/argoproj.io/v1alpha1/applications'])
  expect(paths({ [idOf(byArgo)]: forbidden })).toContain('/apis/argoproj.io/v1alpha1/namespaces/argocd/applications')
  const seen = { [idOf(byArgo)]: forbidden, [idOf(byArgo, 'argocd')]: value(reconciler('Application', selfHeal)) }
  expect(seenReconcilers(known(byArgo, seen))).toMatchObject([{ state: 'reverts' }])
})

test('an object that was taken out of Flux is not put back', () => {
  const out = {
    ...byFlux,
    metadata: { ...byFlux.metadata, annotations: { 'kustomize.toolkit.fluxcd.io/ssa': 'Ignore' } }
  }
  const objects = known(out, { [idOf(out)]: value(reconciler('Kustomization', { interval: '1m' }, 'flux-system')) })
  expect(seenReconcilers(objects)).toMatchObject([{ state: 'held' }])
})
