import type { KubeObject } from '../../ports/kube.ts'

type Json = Readonly<Record<string, unknown>>

/** A pod template with one container. */
export function template(image: string, more: Json = {}): Json {
  return { metadata: { labels: { app: 'checkout' } }, spec: { containers: [{ name: 'api', image }], ...more } }
}

export function deployment(more: { metadata?: Json; spec?: Json; status?: Json } = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'checkout',
      namespace: 'shop',
      uid: 'd1',
      generation: 3,
      creationTimestamp: '2026-01-01T00:00:00Z',
      annotations: { 'deployment.kubernetes.io/revision': '2' },
      ...more.metadata
    },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'checkout' } },
      template: template('api:2'),
      progressDeadlineSeconds: 600,
      ...more.spec
    },
    status: {
      observedGeneration: 3,
      replicas: 2,
      updatedReplicas: 2,
      availableReplicas: 2,
      readyReplicas: 2,
      ...more.status
    }
  }
}

export function replicaSet(
  revision: number,
  image: string,
  createdAt: string,
  more: { metadata?: Json; status?: Json; annotations?: Json } = {}
): KubeObject {
  const { metadata, spec } = template(image)
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `checkout-${revision}`,
      namespace: 'shop',
      uid: `rs${revision}`,
      creationTimestamp: createdAt,
      labels: { app: 'checkout', 'pod-template-hash': `hash${revision}` },
      annotations: { 'deployment.kubernetes.io/revision': String(revision), ...more.annotations } as Readonly<
        Record<string, string>
      >,
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout', uid: 'd1', controller: true }],
      ...more.metadata
    },
    spec: {
      template: {
        metadata: { ...(metadata as Json), labels: { app: 'checkout', 'pod-template-hash': `hash${revision}` } },
        spec
      }
    },
    status: { replicas: 0, readyReplicas: 0, ...more.status }
  }
}

export function pod(name: string, revision: number, status: Json, metadata: Json = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      creationTimestamp: '2026-01-01T12:00:00Z',
      labels: { app: 'checkout' },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `checkout-${revision}`,
          uid: `rs${revision}`,
          controller: true
        }
      ],
      ...metadata
    },
    status
  }
}

export const ready = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True' }],
  containerStatuses: [{ name: 'api', ready: true, restartCount: 0 }]
}

export const crashing = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [
    {
      name: 'api',
      ready: false,
      restartCount: 4,
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 1m20s restarting failed container=api' } },
      lastState: { terminated: { reason: 'Error', exitCode: 1, finishedAt: '2026-01-01T12:04:00Z' } }
    }
  ]
}
