import { expect, test } from 'vitest'
import type { Deployment } from '../controllers/kube-types.ts'
import { keys } from '../controllers/kube-types.ts'
import { createWorld } from '../world/world.ts'
import type { Autoscaler } from './advance.ts'
import { lookOfKeda, type ScaledObject } from './scaled-object.ts'

const object: ScaledObject = {
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name: 'cart', namespace: 'shop', uid: 'u' },
  spec: {
    scaleTargetRef: { name: 'cart' },
    minReplicaCount: 3,
    triggers: [{ type: 'cpu', metadata: { value: '70' } }]
  }
}
const annotated = (annotations: Readonly<Record<string, string>>): ScaledObject => ({
  ...object,
  metadata: { ...object.metadata, annotations }
})

test('an autoscaler of Kubernetes does the scaling, and belongs to it', () => {
  const { hpa, replicas } = lookOfKeda(object)
  expect(hpa).toMatchObject({
    metadata: { name: 'keda-hpa-cart', ownerReferences: [{ kind: 'ScaledObject', uid: 'u', controller: true }] },
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' }, minReplicas: 3, maxReplicas: 100 }
  })
  expect(replicas).toBeUndefined()
})

test.each([
  ['paused', { 'autoscaling.keda.sh/paused': 'true' }, undefined],
  ['paused at a number', { 'autoscaling.keda.sh/paused-replicas': '5' }, 5]
])('%s: its autoscaler goes', (_what, annotations, replicas) => {
  expect(lookOfKeda(annotated(annotations))).toMatchObject({ hpa: null, replicas })
})

test('what is scaled by hand beside it is put back, unless it is paused', { timeout: 60_000 }, () => {
  const startMs = Date.parse('2026-03-01T12:00:00Z')
  const world = createWorld({ scenario: 'config-only-release', seed: 1, speed: 1, startMs, token: () => 'token' })
  const { namespace, focus } = world.plan
  const live = (): Deployment => world.store.get(keys.deployments, namespace, focus) as Deployment
  const hpa = () => world.store.get(keys.horizontalPodAutoscalers, namespace, `keda-hpa-${focus}`)
  const before = live().spec.replicas
  const afterScaling = (replicas: number): number => {
    const deployment = live()
    world.store.update(
      keys.deployments,
      { ...deployment, spec: { ...deployment.spec, replicas } },
      { manager: 'kubectl-scale' }
    )
    world.simulation.runUntil(world.simulation.nowMs() + 40_000)
    return live().spec.replicas
  }
  expect((hpa() as Autoscaler).status).toMatchObject({ currentReplicas: before, desiredReplicas: before })
  expect(afterScaling(before + 3)).toBe(before)
  const seen = world.store.get(keys.scaledObjects, namespace, focus)
  if (seen === undefined) throw new Error('there is no ScaledObject')
  const annotations = { 'autoscaling.keda.sh/paused': 'true' }
  world.store.update(
    keys.scaledObjects,
    { ...seen, metadata: { ...seen.metadata, annotations } },
    { manager: 'kubectl-annotate' }
  )
  expect(afterScaling(before + 3)).toBe(before + 3)
  expect(hpa()).toBeUndefined()
})
