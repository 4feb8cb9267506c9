import type { ClientRequest } from '../../../drill/client.ts'

/** A request, or a kubectl command, whose answer has to be the same on every target. */
export interface Step {
  readonly title: string
  /** The row of the comparison table. */
  readonly covers: string
  readonly user?: 'admin' | 'stranger'
  /** Polled as admin before the step, until it holds. */
  readonly after?: Condition
  readonly request?: (seen: Seen) => ClientRequest
  readonly kubectl?: readonly string[]
  readonly input?: string
}

export interface Condition {
  readonly path: string
  readonly holds: (answer: Json) => boolean
}

/** JSON without a shape; absent members read as undefined. */
export type Json = { readonly [key: string]: Json | undefined } & readonly Json[] & string & number & boolean

/** The newest answer of each title. */
export type Seen = (title: string) => Json

export const deployments = '/apis/apps/v1/namespaces/shop/deployments'
export const checkout = `${deployments}/checkout`
export const replicaSets = '/apis/apps/v1/namespaces/shop/replicasets'
export const pods = '/api/v1/namespaces/shop/pods'
export const configMaps = '/api/v1/namespaces/shop/configmaps'
export const image = (tag: string): string => `registry.example/checkout:${tag}`

export const configMap = (name: string, data: object): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data
})

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'checkout',
    labels: { app: 'checkout' },
    annotations: { 'kubernetes.io/change-cause': 'release 1.0.0' }
  },
  spec: {
    replicas: 3,
    progressDeadlineSeconds: 60,
    selector: { matchLabels: { app: 'checkout' } },
    template: {
      metadata: { labels: { app: 'checkout' } },
      spec: {
        containers: [
          {
            name: 'checkout',
            image: image('1.0.0'),
            ports: [{ containerPort: 8080, name: 'http' }],
            env: [
              { name: 'MODE', value: 'live' },
              { name: 'LIMIT', valueFrom: { configMapKeyRef: { name: 'checkout', key: 'limit' } } }
            ],
            resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } }
          }
        ]
      }
    }
  }
}

export const settled: Condition = {
  path: checkout,
  holds: (answer) => {
    const status = answer['status']
    const replicas = answer['spec']?.['replicas']
    return (
      status?.['observedGeneration'] === answer['metadata']?.['generation'] &&
      status?.['updatedReplicas'] === replicas &&
      status?.['availableReplicas'] === replicas &&
      status?.['replicas'] === replicas &&
      (status?.['terminatingReplicas'] ?? 0) === 0
    )
  }
}
export const get = (title: string, covers: string, path: string, after?: Condition): Step => ({
  title,
  covers,
  request: () => ({ path }),
  ...(after ? { after } : {})
})
export const table = (title: string, path: string): Step => ({
  title: `Table of ${title}`,
  covers: 'Table output',
  request: () => ({ path, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' } })
})
type PatchType = 'json-patch' | 'merge-patch' | 'strategic-merge-patch'
export const patch = (title: string, type: PatchType, body: unknown, query = ''): Step => ({
  title,
  covers: query.includes('dryRun') ? 'dry run' : `patch: ${type}`,
  after: settled,
  request: () => ({
    method: 'PATCH',
    path: `${checkout}${query}`,
    headers: { 'content-type': `application/${type}+json` },
    body
  })
})
export const kubectl = (covers: string, ...args: readonly string[]): Step => ({
  title: `kubectl ${args.join(' ')}`,
  covers,
  kubectl: args
})
export const settledBefore = (step: Step): Step => ({ ...step, after: settled })
export const refused = (title: string, wanted: ClientRequest): Step => ({
  title,
  covers: 'RBAC refusals',
  user: 'stranger',
  request: () => wanted
})
export const bad = (title: string, wanted: ClientRequest): Step => ({ title, covers: 'errors', request: () => wanted })
export const test = (path: string, value: unknown): object => ({ op: 'test', path, value })
