import type { PodLogSource, ServiceProxy, UserToken } from '../api/ports.ts'
import type { Simulation } from '../clock/simulation.ts'
import { createSimulation } from '../clock/simulation.ts'
import { startDeploymentController } from '../controllers/deployment-controller.ts'
import { startEndpointsController } from '../controllers/endpoints-controller.ts'
import type { EventRecorder } from '../controllers/event-recorder.ts'
import { createEventRecorder } from '../controllers/event-recorder.ts'
import type { NodePlace } from '../controllers/kubelet.ts'
import { startKubelets } from '../controllers/kubelet.ts'
import { keys, nameOf, namespaceOf } from '../controllers/kube-types.ts'
import { startNodeLeases } from '../controllers/node-leases.ts'
import { startReplicaSetController } from '../controllers/replicaset-controller.ts'
import { createPrometheusApi } from '../prometheus/http-api.ts'
import { drawScenario } from '../scenarios/draw-scenario.ts'
import type { ScenarioId, ScenarioPlan, ServicePlan } from '../scenarios/plan.ts'
import type { ApiStore } from '../store/api-store.ts'
import { createApiStore } from '../store/memory-store.ts'
import { createBuildCatalog } from '../users/build.ts'
import { createScrapedSeries } from '../users/counters.ts'
import type { Backend, Route, Traffic } from '../users/traffic.ts'
import { createTraffic } from '../users/traffic.ts'
import { createUsers } from './access.ts'
import { createBaseObjects } from './base-objects.ts'
import { planReleases } from './deploy.ts'
import { planCanary } from './flagger.ts'
import { createPodLogs } from './pod-logs.ts'
import { drawFor } from './random.ts'
import { createServiceProxy } from './service-proxy.ts'
import { planUndo } from './undo.ts'

/** A simulated cluster with its users, brought up to the moment the drill begins. */
export interface World {
  readonly plan: ScenarioPlan
  readonly startMs: number
  readonly simulation: Simulation
  readonly store: ApiStore
  readonly traffic: Traffic
  readonly users: { readonly operator: UserToken; readonly viewer: UserToken }
  readonly podLogs: PodLogSource
  readonly serviceProxy: ServiceProxy
}

export interface WorldOptions {
  readonly scenario: ScenarioId
  readonly seed: number
  readonly speed: number
  /** Simulated time at which the drill begins. */
  readonly startMs: number
  /** Makes a bearer token. */
  readonly token: () => string
}

/** Time between two scrapes, simulated milliseconds. */
const scrapeIntervalMs = 15_000
/** Prometheus' default retention. */
const retentionMs = 15 * 86_400_000

function routeOf(plan: ScenarioPlan, service: ServicePlan, startMs: number): Route {
  const draw = drawFor(plan.seed, `demand/${service.name}`)
  const { canary } = plan
  const backend = (name: string, workload: string, weight: number): Backend => ({
    namespace: service.namespace,
    service: name,
    workload,
    weight
  })
  const isCanary = canary?.target === service.name
  return {
    namespace: service.namespace,
    name: service.name,
    demand: {
      requestsPerSecond: service.requestsPerSecond,
      swing: draw.between(0.04, 0.1),
      periodSeconds: draw.between(1400, 3600),
      phaseMs: startMs - draw.int(0, 3_600_000)
    },
    podCapacity: service.podCapacity,
    backends: isCanary
      ? [
          backend(`${service.name}-primary`, `${service.name}-primary`, 1),
          backend(`${service.name}-canary`, service.name, 0)
        ]
      : [backend(service.name, service.name, 1)]
  }
}

