import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { actions } from '../../../actions/registry.ts'
import { createGates } from '../../../checks/gates.ts'
import { keepers } from '../../../checks/keepers.ts'
import { targetChecks } from '../../../checks/registry.ts'
import type { Measurements } from '../../../ports/measurements.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { noNeighbours } from '../../../ports/neighbours.ts'
import type { PlanResult, PlanTools, ReadyPlan, WatchedObjects, World } from '../../../ports/lever.ts'
import type { Place } from '../../../ports/place.ts'
import { kubePath } from '../../../providers/kubernetes/kube-path.ts'
import { kindNames, namespaceIds, routeKinds } from '../../../providers/routes/kinds.ts'
import { routesPath } from '../../../providers/routes/paths.ts'
import { mesh, type MeshShape } from '../../../providers/routes/testing/mesh.ts'
import { splitsOf } from '../../../providers/routes/split.ts'
import { buildServiceView } from '../../../status/build-service-view.ts'
import { startMemoryApi, type MemoryApi } from '../../../testing/memory-api.ts'
import { calm, fastClock, placeOf } from '../../deployment-rollback/testing/stage.ts'
import type { LeverKit, LeverStage } from '../../testing/lever-kit.ts'
import { trafficDrain } from '../index.ts'
import { patchesSent } from '../../testing/patches-sent.ts'
import { planned } from '../../testing/planned.ts'

export interface DrainShape extends MeshShape {
  readonly canaries?: readonly KubeObject[]
  readonly rollouts?: readonly KubeObject[]
  readonly choice?: Readonly<Record<string, string | number>>
  /** The Deployment that is opened; `cart` unless a test says otherwise. */
  readonly opened?: string
  /** Requests stay where they were, as when the mesh does not bring the weights to the proxies. */
  readonly isStuck?: boolean
  readonly measurements?: Place['measurements']
  readonly insecure?: boolean
}

export interface DrainStage extends LeverStage {
  readonly api: MemoryApi
  readonly tools: PlanTools
  readonly world: World
  result(): Promise<PlanResult>
  plan(): Promise<ReadyPlan>
}

const observedAt = '2026-11-29T02:13:20.000Z'
const seenAt = new Date('2026-11-29T02:13:30Z')

/** What is followed, as levers see it. */
export function drainWorld(shape: DrainShape = {}): World {
  const { routes, destinationRules, services, deployments } = mesh(shape)
  const value = (objects: readonly KubeObject[]) => ({ state: 'value', value: objects, observedAt }) as const
  const ref = { namespace: 'shop', name: shape.opened ?? 'cart' }
  const own = deployments.filter(({ metadata }) => metadata.name === ref.name)
  const of = (kind: string) => routes.flatMap(({ object }) => (object.kind === kind ? [object] : []))
  const objects: WatchedObjects = new Map([
    ['deployments', value(own)],
    ['canaries', value(shape.canaries ?? [])],
    ['rollouts', value(shape.rollouts ?? [])],
    ['virtualservices.v1', value(of('VirtualService'))],
    ['destinationrules.v1', value(destinationRules)],
    ['httproutes.v1', value(of('HTTPRoute'))],
    [namespaceIds.services, value(services)],
    [namespaceIds.deployments, value(deployments)]
  ])
  const [deployment] = own
  const service = buildServiceView(
    ref,
    {
      deployment: deployment
        ? { state: 'value', value: deployment, observedAt }
        : { state: 'absent', reason: 'gone', observedAt },
      replicaSets: value([]),
      pods: value([]),
      canaries: value(shape.canaries ?? []),
      rollouts: value(shape.rollouts ?? []),
      objects,
      requests: { state: 'loading', awaiting: '', sinceAt: '' },
      signals: [],
      normalAt: null,
      prometheus: { state: 'absent', reason: '', observedAt }
    },
    seenAt
  )
  return { ref, context: 'test', service, objects, standings: [], neighbours: noNeighbours, verdict: null, now: seenAt }
}

/** The same objects behind an API, with requests that follow the weights that are stored there. */
export async function drainStage(shape: DrainShape = {}): Promise<DrainStage> {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  const world = drainWorld(shape)
  store(api, shape)
  const clock = fastClock()
  const connection = await api.connect(clock)
  onTestFinished(() => connection.close())
  const measurements = shape.measurements === undefined ? requestsByWeight(api, shape) : shape.measurements
  const base = placeOf(connection, clock, { measurements })
  const place = { ...base, environment: { ...base.environment, insecure: shape.insecure === true } }
  const tools: PlanTools = {
    ...place,
    world,
    newId: randomUUID,
    standingsOf: async () => [],
    abort: new AbortController().signal
  }
  const result = () => trafficDrain.plan({ choice: shape.choice ?? null, continues: null, why: '' }, tools)
  return {
    api,
    tools,
    world,
    place,
    result,
    plan: () => planned(result(), place.identity),
    effects: () => api.effects.map(({ attemptId }) => attemptId),
    sent: () => patchesSent(api.server)
  }
}

export function drainKit(shape: DrainShape = {}): LeverKit {
  return {
    levers: new Map([[trafficDrain.id, trafficDrain]]),
    actions,
    gates: createGates(targetChecks),
    keepers,
    stage: () => drainStage(shape)
  }
}

function store(api: MemoryApi, shape: DrainShape): void {
  const { routes, destinationRules, services, deployments } = mesh(shape)
  const put = (group: string, version: string, resource: string, objects: readonly KubeObject[]): void => {
    for (const object of objects) {
      const { namespace = '', name } = object.metadata
      api.put(kubePath({ group, version, resource, namespace, name }), object)
    }
    api.serves(kubePath({ group, version, resource }))
    api.serves(kubePath({ group, version, resource, namespace: 'shop' }))
  }
  for (const kind of kindNames) api.serves(routesPath(kind, 'v1'))
  for (const { object, resource } of routes) put(resource.group, 'v1', resource.resource, [object])
  put(routeKinds.destinationrules.group, 'v1', 'destinationrules', destinationRules)
  put('', 'v1', 'services', services)
  put('apps', 'v1', 'deployments', deployments)
  put('flagger.app', 'v1beta1', 'canaries', shape.canaries ?? [])
  put('argoproj.io', 'v1alpha1', 'rollouts', shape.rollouts ?? [])
}

/** Requests as a mesh would spread them over what is stored now, a hundred a second for each rule. */
function requestsByWeight(api: MemoryApi, shape: DrainShape): Measurements {
  const before = mesh(shape)
  return {
    measure: async () => ({ ...calm, errorRatio: { value: 0.002, at: new Date().toISOString() } }),
    async requests() {
      const stored = before.routes.map(({ object, resource }) => {
        const { namespace = '', name } = object.metadata
        return shape.isStuck === true
          ? object
          : (api.at(kubePath({ ...resource, version: 'v1', namespace, name })) ?? object)
      })
      const now = mesh({
        ...shape,
        virtualServices: stored.filter(({ kind }) => kind === 'VirtualService'),
        httpRoutes: stored.filter(({ kind }) => kind === 'HTTPRoute')
      })
      const byWorkload = new Map<string, number>()
      for (const { parts } of splitsOf(now, 'shop', 'cart'))
        for (const { workloads, destination } of parts)
          for (const name of workloads) byWorkload.set(name, (byWorkload.get(name) ?? 0) + 100 * destination.share)
      return { rates: { byWorkload, untold: new Map(), at: new Date().toISOString() }, reachMs: 75_000 }
    }
  }
}
