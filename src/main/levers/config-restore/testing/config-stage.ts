import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Choice, Observed, Verdict } from '../../../../contract/index.ts'
import { actions } from '../../../actions/registry.ts'
import { createGates } from '../../../checks/gates.ts'
import { keepers } from '../../../checks/keepers.ts'
import { targetChecks } from '../../../checks/registry.ts'
import { objectAt, stringAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { noNeighbours } from '../../../ports/neighbours.ts'
import type { PlanResult, PlanTools, ReadyPlan, WatchedObjects, World } from '../../../ports/lever.ts'
import { watchedConfigMap } from '../../../providers/kubernetes/config/watched.ts'
import { kubePath } from '../../../providers/kubernetes/kube-path.ts'
import { buildServiceView } from '../../../status/build-service-view.ts'
import { startMemoryApi, type MemoryApi } from '../../../testing/memory-api.ts'
import { fastClock, placeOf } from '../../deployment-rollback/testing/stage.ts'
import type { LeverKit, LeverStage } from '../../testing/lever-kit.ts'
import { configRestore } from '../index.ts'
import { patchesSent } from '../../testing/patches-sent.ts'
import { planned } from '../../testing/planned.ts'

export const seenAt = new Date('2026-11-30T06:30:00Z')
const observedAt = seenAt.toISOString()
const restarted = 'kubectl.kubernetes.io/restartedAt'
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** The ConfigMap `shop/cart-config` and how the pods of `shop/cart` read it, where it differs from the usual. */
export interface ConfigShape {
  readonly data?: Readonly<Record<string, string>>
  /** Null where it was not applied. */
  readonly applied?: Readonly<Record<string, string>> | null
  readonly changedAt?: string
  readonly metadata?: Partial<KubeObject['metadata']>
  readonly container?: object
  readonly volumes?: readonly object[]
  readonly paused?: boolean
  /** When the containers of the pods were started. */
  readonly startedAt?: string
  /** Images and starts of the revisions, oldest first; the last one is asked for. */
  readonly revisions?: readonly { readonly image: string; readonly at: string; readonly restartedAt?: string }[]
  readonly canaries?: readonly KubeObject[]
  readonly verdict?: Partial<Verdict>
}

export const changedAt = '2026-11-30T06:20:00Z'
const variables = { envFrom: [{ configMapRef: { name: 'cart-config' } }] }
export const mounts = {
  container: { volumeMounts: [{ name: 'files', mountPath: '/etc/cart' }] },
  volumes: [{ name: 'files', configMap: { name: 'cart-config' } }]
}

function templateOf({ container = variables, volumes = [] }: ConfigShape, image: string, restartedAt?: string) {
  const annotations = restartedAt === undefined ? {} : { annotations: { [restarted]: restartedAt } }
  return {
    metadata: { labels: { app: 'cart' }, ...annotations },
    spec: { containers: [{ name: 'cart', image, ...container }], ...(volumes.length > 0 ? { volumes } : {}) }
  }
}

function objectsOf(shape: ConfigShape) {
  const data = shape.data ?? { TIMEOUT: '3', REGION: 'eu' }
  const applied = shape.applied === undefined ? { TIMEOUT: '2000', REGION: 'eu' } : shape.applied
  const name = 'cart-config'
  const manifest = applied && JSON.stringify({ kind: 'ConfigMap', metadata: { name }, data: applied })
  const config: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: 'shop',
      uid: 'uid-config',
      creationTimestamp: '2026-11-01T00:00:00Z',
      ...(manifest === null ? {} : { annotations: { [lastApplied]: manifest } }),
      managedFields: [
        {
          manager: 'deploy-bot',
          time: shape.changedAt ?? changedAt,
          fieldsV1: { 'f:data': Object.fromEntries(Object.keys(data).map((key) => [`f:${key}`, {}])) }
        }
      ],
      ...shape.metadata
    },
    data
  }
  const revisions = shape.revisions ?? [
    { image: 'cart:1', at: '2026-11-29T06:00:00Z' },
    { image: 'cart:1', at: '2026-11-30T06:20:02Z', restartedAt: '2026-11-30T06:20:01Z' }
  ]
  const current = revisions.at(-1)
  const template = templateOf(shape, current?.image ?? 'cart:1', current?.restartedAt)
  const deployment: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'cart',
      namespace: 'shop',
      uid: 'uid-cart',
      generation: 1,
      annotations: { 'deployment.kubernetes.io/revision': String(revisions.length) }
    },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'cart' } },
      template,
      ...(shape.paused === true ? { paused: true } : {})
    },
    status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 }
  }
  const replicaSets = revisions.map(({ image, at, restartedAt }, index): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `cart-${index + 1}`,
      namespace: 'shop',
      uid: `uid-cart-${index + 1}`,
      creationTimestamp: at,
      annotations: { 'deployment.kubernetes.io/revision': String(index + 1) },
      ownerReferences: [owner('Deployment', 'cart', 'uid-cart')]
    },
    spec: { template: templateOf(shape, image, restartedAt) }
  }))
  const started = shape.startedAt ?? '2026-11-30T06:20:05Z'
  const pods = ['a', 'b'].map((suffix) => podObject(suffix, started, current?.restartedAt))
  return { config, deployment, replicaSets, pods }
}

