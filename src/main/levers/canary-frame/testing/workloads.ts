import type { KubeObject } from '../../../ports/kube.ts'

/** What a test says of a workload; the rest is that of four pods that are well. */
export interface WorkloadShape {
  readonly image?: string
  readonly replicas?: number
  readonly ready?: number
  readonly revision?: number
  readonly status?: Readonly<Record<string, unknown>>
}

export function podTemplate(app: string, image: string) {
  return { metadata: { labels: { app } }, spec: { containers: [{ name: 'app', image }] } }
}

/** A Deployment of `shop`. */
export function workloadObject(name: string, shape: WorkloadShape = {}): KubeObject {
  const { image = 'cart:1', replicas = 4, ready = replicas, revision = 1, status } = shape
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      generation: 1,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) }
    },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: podTemplate(name, image) },
    status: {
      observedGeneration: 1,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: ready,
      availableReplicas: ready,
      ...status
    }
  }
}

/** A ReplicaSet of such a Deployment; `earlier` are the revisions that it had before, as its controller writes them. */
export function replicaSetObject(of: string, revision: number, image: string, earlier?: string): KubeObject {
  const { metadata, spec } = podTemplate(of, image)
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${of}-${revision}`,
      namespace: 'shop',
      uid: `uid-${of}-${revision}`,
      creationTimestamp: `2026-11-29T0${revision}:00:00Z`,
      labels: { app: of, 'pod-template-hash': `h${revision}` },
      annotations: {
        'deployment.kubernetes.io/revision': String(revision),
        ...(earlier === undefined ? {} : { 'deployment.kubernetes.io/revision-history': earlier })
      },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: of, uid: `uid-${of}`, controller: true }]
    },
    spec: {
      replicas: 0,
      template: { metadata: { labels: { ...metadata.labels, 'pod-template-hash': `h${revision}` } }, spec }
    },
    status: { replicas: 0 }
  }
}
