import { expect, test } from 'vitest'
import { failureOf } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { scalerEffect } from '../providers/kubernetes/scaling/scaler-words.ts'
import { watchedScalers } from '../providers/kubernetes/scaling/scaler-kinds.ts'
import { scalingOf } from './service-scaling.ts'
import { canaryObject } from '../providers/flagger/testing/canary-objects.ts'

const observedAt = '2026-11-29T02:13:20.000Z'
const ref = { namespace: 'shop', name: 'cart' }
const value = (items: readonly KubeObject[]) => ({ state: 'value', value: items, observedAt }) as const
const forbidden = { state: 'forbidden', failure: failureOf('forbidden', 'may not list them'), observedAt } as const

function object(kind: string, name: string, spec: object, more: object = {}): KubeObject {
  const metadata = { name, namespace: 'shop', uid: `uid-${name}`, ...more }
  return { apiVersion: kind === 'ScaledObject' ? 'keda.sh/v1alpha1' : 'autoscaling/v2', kind, metadata, spec }
}
const to = (name: string, kind = 'Deployment') => ({ scaleTargetRef: { apiVersion: 'apps/v1', kind, name } })
const hpa = (name: string, target: string, more: object = {}) =>
  object('HorizontalPodAutoscaler', name, { ...to(target), minReplicas: 3, maxReplicas: 10 }, more)
const condition = (status: string, reason: string) => ({
  status: { conditions: [{ type: 'ScalingActive', status, reason, message: 'said' }] }
})

interface Seen {
  readonly hpas?: readonly KubeObject[] | 'forbidden'
  readonly keda?: readonly KubeObject[] | 'forbidden'
  readonly canaries?: readonly KubeObject[]
}

function seen({ hpas = [], keda = [], canaries = [] }: Seen): WatchedObjects {
  return new Map([
    ['canaries', value(canaries)],
    [watchedScalers('HorizontalPodAutoscaler'), hpas === 'forbidden' ? forbidden : value(hpas)],
    [watchedScalers('ScaledObject'), keda === 'forbidden' ? forbidden : value(keda)]
  ])
}

const states = (known: Seen, of = ref) =>
  scalingOf(of, seen(known)).scalers.map(({ title, min, max, state }) => [title, min, max, state])

test.each([
  ['scales', {}],
  ['scales', condition('True', 'ValidMetricFound')],
  ['blind', condition('False', 'FailedGetResourceMetric')],
  ['off', condition('False', 'ScalingDisabled')]
])('an autoscaler of Kubernetes %s by what it says itself', (state, status) => {
  expect(states({ hpas: [{ ...hpa('cart', 'cart'), ...status }, hpa('other', 'checkout')] })).toEqual([
    ['HorizontalPodAutoscaler shop/cart', 3, 10, state]
  ])
})

test.each([
  [{}, 'scales', null],
  [{ 'autoscaling.keda.sh/paused': 'true' }, 'paused', null],
  [{ 'autoscaling.keda.sh/paused': 'false' }, 'scales', null],
  [{ 'autoscaling.keda.sh/paused': 'please' }, 'paused', null],
  [{ 'autoscaling.keda.sh/paused': 'false', 'autoscaling.keda.sh/paused-replicas': '4' }, 'paused', 4]
])('a ScaledObject with the annotations %j is %s', (annotations, state, at) => {
  const keda = object('ScaledObject', 'cart', { scaleTargetRef: { name: 'cart' } }, { annotations })
  const [scaler] = scalingOf(ref, seen({ keda: [keda] })).scalers
  expect(scaler).toMatchObject({ system: 'KEDA', state, min: 0, max: 100 })
  expect(scaler?.paused?.at ?? null).toBe(at)
})

test('what KEDA made for a ScaledObject is not named beside it, and tells whether it has metrics', () => {
  const keda = object('ScaledObject', 'cart', { scaleTargetRef: { name: 'cart' }, maxReplicaCount: 6 })
  const owner = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'cart', uid: keda.metadata.uid }
  const made = {
    ...hpa('keda-hpa-cart', 'cart', { ownerReferences: [owner] }),
    ...condition('False', 'FailedGetExternalMetric')
  }
  expect(states({ hpas: [made], keda: [keda] })).toEqual([['ScaledObject shop/cart', 0, 6, 'blind']])
  expect(states({ hpas: [made], keda: 'forbidden' })).toEqual([
    ['HorizontalPodAutoscaler shop/keda-hpa-cart', 3, 10, 'blind']
  ])
})

test('a workload of another kind and the same name is another one', () => {
  const set = object('HorizontalPodAutoscaler', 'cart', { ...to('cart', 'StatefulSet'), maxReplicas: 4 })
  expect(states({ hpas: [set] })).toEqual([])
  expect(states({ hpas: [set] }, { ...ref, kind: 'StatefulSet' } as typeof ref)).toEqual([
    ['HorizontalPodAutoscaler shop/cart', 1, 4, 'scales']
  ])
})

test('what may not be read is said, and nothing that is not known', () => {
  expect(scalingOf(ref, seen({})).unread).toBeNull()
  expect(scalingOf(ref, seen({ hpas: 'forbidden' })).unread).toBe(
    'Whether an autoscaler sets its number of pods is not known. HorizontalPodAutoscalers cannot be read: may not list them'
  )
  const nonsense = object('HorizontalPodAutoscaler', 'cart', { ...to('cart'), minReplicas: '3' })
  expect(states({ hpas: [nonsense] })).toEqual([['HorizontalPodAutoscaler shop/cart', 1, null, 'scales']])
})

test('a rollback keeps the number of pods, and what sets it', () => {
  const [scaler] = scalingOf(ref, seen({ hpas: [hpa('cart', 'cart')] })).scalers
  expect(scaler && scalerEffect(scaler)).toBe(
    'It alone sets the number of pods, from 3 to 10; one that is set by hand it sets again within seconds. ' +
      'It never touches the template: a rollback keeps the number of pods, and it.'
  )
})

test('of a Canary the primary’s is named as well, and what Flagger does to it', () => {
  const plain = canaryObject()
  const canaries = [{ ...plain, spec: { ...(plain['spec'] as object), autoscalerRef: { kind: 'x', name: 'cart' } } }]
  const hpas = [hpa('cart', 'cart'), hpa('cart-primary', 'cart-primary')]
  const both = scalingOf(ref, seen({ hpas, canaries }))
  expect(both.scalers.map(({ workload }) => workload)).toEqual(['cart', 'cart-primary'])
  expect(both.notes).toEqual([
    "Flagger makes the autoscaler of cart-primary after cart at every check: limits that are changed on the primary's last until then."
  ])
  const annotations = { 'autoscaling.keda.sh/paused-replicas': '0' }
  const keda = [object('ScaledObject', 'cart', { scaleTargetRef: { name: 'cart' } }, { annotations })]
  expect(scalingOf(ref, seen({ keda, canaries })).notes[0]).toContain('Flagger paused ScaledObject shop/cart at 0')
  expect(scalingOf(ref, seen({ hpas, canaries: [plain] })).notes[0]).toContain('names no autoscaler')
})