function owner(kind: string, name: string, uid: string) {
  return { apiVersion: 'apps/v1', kind, name, uid, controller: true }
}

function podObject(suffix: string, startedAt: string, restartedAt: string | undefined): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `cart-${suffix}`,
      namespace: 'shop',
      uid: `uid-${suffix}`,
      creationTimestamp: startedAt,
      labels: { app: 'cart' },
      ...(restartedAt === undefined ? {} : { annotations: { [restarted]: restartedAt } }),
      ownerReferences: [owner('ReplicaSet', 'cart-2', 'uid-cart-2')]
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'cart', ready: true, restartCount: 0, state: { running: { startedAt } } }]
    }
  }
}

/** As levers see it. */
export function configWorld(shape: ConfigShape = {}): World {
  const { config, deployment, replicaSets, pods } = objectsOf(shape)
  const ref = { namespace: 'shop', name: 'cart' }
  const value = <T>(seen: T): Observed<T> => ({ state: 'value', value: seen, observedAt })
  const objects: WatchedObjects = new Map([
    ['deployments', value([deployment])],
    ['replicasets', value(replicaSets)],
    ['pods', value(pods)],
    [watchedConfigMap('cart-config'), value([config])]
  ])
  const service = buildServiceView(
    ref,
    {
      deployment: value(deployment),
      replicaSets: value(replicaSets),
      pods: value(pods),
      canaries: value(shape.canaries ?? []),
      rollouts: value([]),
      requests: { state: 'loading', awaiting: '', sinceAt: '' },
      objects,
      signals: [],
      normalAt: null,
      prometheus: { state: 'loading', awaiting: '', sinceAt: '' }
    },
    seenAt
  )
  const verdict = { level: 'rollBack', lead: '', rest: '', firstCrossedAt: '2026-11-30T06:21:00Z', ...shape.verdict }
  return {
    ref,
    context: 'test',
    service,
    objects,
    standings: [],
    neighbours: noNeighbours,
    verdict: verdict as Verdict,
    now: seenAt
  }
}

export const paths = {
  config: kubePath({ group: '', version: 'v1', resource: 'configmaps', namespace: 'shop', name: 'cart-config' }),
  deployments: kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop' }),
  deployment: kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop', name: 'cart' }),
  pods: kubePath({ group: '', version: 'v1', resource: 'pods', namespace: 'shop' })
}

export interface ConfigStage extends LeverStage {
  readonly api: MemoryApi
  readonly tools: PlanTools
  readonly result: (choice?: Choice | null) => Promise<PlanResult>
  readonly planFor: (choice: Choice | null) => Promise<ReadyPlan>
}

/** A ConfigMap and who reads it behind an API server, and plans for it; the test's end takes it away. */
export async function configStage(shape: ConfigShape = {}): Promise<ConfigStage> {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  const { config, deployment, pods } = objectsOf(shape)
  api.put(paths.config, config)
  api.put(paths.deployment, deployment)
  for (const pod of pods) api.put(`${paths.pods}/${pod.metadata.name}`, pod)
  for (const list of [paths.deployments, paths.pods]) api.serves(list)
  playController(api)
  const clock = fastClock()
  const connection = await api.connect(clock)
  onTestFinished(() => connection.close())
  const place = placeOf(connection, clock)
  const tools: PlanTools = {
    ...place,
    world: configWorld(shape),
    standingsOf: async () => [],
    newId: randomUUID,
    abort: new AbortController().signal
  }
  const result = (choice: Choice | null = null) => configRestore.plan({ choice, continues: null, why: '' }, tools)
  const planFor = (choice: Choice | null): Promise<ReadyPlan> => planned(result(choice), place.identity)
  return {
    api,
    place,
    tools,
    result,
    planFor,
    plan: () => planFor(null),
    effects: () => api.effects.map(({ attemptId }) => attemptId),
    sent: () => patchesSent(api.server)
  }
}

/** All that an executor needs for the lever, in such a world. */
export function configKit(shape: ConfigShape = {}): LeverKit {
  return {
    levers: new Map([[configRestore.id, configRestore]]),
    actions,
    gates: createGates(targetChecks),
    keepers,
    stage: () => configStage(shape)
  }
}

const checkEveryMs = 20

/** Replaces the pods when the template asks for a restart, as the controllers do. */
function playController(api: MemoryApi): void {
  const timer = setInterval(() => {
    const template = objectAt(api.at(paths.deployment), 'spec', 'template')
    const asked = stringAt(template, 'metadata', 'annotations', restarted)
    const pod = api.at(`${paths.pods}/cart-a`)
    if (asked === '' || stringAt(pod, 'metadata', 'annotations', restarted) === asked) return
    for (const suffix of ['a', 'b']) {
      const made = podObject(suffix, new Date().toISOString(), asked)
      api.put(`${paths.pods}/cart-${suffix}`, made)
    }
  }, checkEveryMs)
  onTestFinished(() => clearInterval(timer))
}
