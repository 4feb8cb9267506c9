import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Choice, ServiceRef, Verdict } from '../../../../contract/index.ts'
import { failureOf } from '../../../../contract/failure.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { noNeighbours } from '../../../ports/neighbours.ts'
import type { Lever, PlanResult, PlanTools, ReadyPlan, WatchedObjects, World } from '../../../ports/lever.ts'
import type { Standing } from '../../../ports/standing.ts'
import { kubePath } from '../../../providers/kubernetes/kube-path.ts'
import { reconcilerKinds, reconcilersOf } from '../../../providers/kubernetes/gitops/reconcilers.ts'
import { watchedReconciler } from '../../../providers/kubernetes/gitops/watched.ts'
import { revisionResource, workloadResource } from '../../../providers/kubernetes/workload.ts'
import { buildServiceView } from '../../../status/build-service-view.ts'
import { startMemoryApi, type MemoryApi } from '../../../testing/memory-api.ts'
import { podTemplate, replicaSetObject, workloadObject } from '../../canary-frame/testing/workloads.ts'
import { fastClock, placeOf } from '../../deployment-rollback/testing/stage.ts'
import { markedDeployment, reconcilerObject, type GitopsShape } from '../../gitops-suspend/testing/gitops-stage.ts'
import type { LeverStage } from '../../testing/lever-kit.ts'
import { patchesSent } from '../../testing/patches-sent.ts'
import { planned } from '../../testing/planned.ts'

const observedAt = '2026-11-29T02:13:20.000Z'

/** How the reconciler of `shop/cart` is seen; `hidden` may not be read, and `null` has no mark at all. */
export type SeenAs = GitopsShape | 'loading' | 'hidden' | 'gone' | null

/** What `shop/cart` is. */
export type HeldKind = 'Deployment' | 'StatefulSet' | 'DaemonSet'

function refOfCart(kind: HeldKind): ServiceRef {
  return { namespace: 'shop', name: 'cart', ...(kind === 'Deployment' ? {} : { kind }) }
}

/** `shop/cart` on revision 2 with what keeps it, and revision 1 with a good standing unless `standings` says otherwise. */
export function heldWorld(
  shape: SeenAs,
  standings: readonly Standing[] = [good],
  kind: HeldKind = 'Deployment',
  served: readonly KubeObject[] = []
): World {
  const isShape = shape !== null && typeof shape === 'object'
  const deployment = cart(isShape ? shape : shape === null ? null : { kind: 'Kustomization' }, kind)
  const value = (...items: readonly KubeObject[]) => ({ state: 'value', value: items, observedAt }) as const
  const seen = {
    loading: { state: 'loading', awaiting: '', sinceAt: observedAt },
    hidden: {
      state: 'forbidden',
      failure: failureOf('forbidden', 'User "ann" may not list kustomizations in namespace "gitops".'),
      observedAt
    },
    gone: value()
  } as const
  const ref = refOfCart(kind)
  const replicaSets = revisionsOfCart(kind)
  const [name] = reconcilersOf(deployment)
  const objects: WatchedObjects = new Map([
    [workloadResource(ref).resource, value(deployment)],
    [revisionResource(ref).resource, value(...replicaSets)],
    ['pods', value(...served)],
    ...(name && shape !== null
      ? [[watchedReconciler(name), isShape ? value(reconcilerObject(shape)) : seen[shape]] as const]
      : [])
  ])
  const now = new Date(observedAt)
  const service = buildServiceView(
    ref,
    {
      deployment: { state: 'value', value: deployment, observedAt },
      replicaSets: value(...replicaSets),
      pods: value(...served),
      canaries: value(),
      rollouts: value(),
      requests: { state: 'loading', awaiting: '', sinceAt: '' },
      objects,
      signals: [],
      normalAt: null,
      prometheus: { state: 'loading', awaiting: '', sinceAt: '' }
    },
    now,
    new Map(standings.map((standing) => [standing.uid, standing]))
  )
  return { ref, context: 'test', service, objects, standings, neighbours: noNeighbours, verdict: rollBack, now }
}

const rollBack: Verdict = {
  level: 'rollBack',
  row: 'errors-high',
  lead: '',
  rest: '',
  detail: '',
  judgements: [],
  disagreeing: [],
  firstCrossedAt: null,
  declined: null,
  asked: null,
  decideBy: null,
  wait: null,
  isComplete: true,
  withinSeconds: 120,
  judgedAt: observedAt
}

const good: Standing = {
  replicaSet: 'cart-1',
  uid: 'uid-cart-1',
  revision: 1,
  evidence: [],
  standing: 'good',
  recommended: true,
  lastServedAt: null
}

