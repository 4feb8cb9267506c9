import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../ports/kube.ts'
import { writtenChanges } from './changes-of.ts'
import { fieldPaths } from './field-paths.ts'
import type { SourceReading } from './read-sources.ts'
import type { Subject } from './subject.ts'
import { writtenKinds } from './sources.ts'

const ref = { namespace: 'shop', name: 'cart' }
const fromAt = '2026-03-14T01:00:00Z'
const lately = '2026-03-14T02:00:00Z'

function object(kind: string, name: string, more: object = {}, metadata: object = {}): KubeObject {
  const apiVersion = kind === 'Deployment' || kind === 'ReplicaSet' ? 'apps/v1' : 'v1'
  return { apiVersion, kind, metadata: { name, namespace: 'shop', uid: `${kind} ${name}`, ...metadata }, ...more }
}

const writtenBy = (manager: string, fieldsV1: object, time = lately, subresource = '') => ({
  managedFields: [{ manager, operation: 'Update', time, fieldsV1, ...(subresource === '' ? {} : { subresource }) }]
})

function template(image: string, annotations: object = {}) {
  return {
    metadata: { labels: { app: 'cart' }, annotations },
    spec: {
      serviceAccountName: 'cart-account',
      containers: [{ name: 'app', image, envFrom: [{ configMapRef: { name: 'cart-config' } }] }],
      volumes: [{ name: 'tls', secret: { secretName: 'cart-tls' } }]
    }
  }
}

function replicaSet(revision: number, createdAt: string, of: object): KubeObject {
  return object(
    'ReplicaSet',
    `cart-${revision}`,
    { spec: { template: of } },
    {
      creationTimestamp: createdAt,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid: 'Deployment cart', controller: true }
      ]
    }
  )
}

const old = replicaSet(1, '2026-03-13T00:00:00Z', template('cart:1'))
const newer = replicaSet(2, lately, template('cart:2'))
const deployment = object(
  'Deployment',
  'cart',
  { spec: { template: template('cart:2') } },
  {
    annotations: { 'deployment.kubernetes.io/revision': '2' },
    ...writtenBy('deploy-bot', { 'f:spec': { 'f:template': { 'f:spec': {} } } })
  }
)
const subject: Subject = {
  ref,
  workloads: [deployment],
  revisions: [old, newer],
  pods: [object('Pod', 'cart-1', { spec: { nodeName: 'node-a' } })],
  canaries: ['cart-canary'],
  splits: []
}

function reading(...objects: readonly KubeObject[]): readonly SourceReading[] {
  const [source] = writtenKinds({ context: 'c', ref })
  if (source === undefined) throw new Error('no kinds')
  return [{ source, state: 'read', leftOut: 0, objects }]
}

function changes(...objects: readonly KubeObject[]) {
  return writtenChanges({ subject, readings: reading(...objects), followed: [], reconcilers: [], fromAt })
    .candidates.map(({ of, name, by, what, touch }) => ({ of, name, by, what, touch }))
    .filter(({ of, name }) => of !== 'Deployment' || name !== 'cart')
}

it('names a promotion by who wrote the template of the primary, whose ReplicaSets are not followed', () => {
  const wrote = (time: string) =>
    object(
      'Deployment',
      'cart-primary',
      { spec: { template: template('cart:2') } },
      writtenBy('flagger', { 'f:spec': { 'f:template': { 'f:spec': {} } } }, time)
    )
  const changed = (primary: KubeObject) =>
    writtenChanges({
      subject: { ...subject, workloads: [primary] },
      readings: [],
      followed: [],
      reconcilers: [],
      fromAt
    }).candidates
  expect(changed(wrote(lately))).toContainEqual(
    expect.objectContaining({ at: lately, name: 'cart-primary', by: 'flagger', touch: 'release' })
  )
  expect(changed(wrote('2026-03-13T00:00:00Z'))).toEqual([])
})

describe('a release', () => {
  it('is told by its revisions, with what was there before, and by who wrote the template', () => {
    const [release, ...more] = writtenChanges({
      subject,
      readings: [],
      followed: [],
      reconcilers: [],
      fromAt
    }).candidates
    expect(more).toEqual([])
    expect(release).toMatchObject({ by: 'deploy-bot', what: 'revision 2: image app: cart:2', touch: 'release' })
    expect(release?.diff.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => [kind, text.trim()])).toEqual([
      ['removed', 'image: cart:1'],
      ['added', 'image: cart:2']
    ])
  })

  it('that only has an annotation more is a restart', () => {
    const restarted = replicaSet(2, lately, template('cart:1', { 'kubectl.kubernetes.io/restartedAt': lately }))
    const [release] = writtenChanges({
      subject: { ...subject, revisions: [old, restarted] },
      readings: [],
      followed: [],
      reconcilers: [],
      fromAt
    }).candidates
    expect(release).toMatchObject({ touch: 'restart' })
  })
})

