import { expect, it } from 'vitest'
import type { KubeObject } from '../ports/kube.ts'
import { deploymentView } from './deployment-view.ts'

const template = { metadata: { labels: { app: 'cart' } }, spec: { containers: [{ name: 'cart', image: 'cart:1' }] } }
const undoneAt = '2026-03-01T02:54:37Z'

/** A Rollout that was undone to its stable revision, as its managed fields and its controller say. */
const rollout: KubeObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: {
    name: 'cart',
    namespace: 'shop',
    uid: 'u',
    generation: 5,
    managedFields: [{ manager: 'backout', time: undoneAt, fieldsV1: { 'f:spec': { 'f:template': {} } } }]
  },
  spec: { replicas: 1, selector: { matchLabels: { app: 'cart' } }, template, strategy: { canary: {} } },
  status: { currentPodHash: 'one', stableRS: 'one', phase: 'Healthy', observedGeneration: '5' }
}
const stable = (annotations: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: 'cart-one',
    namespace: 'shop',
    uid: 'one',
    creationTimestamp: '2026-02-28T10:00:00Z',
    labels: { 'rollouts-pod-template-hash': 'one' },
    annotations,
    ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'cart', uid: 'u', controller: true }]
  },
  spec: { template }
})

it('a Rollout that took a revision up again was changed then, and not when that was first made', () => {
  // argoproj/argo-rollouts utils/annotations SetNewReplicaSetAnnotations
  const taken = stable({ 'rollout.argoproj.io/revision': '4', 'rollout.argoproj.io/revision-history': '2' })
  expect(deploymentView(rollout, [taken])).toMatchObject({ changedAt: undoneAt, revision: 4, takenUpFrom: 2 })
  const first = stable({ 'rollout.argoproj.io/revision': '1' })
  expect(deploymentView(rollout, [first])).toMatchObject({ changedAt: '2026-02-28T10:00:00Z', takenUpFrom: null })
})
