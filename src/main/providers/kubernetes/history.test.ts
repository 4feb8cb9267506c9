import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../ports/kube.ts'
import { historyOf, revisionAnnotation } from './history.ts'

const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid: 'd', controller: true }]

function template(more: object = {}) {
  return { metadata: { labels: { app: 'cart' } }, spec: { containers: [{ name: 'cart', image: 'cart:1', ...more }] } }
}

function object(
  kind: string,
  name: string,
  revision: number | null,
  creationTimestamp: string,
  more: object = {}
): KubeObject {
  const annotations = revision === null ? {} : { [revisionAnnotation]: String(revision) }
  const metadata = { name, namespace: 'shop', uid: name, creationTimestamp, annotations, ownerReferences }
  return { apiVersion: 'apps/v1', kind, metadata, spec: { template: template(more) } }
}

function deploymentOf(revision: number | null, more: object = {}): KubeObject {
  const deployment = object('Deployment', 'cart', revision, '2026-03-01T00:00:00Z', more)
  return { ...deployment, metadata: { ...deployment.metadata, uid: 'd' } }
}

function current(deployment: KubeObject, replicaSets: readonly KubeObject[]): string | undefined {
  return historyOf(deployment, replicaSets).find(({ isCurrent }) => isCurrent)?.replicaSet.metadata.name
}

describe('the current revision', () => {
  const second = object('ReplicaSet', 'cart-2', 2, '2026-03-01T01:00:00Z')
  const third = object('ReplicaSet', 'cart-3', 3, '2026-03-01T02:00:00Z', { securityContext: {} })

  it('is told apart from one that lacks an empty object', () => {
    expect(current(deploymentOf(3, { securityContext: {} }), [second, third])).toBe('cart-3')
    expect(current(deploymentOf(2), [second, third])).toBe('cart-2')
  })

  it('is the one whose number the Deployment carries where several hold its template, else the oldest', () => {
    const again = object('ReplicaSet', 'cart-4', 4, '2026-03-01T03:00:00Z')
    expect(current(deploymentOf(4), [again, second])).toBe('cart-4')
    expect(current(deploymentOf(3), [again, second])).toBe('cart-2')
    expect(
      current(deploymentOf(null), [again, second, object('ReplicaSet', 'cart-0', null, '2026-03-01T04:00:00Z')])
    ).toBe('cart-2')
  })
})
