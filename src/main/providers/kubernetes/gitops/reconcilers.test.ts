import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../ports/kube.ts'
import { listsObject, parentsOf, reconcilersOf } from './reconcilers.ts'

const deployment = (metadata: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'parcels', namespace: 'depot', uid: 'u', ...metadata }
})
const tracked = (id: string) => deployment({ annotations: { 'argocd.argoproj.io/tracking-id': id } })
const flux = (prefix: string) =>
  deployment({ labels: { [`${prefix}/name`]: 'apps', [`${prefix}/namespace`]: 'flux-system' } })

describe('who puts it back', () => {
  test.each([
    [
      'an Application of the control plane',
      tracked('depot:apps/Deployment:depot/parcels'),
      ['Application', null, 'depot']
    ],
    ['one of another namespace', tracked('team_depot:apps/Deployment:depot/parcels'), ['Application', 'team', 'depot']],
    ['a Kustomization', flux('kustomize.toolkit.fluxcd.io'), ['Kustomization', 'flux-system', 'apps']],
    ['a HelmRelease', flux('helm.toolkit.fluxcd.io'), ['HelmRelease', 'flux-system', 'apps']]
  ])('is %s', (_what, object, [kind, namespace, name]) => {
    expect(reconcilersOf(object)).toMatchObject([{ kind, namespace, name }])
  })

  test.each([
    [
      'an id of another object, as Flagger copies it to a primary',
      tracked('depot:apps/Deployment:depot/parcels-canary')
    ],
    ['an id of another kind', tracked('depot:argoproj.io/Rollout:depot/parcels')],
    ['an id of another group', tracked('depot:extensions/Deployment:depot/parcels')],
    ['a mark that is cut off', tracked('depot')],
    ['half a label', deployment({ labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } })],
    ['nothing', deployment({})]
  ])('is nobody with %s', (_what, object) => {
    expect(reconcilersOf(object)).toEqual([])
  })

  test('may be two at once', () => {
    const labels = flux('kustomize.toolkit.fluxcd.io').metadata.labels ?? {}
    const both = { ...tracked('depot:apps/Deployment:depot/parcels') }
    expect(reconcilersOf({ ...both, metadata: { ...both.metadata, labels } })).toHaveLength(2)
  })
})

test('a reconciler may be applied by others', () => {
  const application: KubeObject = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: 'depot',
      namespace: 'argocd',
      uid: 'a',
      annotations: { 'argocd.argoproj.io/tracking-id': 'root:argoproj.io/Application:argocd/depot' },
      ownerReferences: [
        { apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', name: 'all', uid: 's' },
        { apiVersion: 'platform.example.com/v2', kind: 'Tenant', name: 'depot', uid: 't', controller: true }
      ]
    }
  }
  expect(parentsOf(application)).toEqual(['ApplicationSet all', 'Tenant depot', 'Application root'])
})

test('an Application lists what it applied', () => {
  const application = (resources: unknown): KubeObject => ({ ...deployment({ name: 'depot' }), status: { resources } })
  const parcels = { group: 'apps', kind: 'Deployment', namespace: 'depot', name: 'parcels' }
  expect(listsObject(application([parcels]), deployment({}))).toBe(true)
  expect(listsObject(application([{ ...parcels, name: 'letters' }]), deployment({}))).toBe(false)
  expect(listsObject(application('strange'), deployment({}))).toBe(false)
})
