import { describe, expect, it } from 'vitest'
import type { Owner, Ownership, ServiceRow } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import { standOf, whyNot } from './stand.ts'
import { known, serviceRow } from './testing/service-row.ts'

/** The window begins at 01:44. */
const sinceMs = Date.parse('2026-11-29T01:44:00Z')

interface Shape {
  readonly row?: Partial<ServiceRow>
  readonly metadata?: object
  readonly spec?: object
  readonly status?: object
  readonly owners?: readonly Owner[]
  readonly ownership?: Neighbour['ownership']
  /** Images by revision, oldest first; the last is what the Deployment asks for. */
  readonly images?: readonly string[]
  readonly replicaSets?: readonly KubeObject[] | null
  readonly annotations?: object
}

const template = (image: string, annotations: object = {}) => ({
  metadata: { labels: { app: 'cart' }, annotations },
  spec: { containers: [{ name: 'app', image }] }
})

function replicaSet(revision: number, image: string, annotations: object = {}, marks: object = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `cart-${revision}`,
      namespace: 'shop',
      uid: `uid-cart-${revision}`,
      creationTimestamp: `2026-11-29T0${revision}:00:00Z`,
      annotations: { 'deployment.kubernetes.io/revision': String(revision), ...marks },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid: 'uid-cart', controller: true }]
    },
    spec: { template: template(image, annotations) }
  }
}

const canary = (phase: string, serves: 'primary' | 'target' = 'primary') => ({ name: 'cart', phase, serves })

function neighbour(shape: Shape = {}): Neighbour {
  const { images = ['cart:1', 'cart:2'], annotations = {} } = shape
  const value: Ownership = { state: 'known', owners: shape.owners ?? [] }
  const metadata = {
    name: 'cart',
    namespace: 'shop',
    uid: 'uid-cart',
    generation: 4,
    annotations: { 'deployment.kubernetes.io/revision': String(images.length) },
    ...shape.metadata
  }
  return {
    row: serviceRow('cart', shape.row),
    deployment: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { replicas: 2, template: template(images.at(-1) ?? '', annotations), ...shape.spec },
      status: { observedGeneration: 4, ...shape.status }
    },
    replicaSets:
      shape.replicaSets === undefined
        ? images.map((image, index) => replicaSet(index + 1, image, index === images.length - 1 ? annotations : {}))
        : shape.replicaSets,
    ownership: shape.ownership ?? { state: 'value', value, observedAt: '' }
  }
}

const owner = (role: Owner['role'], system: string, name: string): Owner => ({
  system,
  name,
  role,
  effect: '',
  evidence: '',
  source: ''
})
const target = owner('target', 'Flagger', 'Canary shop/cart')
const helm = owner('gitops', 'Helm', 'release shop/cart')
const argo = owner('gitops', 'Argo CD', 'Application shop')

const undone = [
  replicaSet(3, 'cart:1', {}, { 'deployment.kubernetes.io/revision-history': '1' }),
  replicaSet(2, 'cart:2')
]

