import { describe, expect, it } from 'vitest'
import type { KubeMeta, KubeObject } from '../../../ports/kube.ts'
import { markedOwners } from './marked-owners.ts'
import { owningSystems } from './systems.ts'

type Shown = Pick<KubeMeta, 'labels' | 'annotations' | 'ownerReferences' | 'managedFields'>

function ownersOf(shown: Shown) {
  const metadata = { name: 'cart', namespace: 'shop', uid: 'd', ...shown }
  const deployment: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata }
  return markedOwners(deployment)
}

function names(shown: Shown): readonly string[] {
  return ownersOf(shown).map(({ system, name }) => `${system}: ${name}`)
}

function reference(apiVersion: string, kind: string, name: string, controller?: boolean): Shown {
  return {
    ownerReferences: [{ apiVersion, kind, name, uid: 'o', ...(controller === undefined ? {} : { controller }) }]
  }
}

function manager(name: string, operation = 'Update', fieldsV1: object = { 'f:metadata': {} }): Shown {
  return { managedFields: [{ manager: name, operation, time: '2026-03-01T00:00:00Z', fieldsV1 }] }
}

const template = { 'f:spec': { 'f:template': { 'f:spec': {} } } }

/** One or more ways in which each system shows, and the owner that is then named. */
const shown: readonly (readonly [string, Shown, string])[] = [
  [
    'by its tracking id',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'web:apps/Deployment:shop/cart' } },
    'Argo CD: Application web'
  ],
  [
    'by its id in another namespace',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'team_web:apps/Deployment:shop/cart' } },
    'Argo CD: Application team_web'
  ],
  [
    'by its label',
    { labels: { 'argocd.argoproj.io/instance': 'shop-cart', 'app.kubernetes.io/managed-by': 'argocd' } },
    'Argo CD: Application shop-cart'
  ],
  [
    'by a label that was chosen',
    { labels: { 'argocd.example.com/app-instance': 'shop-cart' } },
    'Argo CD: Application shop-cart'
  ],
  [
    'by its manager and the default label',
    { labels: { 'app.kubernetes.io/instance': 'search' }, ...manager('argocd-application-controller') },
    'Argo CD: Application search'
  ],
  ['by its manager alone', manager('argocd-controller', 'Apply', template), 'Argo CD: Application unknown'],
  [
    'by its labels',
    { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux' } },
    'Flux: Kustomization flux/apps'
  ],
  ['by its manager', manager('kustomize-controller', 'Apply', template), 'Flux: Kustomization unknown'],
  [
    'by its labels, with those of Helm',
    { labels: { 'helm.toolkit.fluxcd.io/name': 'web' }, annotations: { 'meta.helm.sh/release-name': 'web' } },
    'Flux: HelmRelease web'
  ],
  [
    'by labels, with a reference that controls nothing',
    {
      labels: { 'olm.owner': 'cart.v1.4.2', 'olm.owner.kind': 'ClusterServiceVersion', 'olm.owner.namespace': 'shop' },
      ...reference('operators.coreos.com/v1alpha1', 'ClusterServiceVersion', 'cart.v1.4.2', false)
    },
    'OLM: ClusterServiceVersion shop/cart.v1.4.2'
  ],
  [
    'by the reference alone',
    reference('operators.coreos.com/v1alpha1', 'ClusterServiceVersion', 'cart.v1.4.2'),
    'OLM: ClusterServiceVersion cart.v1.4.2'
  ],
  [
    'by the labels of its second version',
    {
      labels: {
        'olm.operatorframework.io/owner-kind': 'ClusterExtension',
        'olm.operatorframework.io/owner-name': 'cart'
      }
    },
    'OLM: ClusterExtension cart'
  ],
  [
    'by its id',
    {
      annotations: {
        'configsync.gke.io/resource-id': 'apps_deployment_shop_cart',
        'configsync.gke.io/manager': ':root'
      }
    },
    'Config Sync: manager :root'
  ],
  [
    'by its owner',
    {
      annotations: {
        'objectset.rio.cattle.io/owner-gvk': 'catalog.cattle.io/v1, Kind=App',
        'objectset.rio.cattle.io/owner-name': 'cart',
        'objectset.rio.cattle.io/owner-namespace': 'shop',
        'objectset.rio.cattle.io/id': 'app'
      }
    },
    'Rancher: App shop/cart'
  ],
  ['by its app', { labels: { 'io.cattle.field/appId': 'cart' } }, 'Rancher: app cart'],
  ['by its id', { annotations: { 'objectset.rio.cattle.io/id': 'default-shop' } }, 'Fleet: bundle default-shop'],
  [
    'by its label',
    {
      labels: { 'kapp.k14s.io/app': '1700000000' },
      annotations: { 'kapp.k14s.io/identity': 'v1;shop/apps/Deployment/cart;apps/v1' }
    },
    'kapp: app 1700000000'
  ],
  ['by its label', { labels: { 'crossplane.io/composite': 'cart-x7' } }, 'Crossplane: composite cart-x7'],
  [
    'by its manager',
    manager('apiextensions.crossplane.io/composed/0a1b', 'Apply', template),
    'Crossplane: composite unknown'
  ],
  ['by its mode', { labels: { 'addonmanager.kubernetes.io/mode': 'Reconcile' } }, 'addon manager: mode Reconcile'],
  [
    'by its annotations',
    { annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' } },
    'Helm: release shop/web'
  ],
  ['by its label', { labels: { 'app.kubernetes.io/managed-by': 'Helm' } }, 'Helm: release unknown']
]

/** Whoever may write one Deployment writes its annotations, 256 KiB of them, and a server what it likes. */
it.each([
  [
    'a kind that begins anew for ever',
    {
      annotations: {
        'objectset.rio.cattle.io/owner-name': 'cart',
        'objectset.rio.cattle.io/owner-gvk': `${'Kind=d'.repeat(40_000)}\t`
      }
    },
    'Rancher: owner cart'
  ],
  ['a key that nearly names Argo CD', { labels: { [`${'argocd'.repeat(5_000)}${'/'.repeat(5_000)}i`]: 'cart' } }, null]
])('owners are named soon, also by %s', (_what, of, owner) => {
  const before = process.cpuUsage()
  expect(names(of)).toEqual(owner === null ? [] : [owner])
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000)
})