/** Of an image each, the older one first. */
function revisionsOfCart(kind: HeldKind): readonly KubeObject[] {
  return [1, 2].map((revision) => {
    const replicaSet = replicaSetObject('cart', revision, `cart:${revision}`)
    if (kind === 'Deployment') return replicaSet
    const { annotations: _annotations, ...metadata } = replicaSet.metadata
    const [owner] = metadata.ownerReferences ?? []
    return {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: { ...metadata, ...(owner ? { ownerReferences: [{ ...owner, kind }] } : {}) },
      revision,
      data: { spec: { template: { ...podTemplate('cart', `cart:${revision}`), $patch: 'replace' } } }
    }
  })
}

function cart(shape: Pick<GitopsShape, 'kind'> | null, kind: HeldKind): KubeObject {
  const { labels = {}, annotations = {} } = markedDeployment(shape?.kind ?? null).metadata
  const object = workloadObject('cart', { image: 'cart:2', revision: 2 })
  const { metadata } = object
  const marked = {
    ...object,
    kind,
    metadata: { ...metadata, labels, annotations: { ...metadata.annotations, ...annotations } }
  }
  if (kind === 'Deployment') return marked
  const status = {
    ...(object['status'] as object),
    currentRevision: 'cart-2',
    updateRevision: 'cart-2',
    desiredNumberScheduled: 4,
    numberReady: 4
  }
  return { ...marked, status }
}

/** Of revision 1, as it serves once it is back. */
function servingPod(index: number, kind: HeldKind): KubeObject {
  const owner =
    kind === 'Deployment'
      ? { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-1', uid: 'uid-cart-1', controller: true }
      : { apiVersion: 'apps/v1', kind, name: 'cart', uid: 'uid-cart', controller: true }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `cart-1-${index}`,
      namespace: 'shop',
      uid: `uid-cart-1-${index}`,
      labels: { app: 'cart', ...(kind === 'Deployment' ? {} : { 'controller-revision-hash': 'cart-1' }) },
      ownerReferences: [owner]
    },
    spec: {},
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [] }
  }
}

export interface HeldStage extends LeverStage {
  readonly api: MemoryApi
  readonly tools: PlanTools
  readonly reconciler: string
  readonly deployment: string
  readonly result: (choice?: Choice | null) => Promise<PlanResult>
  readonly planFor: (choice: Choice | null) => Promise<ReadyPlan>
}

/** The same behind an API server, and the plans of a lever for it; the test's end takes it away. */
export async function heldStage(
  lever: Lever,
  shape: GitopsShape,
  kind: HeldKind = 'Deployment',
  served: readonly KubeObject[] = []
): Promise<HeldStage> {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  const { metadata } = reconcilerObject(shape)
  const path = (group: string, version: string, resource: string, name?: string, namespace = 'shop') =>
    kubePath({ group, version, resource, namespace, ...(name === undefined ? {} : { name }) })
  const { group, version, resource } = reconcilerKinds[shape.kind]
  const reconciler = path(group, version, resource, metadata.name, metadata.namespace)
  const ref = refOfCart(kind)
  const revisions = revisionResource(ref).resource
  const deployment = path('apps', 'v1', workloadResource(ref).resource, 'cart')
  api.put(reconciler, reconcilerObject(shape))
  api.put(deployment, cart(shape, kind))
  for (const one of revisionsOfCart(kind)) api.put(path('apps', 'v1', revisions, one.metadata.name), one)
  for (let index = 1; index <= 4; index += 1)
    api.put(path('', 'v1', 'pods', `cart-1-${index}`), servingPod(index, kind))
  for (const pod of served) api.put(path('', 'v1', 'pods', pod.metadata.name), pod)
  for (const list of [path('apps', 'v1', revisions), path('', 'v1', 'pods')]) api.serves(list)
  const clock = fastClock()
  const connection = await api.connect(clock)
  onTestFinished(() => connection.close())
  const place = placeOf(connection, clock)
  const tools: PlanTools = {
    ...place,
    world: heldWorld(shape, [good], kind, served),
    newId: randomUUID,
    standingsOf: async () => [],
    abort: new AbortController().signal
  }
  const result = (choice: Choice | null = null) => lever.plan({ choice, continues: null, why: '' }, tools)
  const planFor = (choice: Choice | null) => planned(result(choice), place.identity)
  return {
    api,
    place,
    tools,
    reconciler,
    deployment,
    result,
    planFor,
    plan: () => planFor(null),
    effects: () => api.effects.map(({ attemptId }) => attemptId),
    sent: () => patchesSent(api.server)
  }
}
