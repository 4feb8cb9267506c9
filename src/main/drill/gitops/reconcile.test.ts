import { expect, test } from 'vitest'
import type { Deployment } from '../controllers/kube-types.ts'
import type { KubeObject } from '../store/api-store.ts'
import { lookOfArgoCd, lookOfFlux } from './reconcile.ts'

const template = (image: string) => ({
  metadata: { labels: { app: 'a' } },
  spec: { containers: [{ name: 'a', image }] }
})

const live = (image: string, annotations: Readonly<Record<string, string>> = {}): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a', namespace: 'n', annotations },
  spec: { replicas: 1, selector: {}, strategy: { type: 'RollingUpdate' }, template: template(image) }
})

const owner = (spec: object, annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
  apiVersion: 'x/v1',
  kind: 'Owner',
  metadata: { name: 'o', annotations },
  spec
})

const wanted = { revision: 'r2', template: template('a:2') }
const image = (put: Deployment | undefined): string | undefined => put?.spec.template.spec.containers[0]?.image

test.each([
  [{ automated: { selfHeal: true } }, {}, 'r2', 'a:2'],
  [{ automated: { selfHeal: true, enabled: false } }, {}, 'r2', undefined],
  [{ automated: null }, {}, 'r1', undefined],
  [{}, {}, 'r1', undefined],
  [{ automated: { selfHeal: false } }, {}, 'r2', undefined],
  [{ automated: {} }, {}, 'r1', 'a:2'],
  [{ automated: { selfHeal: true } }, { 'argocd.argoproj.io/skip-reconcile': 'true' }, 'r2', undefined]
])('Argo CD with %j and %j, synced to %s, puts back %s', (syncPolicy, annotations, synced, expected) => {
  const seen = lookOfArgoCd(owner({ syncPolicy }, annotations), live('a:1'), wanted, synced)
  expect([image(seen.put), seen.isInSync]).toEqual([expected, expected !== undefined])
})

test.each([
  [{}, {}, 'a:2'],
  [{ suspend: false }, {}, 'a:2'],
  [{ suspend: true }, {}, undefined],
  [{}, { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' }, undefined]
])('Flux with %j and %j puts back %s', (spec, annotations, expected) => {
  const seen = lookOfFlux(owner(spec), live('a:1', annotations), wanted)
  expect([image(seen.put), seen.isInSync]).toEqual([expected, expected !== undefined])
})

test('what is as the repository has it is left alone', () => {
  expect(lookOfFlux(owner({}), live('a:2'), wanted)).toEqual({ put: undefined, isInSync: true })
  expect(lookOfArgoCd(owner({}), live('a:2'), wanted, 'r1')).toEqual({ put: undefined, isInSync: true })
})
