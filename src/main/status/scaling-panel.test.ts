import { expect, test } from 'vitest'
import { failureOf, type Ownership, type PanelPart } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { watchedScalers } from '../providers/kubernetes/scaling/scaler-kinds.ts'
import { withScalers } from './scaling-owners.ts'
import { scalingPanel } from './scaling-panel.ts'

const observedAt = '2026-11-29T02:13:20.000Z'
const ref = { namespace: 'shop', name: 'cart' }
const hpaId = watchedScalers('HorizontalPodAutoscaler')

const hpa = (active: string): KubeObject => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'cart', namespace: 'shop', uid: 'h' },
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' }, minReplicas: 3, maxReplicas: 10 },
  status: {
    conditions: [{ type: 'ScalingActive', status: active, reason: 'FailedGetResourceMetric', message: 'no metrics' }]
  }
})

const known = (items: readonly KubeObject[]): WatchedObjects =>
  new Map([[hpaId, { state: 'value', value: items, observedAt }]])

function partsOf(objects: WatchedObjects): readonly PanelPart[] {
  const parts = scalingPanel(ref, objects)?.parts
  return parts?.state === 'value' ? parts.value : []
}

test.each([
  ['True', 'from 3 to 10', 'plain'],
  ['False', 'from 3 to 10, no metrics', 'warn']
])('what sets the number of pods stands in a panel, and whether it can (%s)', (active, value, tone) => {
  const [rows, first, second] = partsOf(known([hpa(active)]))
  expect(rows).toEqual({ kind: 'rows', rows: [{ label: 'Set by an HPA, cart', value, tone }] })
  expect(first).toMatchObject({ kind: 'sentence', tone })
  expect(second).toMatchObject({ text: 'A rollback keeps the number, and what sets it.' })
})

test('nothing that sets it is no panel; what may not be read is one sentence', () => {
  expect(scalingPanel(ref, known([]))).toBeNull()
  const forbidden = { state: 'forbidden', failure: failureOf('forbidden', 'may not list them'), observedAt } as const
  expect(partsOf(new Map([[hpaId, forbidden]]))).toEqual([
    { kind: 'sentence', text: expect.stringContaining('cannot be read: may not list them'), tone: 'unknown' }
  ])
})

test('it is an owner of the number, and one that cannot be read makes nobody else’s ownership unknown', () => {
  const ownership: Ownership = { state: 'known', owners: [] }
  expect(withScalers(ownership, ref, known([hpa('True')])).owners).toMatchObject([
    { role: 'scaler', system: 'Kubernetes', name: 'HorizontalPodAutoscaler shop/cart' }
  ])
  const forbidden = { state: 'forbidden', failure: failureOf('forbidden', 'no'), observedAt } as const
  expect(withScalers(ownership, ref, new Map([[hpaId, forbidden]]))).toEqual(ownership)
})
