import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Choice, Continuation, Verdict } from '../../../../contract/index.ts'
import { createGates } from '../../../checks/gates.ts'
import { keepers } from '../../../checks/keepers.ts'
import { targetChecks } from '../../../checks/registry.ts'
import { actions } from '../../../actions/registry.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { noNeighbours } from '../../../ports/neighbours.ts'
import type { Lever, PlanResult, PlanTools, ReadyPlan, WatchedObjects, World } from '../../../ports/lever.ts'
import { objectAt } from '../../../lib/json-access.ts'
import { readCanary } from '../../../providers/flagger/canary.ts'
import { rollbackHooks } from '../../../providers/flagger/hooks.ts'
import { kubePath } from '../../../providers/kubernetes/kube-path.ts'
import { watchedIds } from '../../../providers/flagger/watched.ts'
import { canaryObject, type CanaryShape } from '../../../providers/flagger/testing/canary-objects.ts'
import { buildServiceView } from '../../../status/build-service-view.ts'
import { startMemoryApi, type MemoryApi } from '../../../testing/memory-api.ts'
import { fastClock, placeOf } from '../../deployment-rollback/testing/stage.ts'
import type { LeverKit, LeverStage } from '../../testing/lever-kit.ts'
import { workloadObject, type WorkloadShape } from './workloads.ts'
import { planned } from '../../testing/planned.ts'

/** What a Canary's world consists of, as it is before a plan. */
export interface CanaryWorldShape {
  readonly canary?: CanaryShape
  readonly target?: WorkloadShape | null
  readonly primary?: WorkloadShape | null
  /** Other objects, under the collection that they belong to. */
  readonly others?: readonly { readonly collection: string; readonly object: KubeObject }[]
  /** By their id in `World.objects`. */
  readonly seen?: Readonly<Record<string, readonly KubeObject[]>>
  readonly controllerReady?: number
  /** Collections that are answered also where they are empty. */
  readonly lists?: readonly string[]
  /** Whether somebody rolls back, as Flagger does at its next check. */
  readonly flagger?: boolean
}

const observedAt = '2026-11-29T02:13:20.000Z'
/** When a world is looked at: half a minute after the last check. */
export const seenAt = new Date('2026-11-29T02:13:30Z')

const paths = {
  canary: (name: string) =>
    kubePath({ group: 'flagger.app', version: 'v1beta1', resource: 'canaries', namespace: 'shop', name }),
  deployment: (name: string) =>
    kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop', name })
}

function objectsOf({ canary, target = {}, primary = {} }: CanaryWorldShape) {
  return {
    canary: canaryObject(canary),
    target: target && workloadObject('cart', { image: 'cart:2', ...target }),
    primary: primary && workloadObject('cart-primary', primary)
  }
}

/** The world as levers see it. `objects` are the ones that are stored, where something has changed them since. */
export function canaryWorld(shape: CanaryWorldShape = {}, verdict: Verdict | null = null): World {
  const { canary, target, primary } = objectsOf(shape)
  const ref = { namespace: 'shop', name: target?.metadata.name ?? 'cart' }
  const value = (...objects: readonly (KubeObject | null)[]) =>
    ({ state: 'value', value: objects.filter((object) => object !== null), observedAt }) as const
  const controller = controllerObject(shape.controllerReady ?? 1)
  const objects: WatchedObjects = new Map([
    ['deployments', value(target)],
    ['replicasets', value()],
    ['pods', value()],
    ['rollouts', value()],
    [watchedIds.canaries, value(canary)],
    [watchedIds.target, value(target)],
    [watchedIds.primary, value(primary)],
    [watchedIds.controller, value(controller)],
    [watchedIds.events, value()],
    ...Object.entries(shape.seen ?? {}).map(([id, seen]) => [id, value(...seen)] as const)
  ])
  const service = buildServiceView(
    ref,
    {
      deployment:
        target === null
          ? { state: 'absent', reason: 'gone', observedAt }
          : { state: 'value', value: target, observedAt },
      replicaSets: value(),
      pods: value(),
      canaries: value(canary),
      rollouts: value(),
      requests: { state: 'loading', awaiting: '', sinceAt: '' },
      objects,
      signals: [],
      normalAt: null,
      prometheus: { state: 'loading', awaiting: '', sinceAt: '' }
    },
    seenAt
  )
  return { ref, context: 'test', service, objects, standings: [], neighbours: noNeighbours, verdict, now: seenAt }
}