describe('what was written', () => {
  const data = { 'f:data': { '.': {}, 'f:TIMEOUT': {} } }

  it.each([
    [
      'a ConfigMap that is read at the start',
      object('ConfigMap', 'cart-config', {}, writtenBy('ann', data)),
      'configAtStart'
    ],
    ['another ConfigMap', object('ConfigMap', 'other', {}, writtenBy('ann', data)), 'none'],
    ['a Secret that is mounted', object('Secret', 'cart-tls', {}, writtenBy('ann', data)), 'configMounted'],
    [
      'the account of the pods',
      object('ServiceAccount', 'cart-account', {}, writtenBy('ann', { 'f:secrets': {} })),
      'account'
    ],
    [
      'a node with its pods',
      object('Node', 'node-a', {}, writtenBy('ann', { 'f:spec': { 'f:unschedulable': {} } })),
      'node'
    ],
    [
      'a Job that migrates',
      object('Job', 'db-migrate-7', {}, writtenBy('ann', { 'f:spec': { 'f:template': {} } })),
      'migration'
    ],
    [
      'another workload',
      object('Deployment', 'pay', {}, writtenBy('ann', { 'f:spec': { 'f:replicas': {} } })),
      'neighbour'
    ],
    [
      'an autoscaler of it',
      object(
        'HorizontalPodAutoscaler',
        'cart-hpa',
        { spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' } } },
        writtenBy('ann', { 'f:spec': { 'f:minReplicas': {} } })
      ),
      'autoscaler'
    ],
    [
      'an autoscaler that is called like it',
      object(
        'HorizontalPodAutoscaler',
        'cart',
        { spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' } } },
        writtenBy('ann', { 'f:spec': { 'f:maxReplicas': {} } })
      ),
      'autoscaler'
    ],
    [
      'a policy that is called like it',
      object(
        'NetworkPolicy',
        'cart',
        { spec: { podSelector: { matchLabels: { app: 'cart' } } } },
        writtenBy('ann', { 'f:spec': { 'f:ingress': {} } })
      ),
      'policy'
    ],
    [
      'a policy over its pods',
      object(
        'NetworkPolicy',
        'deny',
        { spec: { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['cart'] }] } } },
        writtenBy('ann', { 'f:spec': { 'f:ingress': {} } })
      ),
      'policy'
    ],
    [
      'a policy over other pods',
      object(
        'NetworkPolicy',
        'deny',
        { spec: { podSelector: { matchLabels: { app: 'pay' } } } },
        writtenBy('ann', { 'f:spec': {} })
      ),
      'none'
    ]
  ])('%s', (_, written, touch) => {
    expect(changes(written)).toMatchObject([{ by: 'ann', touch }])
  })

  it('is neither of before the window, nor its status, nor what a controller notes down', () => {
    expect(
      changes(
        object('ConfigMap', 'a', {}, writtenBy('ann', data, '2026-03-14T00:59:59Z')),
        object('ConfigMap', 'b', {}, writtenBy('kubelet', { 'f:status': {} }, lately, 'status')),
        object(
          'ConfigMap',
          'c',
          {},
          writtenBy('leader', {
            'f:metadata': { 'f:annotations': { 'f:control-plane.alpha.kubernetes.io/leader': {} } }
          })
        )
      )
    ).toEqual([])
  })

  it('with hostile names and fields shows what hides, and says it shortly', () => {
    const fields = { 'f:data': { [`f:x\u202e${'y'.repeat(9_000)}`]: {} } }
    const [found] = changes(
      object('ConfigMap', 'cart\u202econfig', {}, writtenBy(`ann\n\u0007${'z'.repeat(900)}`, fields))
    )
    expect(found?.name).toBe('cart\\u{202e}config')
    expect(found?.by.length).toBeLessThan(90)
    expect(found?.what).toContain('data.x\\u{202e}')
    expect(found?.what.length).toBeLessThan(160)
  })
})

describe('what happened', () => {
  const event = (kind: string, name: string, reason: string, message: string): KubeObject =>
    object('Event', `${name}.${reason}`, {
      involvedObject: { kind, name },
      reason,
      message,
      lastTimestamp: lately,
      source: { component: 'x' }
    })

  it.each([
    ['a node of its pods', event('Node', 'node-a', 'NodeNotReady', 'is not ready'), 'node'],
    ['another node', event('Node', 'node-b', 'NodeNotReady', 'is not ready'), 'none'],
    ['a step of its Canary', event('Canary', 'cart-canary', 'Synced', 'Advance cart.shop canary weight 20'), 'trial'],
    ['an evicted pod', event('Pod', 'cart-1', 'Evicted', 'node was low on memory'), 'node']
  ])('%s', (_, seen, touch) => {
    expect(changes(seen)[0]?.touch).toBe(touch)
  })
})

it('says fields shortly, and lists as the list', () => {
  expect(
    fieldPaths({
      'f:spec': {
        'f:http': {},
        'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"a"}': { 'f:image': {} } } } }
      },
      'f:data': { 'f:A': {}, 'f:B': {}, 'f:C': {}, 'f:D': {}, 'f:E': {} }
    })
  ).toEqual(['data.A', 'data.B', 'data.C', 'data.D', 'data.E', 'spec.http', 'and 1 more'])
  expect(fieldPaths('none')).toEqual([])
})
