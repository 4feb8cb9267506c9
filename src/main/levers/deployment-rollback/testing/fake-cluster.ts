import { isDeepStrictEqual } from 'node:util'
import { statusOf } from '../../../connections/testing/tls-server.ts'
import { objectAt, stringAt } from '../../../lib/json-access.ts'
import { jsonPatched } from '../../../testing/json-patch.ts'

type Json = Record<string, unknown>

/** What the server does with the next patch that is no dry run. */
export type PatchFault =
  | { readonly kind: 'none' }
  /** Applied, then the connection breaks before the answer. */
  | { readonly kind: 'loseAnswer' }
  /** The connection breaks and nothing was applied. */
  | { readonly kind: 'loseRequest' }
  | { readonly kind: 'status'; readonly code: number; readonly reason: string; readonly applied: boolean }

export interface FakeAnswer {
  readonly status: number
  readonly body: unknown
  /** Break the connection instead of answering. */
  readonly drop?: boolean
}

const revisionKey = 'deployment.kubernetes.io/revision'
const historyKey = 'deployment.kubernetes.io/revision-history'
const created = (hour: number): string => `2026-03-01T0${hour}:00:00Z`

/** A namespace `shop` with one Deployment of four revisions, as a kube-apiserver and its controller would keep it. */
export class FakeCluster {
  deployment: Json
  readonly replicaSets: Json[]
  /** Null when it is gone. */
  configMapWrittenBy = 'kubectl'
  configMapWrittenAt: string | null = '2026-03-01T00:30:00Z'
  /** Of the answers to patches: a header as an API server sends it. */
  warning = ''
  fault: PatchFault = { kind: 'none' }
  /** Runs once, just before the next patch is applied. */
  beforePatch: () => void = () => undefined
  applied = 0
  patches = 0
  /** The new ReplicaSet's pods crash. */
  crashing = false
  /** Canaries of the namespace; null where there is no such kind, and a number for the status that refuses them. */
  canaries: readonly Json[] | number | null = null
  /** Rollouts of the namespace; null where there is no such kind. */
  rollouts: readonly Json[] | null = null
  /** What admission makes of each change. */
  admit: (changed: Json) => Json = (changed) => changed
  private version = 100