describe('a system that puts a change back', () => {
  it.each(shown.map(([how, object, expected]) => [expected.split(':')[0], how, expected, object] as const))(
    '%s is seen %s: %s',
    (_system, _how, expected, object) => {
      expect(names(object)).toEqual([expected])
    }
  )

  it('is seen in at least one way each, and says what it does and where upstream says so', () => {
    const seen = new Set(shown.flatMap(([, object]) => ownersOf(object).map(({ effect }) => effect)))
    expect(owningSystems.filter(({ effect }) => !seen.has(effect))).toEqual([])
    for (const { effect, source } of owningSystems) expect([effect, source]).not.toContain('')
  })
})

describe('another owner', () => {
  it('is whatever an ownerReference names, whether it controls or not', () => {
    expect(names(reference('example.com/v1', 'Shop', 'web', true))).toEqual(['controller: Shop web'])
    expect(names(reference('example.com/v1', 'Shop', 'web'))).toEqual(['controller: Shop web'])
    // A kind of that name in a group of one's own is no Canary of Flagger's.
    expect(names(reference('shop.example.com/v1', 'Canary', 'web', true))).toEqual(['controller: Canary web'])
    expect(names(reference('v1', 'Canary', 'web'))).toEqual(['controller: Canary web'])
    expect(names(reference('flagger.app/v1beta2', 'Canary', 'web', true))).toEqual([])
    const [controls] = ownersOf(reference('example.com/v1', 'Shop', 'web', true))
    const [owns] = ownersOf(reference('example.com/v1', 'Shop', 'web', false))
    expect(controls?.effect).not.toBe(owns?.effect)
  })

  it('is a manager that applies the template, and not one that wrote it once', () => {
    expect(names(manager('shop-operator', 'Apply', template))).toEqual(['controller: Field manager shop-operator'])
    expect(names(manager('Terraform', 'Apply', template))).toEqual(['controller: Field manager Terraform'])
    expect(names(manager('shop-operator', 'Update', template))).toEqual([])
    expect(names(manager('hpa-tuner', 'Apply', { 'f:spec': { 'f:replicas': {} } }))).toEqual([])
  })

  it('is none of the ordinary writers', () => {
    for (const name of [
      'kubectl',
      'kubectl-client-side-apply',
      'backout',
      'before-first-apply',
      'kube-controller-manager'
    ])
      expect(names(manager(name, 'Apply', template))).toEqual([])
  })
})

describe('a mark says nothing', () => {
  it.each<[string, Shown]>([
    [
      'with the tracking id of another object',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'web:apps/Deployment:shop/other' } }
    ],
    [
      'with the resource id of another object',
      { annotations: { 'configsync.gke.io/resource-id': 'apps_deployment_shop_other' } }
    ],
    [
      'with the identity of another object',
      {
        labels: { 'kapp.k14s.io/app': '1' },
        annotations: { 'kapp.k14s.io/identity': 'v1;shop/apps/Deployment/other;apps/v1' }
      }
    ],
    ['that only names an instance', { labels: { 'app.kubernetes.io/instance': 'search' } }],
    ['of an addon that is made once', { labels: { 'addonmanager.kubernetes.io/mode': 'EnsureExists' } }]
  ])('%s', (_, object) => {
    expect(names(object)).toEqual([])
  })

  it('of Helm beside the tool that renders the chart', () => {
    const labels = { 'app.kubernetes.io/managed-by': 'Helm', 'argocd.argoproj.io/instance': 'web' }
    expect(names({ labels })).toEqual(['Argo CD: Application web'])
  })
})

it.each(['StatefulSet', 'DaemonSet'])('a %s is named by its own kind, and by no other', (kind) => {
  const shownBy = (annotations: Readonly<Record<string, string>>, of = kind) =>
    markedOwners({
      apiVersion: 'apps/v1',
      kind: of,
      metadata: { name: 'cart', namespace: 'shop', uid: 'd', annotations }
    }).map(({ system, name }) => `${system}: ${name}`)
  const argo = { 'argocd.argoproj.io/tracking-id': `web:apps/${kind}:shop/cart` }
  expect(shownBy(argo)).toEqual(['Argo CD: Application web'])
  expect(shownBy(argo, 'Deployment')).toEqual([])
  const sync = { 'configsync.gke.io/resource-id': `apps_${kind.toLowerCase()}_shop_cart` }
  expect(shownBy(sync)).toEqual(['Config Sync: manager unknown'])
  expect(shownBy(sync, 'Deployment')).toEqual([])
})
