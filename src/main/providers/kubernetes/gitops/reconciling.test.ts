import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../ports/kube.ts'
import { hasFields } from '../field-change.ts'
import { holdingChanges, releasingChanges } from './holding.ts'
import { reconcilingOf } from './reconciling.ts'

const of = (kind: string, spec: object, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'depot', namespace: 'gitops', uid: 'u', ...more },
  spec
})
const application = (syncPolicy?: object, more?: object) => of('Application', { syncPolicy }, more)
const kustomization = (spec: object) => of('Kustomization', spec)
const selfHeal = { prune: true, selfHeal: true }

describe('a manual change', () => {
  test.each([
    ['is put back with self-heal', 'reverts', 'Application', application({ automated: selfHeal }), 300_000],
    ['stays until the next commit without self-heal', 'drifts', 'Application', application({ automated: {} }), null],
    ['stays where nobody syncs by itself', 'held', 'Application', application({}), null],
    ['stays without any policy', 'held', 'Application', of('Application', {}), null],
    [
      'stays where automation is off',
      'held',
      'Application',
      application({ automated: { ...selfHeal, enabled: false } }),
      null
    ],
    [
      'stays where reconciliation is skipped',
      'held',
      'Application',
      application({ automated: selfHeal }, { annotations: { 'argocd.argoproj.io/skip-reconcile': 'true' } }),
      null
    ],
    ['is put back at the interval', 'reverts', 'Kustomization', kustomization({ interval: '10m0s' }), 600_000],
    [
      'is put back at an interval that cannot be read',
      'reverts',
      'Kustomization',
      kustomization({ interval: 'soon' }),
      null
    ],
    ['stays while suspended', 'held', 'Kustomization', kustomization({ suspend: true, interval: '1m' }), null],
    [
      'stays in a release without drift detection',
      'drifts',
      'HelmRelease',
      of('HelmRelease', { interval: '5m' }),
      null
    ],
    [
      'is put back with drift detection',
      'reverts',
      'HelmRelease',
      of('HelmRelease', { interval: '5m', driftDetection: { mode: 'enabled' } }),
      300_000
    ],
    [
      'stays where drift only warns',
      'drifts',
      'HelmRelease',
      of('HelmRelease', { interval: '5m', driftDetection: { mode: 'warn' } }),
      null
    ]
  ] as const)('%s', (_what, state, kind, object, withinMs) => {
    expect(reconcilingOf(kind, object)).toMatchObject({ state, withinMs })
  })

  test('may still arrive while a sync is under way', () => {
    const object = { ...application({ automated: selfHeal }), status: { operationState: { phase: 'Running' } } }
    expect(reconcilingOf('Application', object).isApplying).toBe(true)
  })
})

describe('holding', () => {
  test.each([
    ['Application', application({ automated: selfHeal })],
    ['Application', application({ automated: { ...selfHeal, enabled: true } })],
    ['Kustomization', kustomization({ interval: '1m' })],
    ['Kustomization', kustomization({ interval: '1m', suspend: false })],
    ['HelmRelease', of('HelmRelease', { interval: '1m' })]
  ] as const)('%s starts from what is there', (kind, object) => {
    expect(hasFields(object, holdingChanges(kind, object) ?? [], 'from')).toBe(true)
  })

  test('is nothing to do where it is held', () => {
    expect(holdingChanges('Application', application({}))).toBeNull()
    expect(holdingChanges('Kustomization', kustomization({ suspend: true }))).toBeNull()
  })

  test('uses the switch of Argo CD only where its schema has it', () => {
    expect(holdingChanges('Application', application({ automated: selfHeal }))).toEqual([
      { path: ['spec', 'syncPolicy', 'automated'], from: selfHeal, to: null }
    ])
    expect(holdingChanges('Application', application({ automated: { enabled: true } }))).toEqual([
      { path: ['spec', 'syncPolicy', 'automated', 'enabled'], from: true, to: false }
    ])
  })
})

test('letting go puts back what was there', () => {
  expect(releasingChanges('Application', application({}), selfHeal)).toEqual([
    { path: ['spec', 'syncPolicy', 'automated'], from: null, to: selfHeal }
  ])
  expect(releasingChanges('Application', application({ automated: { enabled: false } }), null)).toEqual([
    { path: ['spec', 'syncPolicy', 'automated', 'enabled'], from: false, to: true }
  ])
  expect(releasingChanges('Application', application({ automated: selfHeal }), null)).toBeNull()
  expect(releasingChanges('Kustomization', kustomization({ suspend: true }), null)).toEqual([
    { path: ['spec', 'suspend'], from: true, to: null }
  ])
  expect(releasingChanges('Kustomization', kustomization({}), null)).toBeNull()
})