describe('which of the services of a namespace go back', () => {
  it.each<[string, Shape, string, RegExp]>([
    ['ill since a release of the window', {}, 'goes', /^errors 9 %, limit 5 %$/],
    [
      'pods of the release crash',
      { row: { trouble: 'notReady', troubleText: '2 of 2 pods not ready' } },
      'goes',
      /not ready/
    ],
    ['stuck rollout', { row: { trouble: 'stuck', troubleText: 'rollout stuck' } }, 'goes', /stuck/],
    [
      'an HPA decides its replicas',
      {
        metadata: {
          annotations: { 'autoscaling.alpha.kubernetes.io/conditions': '[]', 'deployment.kubernetes.io/revision': '2' }
        }
      },
      'goes',
      /errors/
    ],
    ['released by Flagger', { owners: [target] }, 'stays', /Canary shop\/cart.*an undo moves no traffic/],
    [
      'primary of a Canary',
      { owners: [owner('primary', 'Flagger', 'Canary shop/cart')] },
      'stays',
      /primary of Flagger/
    ],
    [
      'template of an Argo Rollout',
      { owners: [owner('template', 'Argo Rollouts', 'Rollout shop/cart')] },
      'stays',
      /abort the Rollout/
    ],
    [
      'owned by another controller',
      { owners: [owner('controller', 'controller', 'Cart shop/main')] },
      'stays',
      /owned by Cart shop\/main, which puts it back/
    ],
    ['a part of the platform', { metadata: { name: 'flagger-loadtester' } }, 'stays', /platform/],
    [
      'a part of the platform by its label',
      { metadata: { labels: { 'app.kubernetes.io/name': 'prometheus' } } },
      'stays',
      /platform/
    ],
    ['not changed in the window', { row: { changedAt: '2026-11-28T12:00:00Z' } }, 'unchanged', /not changed/],
    ['changed on the dot', { row: { changedAt: '2026-11-29T01:44:00Z' } }, 'goes', /errors/],
    ['without a time of its change', { row: { changedAt: '' } }, 'unchanged', /not changed/],
    ['only one revision', { images: ['cart:1'] }, 'stays', /^no rollout history: deploy/],
    [
      'keeps no history',
      { images: ['cart:1'], spec: { revisionHistoryLimit: 0, template: template('cart:1') } },
      'stays',
      /revisionHistoryLimit is 0/
    ],
    ['its ReplicaSets may not be read', { replicaSets: null }, 'stays', /cannot be read/],
    ['being deleted', { metadata: { deletionTimestamp: '2026-11-29T02:00:00Z' } }, 'stays', /being deleted/],
    ['paused', { spec: { paused: true, template: template('cart:2') } }, 'stays', /resume it first/],
    ['its controller is behind', { status: { observedGeneration: 3 } }, 'stays', /plan again in a few seconds/],
    [
      'no ReplicaSet of its template',
      { spec: { template: template('cart:9') } },
      'stays',
      /plan again in a few seconds/
    ],
    [
      'rolled back already',
      {
        images: ['cart:2', 'cart:1'],
        metadata: { annotations: { 'deployment.kubernetes.io/revision': '3' } },
        replicaSets: undone
      },
      'stays',
      /rolled back already, to what was revision 1/
    ],
    ['0 replicas', { row: { desired: 0 } }, 'mayGo', /no user is on it/],
    [
      'restarted only',
      { images: ['cart:2', 'cart:2'], annotations: { 'kubectl.kubernetes.io/restartedAt': 'x' } },
      'mayGo',
      /the same code/
    ],
    [
      'changed, and well',
      { row: { trouble: 'changed', errorRatio: known(0.001) } },
      'mayGo',
      /changed, and well: errors 0\.1 %/
    ],
    [
      'changed, errors unknown',
      { row: { trouble: 'changed', errorRatio: { state: 'unknown', why: 'unreachable', text: 'down' } as never } },
      'mayGo',
      /errors are not known/
    ],
    [
      'ill, and kept by GitOps',
      { owners: [argo] },
      'mayGo',
      /Argo CD Application shop keeps what Git says: hold it first/
    ],
    ['ill, of a Helm release that nobody upgrades now', { owners: [helm] }, 'goes', /errors/],
    ['ill, of a Helm release that Argo CD renders', { owners: [helm, argo] }, 'mayGo', /Argo CD/],
    ['well, and kept by GitOps', { owners: [argo], row: { trouble: 'calm', errorRatio: known(0) } }, 'mayGo', /well/],
    [
      'its owners cannot be read',
      {
        ownership: { state: 'value', value: { state: 'unknown', owners: [], reason: 'Canaries: 403' }, observedAt: '' }
      },
      'mayGo',
      /not known: Canaries: 403/
    ],
    [
      'its owners have not been read',
      { ownership: { state: 'loading', awaiting: '', sinceAt: '' } },
      'mayGo',
      /has not been read/
    ]
  ])('%s', (_title, shape, kind, reason) => {
    const stand = standOf(neighbour(shape), sinceMs)
    expect(stand.kind).toBe(kind)
    expect(stand.reason).toMatch(reason)
  })
})

describe('what may be taken by whoever asks for it', () => {
  it.each<[string, Shape, RegExp | null]>([
    ['well', { row: { trouble: 'calm' } }, null],
    ['0 replicas', { row: { desired: 0 } }, null],
    ['kept by GitOps', { owners: [argo] }, null],
    ['on trial by Flagger', { owners: [target], row: { canary: canary('Progressing') } }, /open it, and abort there$/],
    ['promoted by Flagger', { owners: [target], row: { canary: canary('Succeeded') } }, /of its primary back$/],
    ['left by its primary', { owners: [target], row: { canary: canary('Failed', 'target') } }, /of its primary back$/],
    ['rolled back by Flagger', { owners: [target], row: { canary: canary('Failed, suspended') } }, /has rolled back$/],
    ['of a Canary that is not read', { owners: [target] }, /choose its lever there$/],
    ['paused', { spec: { paused: true, template: template('cart:2') } }, /resume/],
    ['no history', { images: ['cart:1'] }, /no rollout history/]
  ])('%s', (_title, shape, reason) => {
    const said = whyNot(neighbour(shape), false)
    if (reason === null) expect(said).toBeNull()
    else expect(said).toMatch(reason)
  })

  it('rolled back already: not once more, but to a named revision, as for the way back', () => {
    const already = neighbour({
      images: ['cart:2', 'cart:1'],
      metadata: { annotations: { 'deployment.kubernetes.io/revision': '3' } },
      replicaSets: undone
    })
    expect(whyNot(already, false)).toMatch(/rolled back already/)
    expect(whyNot(already, true)).toBeNull()
  })
})