/** Builds the world and lives through its history, hours to days of it, before it returns. */
export function createWorld(options: WorldOptions): World {
  const { seed, startMs } = options
  const plan = drawScenario(options.scenario, seed)
  const services = [...plan.platform, ...plan.services]
  const firstMs = Math.min(...services.flatMap(({ releases }) => releases.map(({ atMs }) => atMs)))
  const simulation = createSimulation({ beginMs: startMs + firstMs - 60_000, speed: options.speed })
  const random = drawFor(seed, 'store')
  const store = createApiStore({
    now: () => simulation.now(),
    random: () => random.next(),
    later: (delayMs, task) => void simulation.after(delayMs, task)
  })
  const builds = createBuildCatalog(
    new Map(services.flatMap(({ releases }) => releases.map(({ image, build }) => [image, build] as const)))
  )
  const primaryOf = plan.canary === undefined ? undefined : `${plan.canary.target}-primary`
  const called = plan.services.filter(({ name }) => name !== primaryOf)
  const traffic = createTraffic(called.map((service) => routeOf(plan, service, startMs)))

  const unwatchedMs = startMs - 2 * 3_600_000

  const recorder = (component: string, manager: string, host?: string): EventRecorder =>
    createEventRecorder(store, simulation, { component, manager, ...(host === undefined ? {} : { host }) }, startMs)
  startDeploymentController(
    store,
    simulation,
    recorder('deployment-controller', 'kube-controller-manager'),
    unwatchedMs
  )
  startReplicaSetController(
    store,
    simulation,
    recorder('replicaset-controller', 'kube-controller-manager'),
    seed,
    unwatchedMs
  )
  startKubelets(store, simulation, {
    briefBeforeMs: unwatchedMs,
    nodes: plan.nodes as readonly [NodePlace, ...NodePlace[]],
    builds,
    seed,
    schedulerEvents: recorder('default-scheduler', 'kube-scheduler'),
    events: new Map(plan.nodes.map(({ name }) => [name, recorder('kubelet', 'kubelet', name)])),
    onGone: (namespace, pod) => traffic.endPod(namespace, pod, simulation.nowMs())
  })
  startEndpointsController(
    store,
    simulation,
    (namespace, service, pods) => {
      const serving = pods.map((pod) => ({
        namespace: namespaceOf(pod),
        name: nameOf(pod),
        ip: pod.status?.podIP ?? '',
        workload: workloadOf(nameOf(pod)),
        build: builds.of(pod.spec.containers[0]?.image ?? '')
      }))
      traffic.serve(namespace, service, serving, simulation.nowMs())
    },
    unwatchedMs
  )

  const namespaces = new Set(services.map(({ namespace }) => namespace))
  createBaseObjects(store, startMs, [...namespaces], plan.nodes)
  startNodeLeases(store, simulation, startMs)
  for (const service of services) {
    const isTarget = plan.canary?.target === service.name
    const isPrimary = service.name === primaryOf
    const isPrometheus = service.name === plan.prometheus.service && service.namespace === plan.prometheus.namespace
    const port = isPrometheus
      ? { name: plan.prometheus.portName, port: plan.prometheus.port }
      : { name: 'http', port: service.requestsPerSecond === 0 ? service.port : 80 }
    planReleases(store, simulation, service, {
      startMs,
      port: isTarget || isPrimary ? undefined : port,
      replicasAt: (index) => (isTarget && index < service.releases.length - 1 ? 0 : service.replicas)
    })
    if (plan.canary !== undefined && isTarget)
      planCanary(store, simulation, plan.canary, service, startMs, (share) => {
        const atMs = simulation.nowMs()
        traffic.reweigh(service.namespace, `${service.name}-primary`, 1 - share, atMs)
        traffic.reweigh(service.namespace, `${service.name}-canary`, share, atMs)
      })
  }
  const undone = plan.services.find(({ name }) => name === plan.undo?.name)
  if (plan.undo !== undefined && undone !== undefined) planUndo(store, simulation, undone, plan.undo, startMs)
  for (const change of plan.configChanges)
    simulation.at(startMs + change.atMs, () => {
      const current = store.get(keys.configMaps, change.namespace, change.name)
      if (current === undefined) return
      const data = { ...(current['data'] as Readonly<Record<string, string>>), [change.key]: change.value }
      store.update(keys.configMaps, { ...current, data }, { manager: change.manager, controller: true })
    })
  simulation.runUntil(startMs)

  const gatewayPod = store
    .list(keys.pods, plan.gateway.namespace)
    .find((pod) => workloadOf(nameOf(pod)) === plan.gateway.workload)
  const series = createScrapedSeries({
    traffic,
    gateway: {
      ...plan.gateway,
      pod: gatewayPod === undefined ? `${plan.gateway.workload}-0` : nameOf(gatewayPod),
      ip: String((gatewayPod?.['status'] as { readonly podIP?: string } | undefined)?.podIP ?? '10.42.0.9')
    },
    grid: { originMs: startMs + drawFor(seed, 'scrape').int(0, scrapeIntervalMs - 1), intervalMs: scrapeIntervalMs },
    job: plan.prometheus.job,
    sinceMs: startMs - retentionMs
  })
  const prometheus = createPrometheusApi(series, () => simulation.nowMs())
  return {
    plan,
    startMs,
    simulation,
    store,
    traffic,
    users: createUsers(plan.operatorMayPatch, options.token),
    podLogs: createPodLogs(store, simulation, builds, seed),
    serviceProxy: createServiceProxy(store, plan.prometheus, prometheus)
  }
}

/** Deployment of a pod by its name: without the hash and the suffix. */
function workloadOf(pod: string): string {
  return pod.split('-').slice(0, -2).join('-')
}