  constructor() {
    this.replicaSets = [1, 2, 3, 4].map((revision) => replicaSet(revision))
    this.deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'checkout',
        namespace: 'shop',
        uid: 'uid-deployment',
        generation: 9,
        resourceVersion: '100',
        annotations: { [revisionKey]: '4', 'team/note': 'only here' },
        managedFields: []
      },
      spec: {
        replicas: 2,
        progressDeadlineSeconds: 600,
        selector: { matchLabels: { app: 'checkout' } },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        template: template('4')
      },
      status: status(9)
    }
  }

  answer(method: string, url: string, body: string): FakeAnswer | null {
    const { pathname, searchParams } = new URL(url, 'https://x')
    if (pathname === '/apis/apps/v1/namespaces/shop/deployments/checkout') {
      return method === 'PATCH'
        ? this.patch(body, searchParams.get('dryRun') === 'All', searchParams.get('fieldManager') ?? '')
        : { status: 200, body: this.deployment }
    }
    if (pathname === '/apis/flagger.app/v1beta1' && this.canaries !== null)
      return { status: 200, body: { kind: 'APIResourceList', apiVersion: 'v1', resources: [{ name: 'canaries' }] } }
    if (pathname === '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts' && this.rollouts !== null)
      return list('argoproj.io/v1alpha1', 'Rollout', this.rollouts)
    if (pathname === '/apis/flagger.app/v1beta1/namespaces/shop/canaries' && this.canaries !== null) {
      const { canaries } = this
      return typeof canaries === 'number'
        ? refused(canaries, 'refused')
        : list('flagger.app/v1beta1', 'Canary', canaries)
    }
    if (pathname === '/apis/apps/v1/namespaces/shop/replicasets') return list('apps/v1', 'ReplicaSet', this.replicaSets)
    if (pathname === '/api/v1/namespaces/shop/pods') return list('v1', 'Pod', this.pods())
    if (pathname === '/api/v1/namespaces/shop/configmaps/limits' && this.configMapWrittenAt !== null) {
      const managedFields = [{ manager: this.configMapWrittenBy, operation: 'Update', time: this.configMapWrittenAt }]
      const metadata = { name: 'limits', namespace: 'shop', uid: 'uid-limits', managedFields }
      return { status: 200, body: { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata } }
    }
    return null
  }

  /** Another writer changes the template. */
  release(image: string): void {
    const spec = this.spec()
    this.write({ ...this.deployment, spec: { ...spec, template: template(image) } }, 'someone')
  }

  /** `kubectl rollout restart` of the release of an earlier revision, which makes a new one. */
  restartAs(revision: number, release: number): void {
    const restarted = (own: Json): Json => {
      const metadata = {
        ...objectAt(own, 'metadata'),
        annotations: { 'kubectl.kubernetes.io/restartedAt': created(revision) }
      }
      return { ...own, metadata }
    }
    const made = replicaSet(revision)
    const own = template(String(release), `h${revision}`)
    this.replicaSets.push({ ...made, spec: { template: restarted(own) } })
    this.deployment = { ...this.deployment, spec: { ...this.spec(), template: restarted(template(String(release))) } }
  }

  /** Somebody writes annotations of the Deployment, which count in its generation as on a real server. */
  annotate(annotations: Readonly<Record<string, string>>): void {
    const metadata = objectAt(this.deployment, 'metadata')
    const all = { ...objectAt(metadata, 'annotations'), ...annotations }
    this.write({ ...this.deployment, metadata: { ...metadata, annotations: all } }, 'someone')
  }

  spec(): Json {
    return objectAt(this.deployment, 'spec')
  }

  private patch(body: string, dryRun: boolean, manager: string): FakeAnswer {
    if (dryRun) {
      const preview = applyPatch(this.deployment, body)
      return preview ? { status: 200, body: this.admit(preview) } : bare422
    }
    this.patches += 1
    this.beforePatch()
    this.beforePatch = () => undefined
    const { fault } = this
    if (fault.kind === 'loseRequest') return { status: 0, body: null, drop: true }
    if (fault.kind === 'status' && !fault.applied) return refused(fault.code, fault.reason)
    const patched = applyPatch(this.deployment, body)
    if (!patched) return bare422
    const next = this.admit(patched)
    // As the API server does: what changes nothing is not written.
    if (!isDeepStrictEqual(next, this.deployment)) {
      this.applied += 1
      this.write(next, manager)
    }
    if (fault.kind === 'loseAnswer') return { status: 0, body: null, drop: true }
    return fault.kind === 'status' ? refused(fault.code, fault.reason) : { status: 200, body: this.deployment }
  }

  /** Stores the object, and does at once what the Deployment controller would do. */
  private write(next: Json, manager: string): void {
    this.version += 1
    const metadata = objectAt(next, 'metadata')
    const generation = Number(metadata['generation']) + 1
    const wanted = objectAt(next, 'spec')['template']
    const revision = this.nextRevision(wanted)
    const annotations = { ...objectAt(metadata, 'annotations'), [revisionKey]: String(revision) }
    const managedFields = [
      { manager, operation: 'Update', time: new Date().toISOString(), fieldsV1: { 'f:spec': { 'f:template': {} } } }
    ]
    this.deployment = {
      ...next,
      metadata: { ...metadata, generation, resourceVersion: String(this.version), annotations, managedFields },
      status: status(generation)
    }
  }

  private nextRevision(wanted: unknown): number {
    const numbers = this.replicaSets.map((one) => Number(objectAt(one, 'metadata', 'annotations')[revisionKey]))
    const next = Math.max(...numbers) + 1
    const reused = this.replicaSets.find((one) => isDeepStrictEqual(withoutHash(one), wanted))
    if (!reused) {
      const fresh = replicaSet(next)
      this.replicaSets.push({ ...fresh, spec: { ...objectAt(fresh, 'spec'), template: wanted } })
      return next
    }
    if (objectAt(reused, 'metadata', 'annotations')[revisionKey] === String(next - 1)) return next - 1
    const metadata = objectAt(reused, 'metadata')
    const { [revisionKey]: before, [historyKey]: earlier, ...annotations } = objectAt(reused, 'metadata', 'annotations')
    // kubernetes pkg/controller/deployment/util SetNewReplicaSetAnnotations
    const history = [earlier, before].filter((one) => typeof one === 'string').join(',')
    reused['metadata'] = {
      ...metadata,
      annotations: { ...annotations, [revisionKey]: String(next), [historyKey]: history }
    }
    return next
  }

  private pods(): readonly Json[] {
    const wanted = this.spec()['template']
    const current = this.replicaSets.find((one) => isDeepStrictEqual(withoutHash(one), wanted))
    const name = stringAt(current, 'metadata', 'name')
    return Array.from({ length: Number(this.spec()['replicas']) }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${name}-${index}`,
        namespace: 'shop',
        uid: `${name}-${index}`,
        creationTimestamp: created(5),
        labels: { app: 'checkout' },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: `uid-${name}`, controller: true }]
      },
      status: {
        phase: 'Running',
        conditions: [
          { type: 'Ready', status: this.crashing ? 'False' : 'True', lastTransitionTime: '2026-03-01T05:00:04Z' }
        ],
        containerStatuses: [
          this.crashing
            ? { name: 'app', restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } }
            : { name: 'app', restartCount: 0, state: { running: {} } }
        ]
      }
    }))
  }
}

function replicaSet(revision: number): Json {
  const name = `checkout-${revision}`
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      creationTimestamp: created(revision),
      labels: { app: 'checkout', 'pod-template-hash': `h${revision}` },
      annotations: { [revisionKey]: String(revision), 'kubernetes.io/change-cause': `release ${revision}` },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout', uid: 'uid-deployment', controller: true }
      ]
    },
    spec: { template: template(String(revision), `h${revision}`) },
    status: {}
  }
}

function template(tag: string, hash?: string): Json {
  const env = [
    { name: 'QUERY', value: 'a=1&b=<2>' },
    { name: 'LIMIT', valueFrom: { configMapKeyRef: { name: 'limits', key: 'limit' } } }
  ]
  return {
    metadata: { labels: { app: 'checkout', ...(hash === undefined ? {} : { 'pod-template-hash': hash }) } },
    spec: { containers: [{ name: 'app', image: `registry.example/checkout:${tag}`, env, unknownField: { kept: 1 } }] }
  }
}

function status(observedGeneration: number): Json {
  return {
    observedGeneration,
    replicas: 2,
    updatedReplicas: 2,
    availableReplicas: 2,
    readyReplicas: 2,
    conditions: [{ type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }]
  }
}

/** Strings of a `test` are compared Go-escaped, which those that Go escapes never equal (docs/upstream-facts.md). */
function applyPatch(object: Json, body: string): Json | null {
  const isEscaped = body.includes('"op":"test"') && /[&<>]/.test(body)
  return isEscaped ? null : (jsonPatched(object, body) as Json | null)
}

const bare422 = refused(422, 'Invalid', 'the server rejected our request due to an error in our request')

function refused(code: number, reason: string, message = reason): FakeAnswer {
  return { status: code, body: statusOf(code, reason, message) }
}

function list(apiVersion: string, kind: string, items: readonly Json[]): FakeAnswer {
  return { status: 200, body: { apiVersion, kind: `${kind}List`, metadata: { resourceVersion: '100' }, items } }
}

function withoutHash(one: Json): unknown {
  const own = objectAt(one, 'spec', 'template')
  const { 'pod-template-hash': _, ...labels } = objectAt(own, 'metadata', 'labels')
  return { ...own, metadata: { ...objectAt(own, 'metadata'), labels } }
}
