import { expect, test } from 'vitest'
import type { KubeObject } from '../ports/kube.ts'
import { deploymentView } from './deployment-view.ts'

const template = (image: string) => ({ metadata: { labels: { app: 'cart' } }, spec: { containers: [{ image }] } })
const undoneAt = '2026-03-01T02:10:00Z'

const rollout: KubeObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: {
    name: 'cart',
    namespace: 'shop',
    uid: 'uid-cart',
    generation: 4,
    managedFields: [
      { manager: 'kubectl-backout', operation: 'Update', time: undoneAt, fieldsV1: { 'f:spec': { 'f:template': {} } } }
    ]
  },
  spec: { replicas: 4, selector: { matchLabels: { app: 'cart' } }, template: template('cart:1') },
  status: { observedGeneration: '4', phase: 'Healthy', currentPodHash: 'cart:1' }
}

function revision(number: number, image: string, createdAt: string, history?: string): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `cart-${number}`,
      namespace: 'shop',
      uid: `uid-cart-${number}`,
      creationTimestamp: createdAt,
      labels: { 'rollouts-pod-template-hash': image },
      annotations: {
        'rollout.argoproj.io/revision': String(number),
        ...(history === undefined ? {} : { 'rollout.argoproj.io/revision-history': history })
      },
      ownerReferences: [
        { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'cart', uid: 'uid-cart', controller: true }
      ]
    },
    spec: { replicas: 4, template: template(image) }
  }
}

test('a Rollout that was put back on its stable revision changed when that was written, not when the revision was made', () => {
  const bad = revision(2, 'cart:2', '2026-03-01T02:05:00Z')
  const back = deploymentView(rollout, [bad, revision(3, 'cart:1', '2026-02-27T08:00:00Z', '1')])
  expect(back).toMatchObject({ revision: 3, takenUpFrom: 1, changedAt: undoneAt })
  expect(back.rollout.startedAt).toBe(undoneAt)
  const first = deploymentView(rollout, [revision(1, 'cart:1', '2026-02-27T08:00:00Z')])
  expect(first).toMatchObject({ revision: 1, takenUpFrom: null, changedAt: '2026-02-27T08:00:00Z' })
})