function controllerObject(readyReplicas: number): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'flagger', namespace: 'istio-system', uid: 'uid-flagger' },
    spec: { replicas: 1, template: { spec: { containers: [{ image: 'ghcr.io/fluxcd/flagger:1.44.0' }] } } },
    status: { readyReplicas }
  }
}

export interface CanaryStage extends LeverStage {
  readonly api: MemoryApi
  readonly tools: PlanTools
  readonly result: (choice?: Choice | null, continues?: Continuation | null) => Promise<PlanResult>
  readonly planFor: (choice: Choice | null) => Promise<ReadyPlan>
}

/** A Canary behind an API server, and the plans of a lever for it; the test's end takes it away. */
export async function canaryStage(lever: Lever, shape: CanaryWorldShape = {}): Promise<CanaryStage> {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  const { canary, target, primary } = objectsOf(shape)
  api.put(paths.canary(canary.metadata.name), canary)
  for (const workload of [target, primary]) if (workload) api.put(paths.deployment(workload.metadata.name), workload)
  for (const { collection, object } of shape.others ?? []) {
    api.serves(collection)
    api.put(`${collection}/${object.metadata.name}`, object)
  }
  for (const list of shape.lists ?? []) api.serves(list)
  if (shape.flagger === true) playFlagger(api, canary)
  const clock = fastClock()
  const connection = await api.connect(clock)
  onTestFinished(() => connection.close())
  const place = placeOf(connection, clock)
  const tools: PlanTools = {
    ...place,
    world: canaryWorld(shape),
    newId: randomUUID,
    standingsOf: async () => [],
    abort: new AbortController().signal
  }
  const result = (choice: Choice | null = null, continues: Continuation | null = null) =>
    lever.plan({ choice, continues, why: '' }, tools)
  api.serves(kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop' }))
  api.serves(kubePath({ group: 'apps', version: 'v1', resource: 'replicasets', namespace: 'shop' }))
  api.serves(kubePath({ group: 'flagger.app', version: 'v1beta1', resource: 'canaries', namespace: 'shop' }))
  const planFor = (choice: Choice | null): Promise<ReadyPlan> => planned(result(choice), place.identity)
  return {
    api,
    place,
    tools,
    result,
    plan: () => planFor(null),
    planFor,
    effects: () => api.effects.map(({ attemptId }) => attemptId),
    sent: () =>
      api.server.requests.filter(
        ({ method, url }) => method !== 'GET' && !url.includes('dryRun=All') && !/selfsubject|\/leases/.test(url)
      ).length
  }
}

/** All that an executor needs for a lever on a Canary, in worlds that `stage` makes. */
export function canaryKit(lever: Lever, stage: () => Promise<LeverStage>): LeverKit {
  return { levers: new Map([[lever.id, lever]]), actions, gates: createGates(targetChecks), keepers, stage }
}

const checkEveryMs = 20

/** Rolls back as Flagger does: by its count, or by a rollback hook (fluxcd/flagger pkg/controller/scheduler.go rollback). */
function playFlagger(api: MemoryApi, { metadata }: KubeObject): void {
  const path = paths.canary(metadata.name)
  const timer = setInterval(() => {
    const object = api.at(path)
    if (object === undefined) return
    const canary = readCanary(object)
    const isDue = canary.failedChecks >= canary.threshold || rollbackHooks(canary).length > 0
    if (canary.suspended || canary.phase !== 'Progressing' || !isDue) return
    const target = api.at(paths.deployment(canary.target.name))
    if (target)
      api.put(paths.deployment(canary.target.name), { ...target, spec: { ...objectAt(target, 'spec'), replicas: 0 } })
    const status = { ...objectAt(object, 'status'), phase: 'Failed', failedChecks: 0, canaryWeight: 0 }
    api.put(path, { ...object, status })
  }, checkEveryMs)
  onTestFinished(() => clearInterval(timer))
}
