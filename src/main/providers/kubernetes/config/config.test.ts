import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../ports/kube.ts'
import { appliedValues, changesTo } from './config-data.ts'
import { configUses } from './config-uses.ts'
import { valuesWritten } from './config-written.ts'
import { earlierValues } from './earlier-values.ts'

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
const created = '2026-11-01T08:00:00Z'
const data = { TIMEOUT: '3', REGION: 'eu' }

function configMap(extra: Partial<KubeObject['metadata']> = {}, more: object = {}): KubeObject {
  const metadata = { name: 'cart-config', namespace: 'shop', uid: 'c', creationTimestamp: created, ...extra }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data, ...more }
}

const applied = (values: object, name = 'cart-config') => ({
  annotations: { [lastApplied]: JSON.stringify({ kind: 'ConfigMap', metadata: { name }, data: values }) }
})

const owns = (manager: string, time: string, ...keys: readonly string[]) => ({
  manager,
  time,
  fieldsV1: { 'f:data': Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) }
})

describe('how a template reads it', () => {
  const template = (spec: object) => ({ spec })
  const volumes = [
    { name: 'files', configMap: { name: 'cart-config' } },
    { name: 'both', projected: { sources: [{ configMap: { name: 'cart-config' } }] } }
  ]

  test.each([
    ['all of it as variables', { envFrom: [{ configMapRef: { name: 'cart-config' } }] }, ['app'], []],
    [
      'one of them',
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cart-config', key: 'TIMEOUT' } } }] },
      ['app'],
      []
    ],
    ['files', { volumeMounts: [{ name: 'files', mountPath: '/etc/x' }] }, [], ['app']],
    ['files of several objects', { volumeMounts: [{ name: 'both', mountPath: '/etc/x' }] }, [], ['app']],
    ['a single file', { volumeMounts: [{ name: 'files', mountPath: '/etc/x', subPath: 'TIMEOUT' }] }, ['app'], []],
    ['another ConfigMap', { envFrom: [{ configMapRef: { name: 'other' } }] }, [], []]
  ])('%s', (_, container, atStart, mounted) => {
    const read = configUses(template({ volumes, containers: [{ name: 'app', ...container }] }), 'cart-config')
    expect(read).toEqual({ atStart, mounted })
  })

  test('by an init container', () => {
    const init = { name: 'migrate', envFrom: [{ configMapRef: { name: 'cart-config' } }] }
    expect(configUses(template({ initContainers: [init] }), 'cart-config').atStart).toEqual(['migrate'])
  })
})

describe('when its values were written', () => {
  test('is told by who owns values, not by who labels', () => {
    const managedFields = [
      owns('deploy-bot', '2026-11-30T06:00:00Z', 'TIMEOUT'),
      { manager: 'labeller', time: '2026-11-30T07:00:00Z', fieldsV1: { 'f:metadata': {} } }
    ]
    expect(valuesWritten(configMap({ managedFields }))).toEqual({ at: '2026-11-30T06:00:00Z', by: 'deploy-bot' })
  })

  test('is not when it was made', () => {
    expect(valuesWritten(configMap({ managedFields: [owns('kubectl-create', created, 'TIMEOUT')] }))).toBeNull()
    expect(valuesWritten(configMap())).toBeNull()
  })
})

describe('the version before', () => {
  test('is what was last applied', () => {
    const object = configMap(applied({ TIMEOUT: '2000', REGION: 'eu' }))
    expect(earlierValues(object)).toMatchObject({
      kind: 'known',
      changes: [{ key: 'TIMEOUT', from: '3', to: '2000' }]
    })
  })

  test('has no key that the last writer added, and keeps those of others', () => {
    const object = configMap(
      {
        ...applied({ TIMEOUT: '2000' }),
        managedFields: [
          owns('deploy-bot', '2026-11-30T06:00:00Z', 'TIMEOUT', 'DEBUG'),
          owns('ca-injector', '2026-11-02T06:00:00Z', 'REGION')
        ]
      },
      { data: { ...data, DEBUG: 'yes' } }
    )
    expect(earlierValues(object)).toMatchObject({
      changes: [
        { key: 'DEBUG', from: 'yes', to: null },
        { key: 'TIMEOUT', from: '3', to: '2000' }
      ]
    })
  })

  test.each([
    ['what was applied is what is there', applied(data), {}, /as it was last applied.*ask those who deploy it/],
    ['it was not applied', {}, {}, /keeps no earlier version/],
    ['its annotation is no JSON', { annotations: { [lastApplied]: '{"data":' } }, {}, /keeps no earlier version/],
    ['its annotation is of another object', applied({ TIMEOUT: '1' }, 'copied'), {}, /keeps no earlier version/],
    ['it is immutable', applied({ TIMEOUT: '2000' }), { immutable: true }, /another name/],
    ['helm has it', { annotations: { 'meta.helm.sh/release-name': 'cart' } }, {}, /Helm release cart has it/],
    [
      'Argo CD has it',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:/ConfigMap:shop/cart-config' } },
      {},
      /Application shop applies it, so Git has it/
    ],
    [
      'Flux has it',
      { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux' } },
      {},
      /Kustomization apps applies it, so Git has it/
    ],
    [
      'a controller makes it',
      { ownerReferences: [{ apiVersion: 'x/v1', kind: 'Config', name: 'cart', uid: 'o', controller: true }] },
      {},
      /Config cart makes it/
    ],
    [
      'a pipeline wrote it',
      { managedFields: [owns('deploy-bot', '2026-11-30T06:00:00Z', 'TIMEOUT')] },
      {},
      /deploy-bot wrote it at 2026-11-30T06:00:00Z/
    ]
  ])('is elsewhere where %s', (what, metadata, more, text) => {
    expect(earlierValues(configMap(metadata, more))).toEqual({
      kind: 'elsewhere',
      text: expect.stringMatching(text) as string,
      isAsApplied: what === 'what was applied is what is there'
    })
  })

  test('may have had no values at all', () => {
    const object = configMap({ annotations: { [lastApplied]: '{"metadata":{"name":"cart-config"}}' } }, { data })
    expect(appliedValues(object)).toEqual({})
  })
})

test('what is to be written is told key by key, in order', () => {
  expect(changesTo({ data: { b: '1', a: 'x' } }, { a: 'y', c: '' })).toEqual([
    { key: 'a', from: 'x', to: 'y' },
    { key: 'b', from: '1', to: null },
    { key: 'c', from: null, to: '' }
  ])
})

test('a key may be called as every object has one', () => {
  expect(changesTo({ data: { constructor: '1' } }, {})).toEqual([{ key: 'constructor', from: '1', to: null }])
  expect(changesTo({ data: {} }, { valueOf: '1' })).toEqual([{ key: 'valueOf', from: null, to: '1' }])
})
