import { expect, test } from 'vitest'
import type { Deployment } from './kube-types.ts'
import { formerRevisions, newestAnnotations } from './revisions.ts'
import { templateHash, templateText } from './template.ts'

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    annotations: {
      'deployment.kubernetes.io/revision': '3',
      'kubernetes.io/change-cause': 'Update to v1.2.0',
      'kubectl.kubernetes.io/last-applied-configuration': '{}\n'
    }
  },
  spec: { replicas: 1, selector: {}, strategy: { type: 'RollingUpdate' }, template: { spec: { containers: [] } } }
} as const satisfies Deployment

const replicaSet = (annotations: Readonly<Record<string, string>>) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { annotations }
})

test('a ReplicaSet that becomes the newest again is renumbered and remembers', () => {
  const first = replicaSet({
    'deployment.kubernetes.io/revision': '2',
    'deployment.kubernetes.io/revision-history': '1',
    own: 'kept'
  })
  const noted = newestAnnotations(deployment, first, 4)
  expect(noted).toEqual({
    'deployment.kubernetes.io/revision': '4',
    'deployment.kubernetes.io/revision-history': '1,2',
    'kubernetes.io/change-cause': 'Update to v1.2.0',
    own: 'kept'
  })
  expect(formerRevisions(replicaSet(noted))).toEqual([1, 2])
})

test('the history of numbers forgets the oldest beyond 2,000 characters', () => {
  const numbers = Array.from({ length: 500 }, (_none, index) => index + 1000)
  const long = replicaSet({
    'deployment.kubernetes.io/revision': '9999',
    'deployment.kubernetes.io/revision-history': numbers.join(',')
  })
  const noted = replicaSet(newestAnnotations(deployment, long, 10_000))
  expect(noted.metadata.annotations['deployment.kubernetes.io/revision-history']).toHaveLength(1999)
  expect(formerRevisions(noted)).toEqual([...numbers.slice(101), 9999])
})

test('a new ReplicaSet has no history, and the current one keeps its number', () => {
  expect(newestAnnotations(deployment, replicaSet({}), 4)).toEqual({
    'deployment.kubernetes.io/revision': '4',
    'kubernetes.io/change-cause': 'Update to v1.2.0'
  })
  const current = { 'deployment.kubernetes.io/revision': '4', 'kubernetes.io/change-cause': 'Update to v1.2.0' }
  expect(newestAnnotations(deployment, replicaSet(current), 4)).toEqual(current)
})

test('templates are equal whatever the order, nulls and the hash label', () => {
  const a = {
    metadata: { labels: { app: 'x', 'pod-template-hash': '1' } },
    spec: { containers: [{ name: 'x', image: 'i' }] }
  }
  const b = {
    spec: { containers: [{ image: 'i', name: 'x' }] },
    metadata: { creationTimestamp: null, labels: { app: 'x' } }
  }
  expect(templateText(a)).toBe(templateText(b))
  expect(templateHash(a)).toBe(templateHash(b))
  expect(templateHash(a)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/)
})
