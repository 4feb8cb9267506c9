import type { AzureWorld } from '../azure/azure-world.ts'
import { createAzureWorld } from '../azure/azure-world.ts'
import type { FaultPlan, PodLogSource, PodPorts, ServiceProxy, UserToken } from '../api/ports.ts'
import type { Simulation } from '../clock/simulation.ts'
import { createSimulation } from '../clock/simulation.ts'
import { startDeploymentController } from '../controllers/deployment-controller.ts'
import { startEndpointsController } from '../controllers/endpoints-controller.ts'
import type { EventRecorder } from '../controllers/event-recorder.ts'
import { createEventRecorder } from '../controllers/event-recorder.ts'
import type { NodePlace } from '../controllers/kubelet.ts'
import { startKubelets } from '../controllers/kubelet.ts'
import { keys, nameOf, namespaceOf, workloadOf } from '../controllers/kube-types.ts'
import { startNodeLeases } from '../controllers/node-leases.ts'
import { startDaemonSetController } from '../controllers/daemonset-controller.ts'
import { startReplicaSetController } from '../controllers/replicaset-controller.ts'
import { startStatefulSetController } from '../controllers/statefulset-controller.ts'
import { createGauges } from '../flagger/gauges.ts'
import { createLoadTester } from '../flagger/loadtester.ts'
import { flaggerPlace } from '../flagger/place.ts'
import { createPrometheusApi } from '../prometheus/http-api.ts'
import type { Labels, SeriesStore } from '../prometheus/series.ts'
import { drawScenario } from '../scenarios/draw-scenario.ts'
import { startAutoscaler } from '../autoscaling/controller.ts'
import { startKeda } from '../autoscaling/keda-controller.ts'
import { startRollouts } from '../rollouts/controller.ts'
import type { CanaryPlan, ObjectChange, ScenarioId, ScenarioPlan, ServicePlan } from '../scenarios/plan.ts'
import type { ApiStore } from '../store/api-store.ts'
import { createApiStore } from '../store/memory-store.ts'
import { createBuildCatalog } from '../users/build.ts'
import { createScrapedSeries } from '../users/counters.ts'
import type { Route, Traffic } from '../users/traffic.ts'
import { createTraffic, everybody } from '../users/traffic.ts'
import { utilizationOf } from '../users/utilization.ts'
import { createUsers } from './access.ts'
import { createBaseObjects } from './base-objects.ts'
import { planReleases } from './deploy.ts'
import { planChanges } from './changes.ts'
import { install } from './definitions.ts'
import { installFlagger } from './flagger.ts'
import { behaviours } from './behaviours.ts'
import { installGitOps } from './gitops.ts'
import { createPodLogs } from './pod-logs.ts'
import { podMetrics } from './pod-metrics.ts'
import { drawFor } from './random.ts'
import { followRoutes } from './routes.ts'
import { createPodPorts, createServiceProxy } from './service-proxy.ts'
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
  readonly podPorts: PodPorts
  readonly azure: AzureWorld | undefined
}

export interface WorldOptions {
  readonly scenario: ScenarioId
  readonly seed: number
  readonly speed: number
  /** Simulated time at which the drill begins. */
  readonly startMs: number
  /** Makes a bearer token. */
  readonly token: () => string
  /** What becomes of the requests of controllers that may be refused; nothing where it is left out. */
  readonly faults?: FaultPlan
}

/** Prometheus' default retention. */
const retentionMs = 15 * 86_400_000

function routeOf(plan: ScenarioPlan, service: ServicePlan, startMs: number): Route {
  const draw = drawFor(plan.seed, `demand/${service.name}`)
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
    cohorts: plan.cohorts[service.name] ?? everybody
  }
}

/** Draws a scenario's world and lives through its history, hours to days of it, before it returns. */
export function createWorld(options: WorldOptions): World {
  return livePlan(drawScenario(options.scenario, options.seed), options)
}

/** A world as it is planned. */
export function livePlan(plan: ScenarioPlan, options: Omit<WorldOptions, 'scenario' | 'seed'>): World {
  const { seed } = plan
  const { startMs } = options
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
    new Map([
      ...services.flatMap(({ releases }) => releases.map(({ image, build }) => [image, build] as const)),
      ...Object.entries(plan.builds)
    ])
  )
  const buildOf = behaviours(store, plan, builds)
  const traffic = createTraffic(
    plan.services
      .filter(({ requestsPerSecond }) => requestsPerSecond > 0)
      .map((service) => routeOf(plan, service, startMs))
  )

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
  startStatefulSetController(
    store,
    simulation,
    recorder('statefulset-controller', 'kube-controller-manager'),
    unwatchedMs
  )
  startDaemonSetController(
    store,
    simulation,
    recorder('daemonset-controller', 'kube-controller-manager'),
    seed,
    unwatchedMs
  )
  startKubelets(store, simulation, {
    briefBeforeMs: unwatchedMs,
    nodes: plan.nodes as readonly [NodePlace, ...NodePlace[]],
    buildOf,
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
        workload: workloadOf(pod),
        build: buildOf(pod)
      }))
      traffic.serve(namespace, service, serving, simulation.nowMs())
    },
    unwatchedMs
  )

  const namespaces = new Set([...services.map(({ namespace }) => namespace), ...plan.gitops.map(({ owner }) => owner)])
  createBaseObjects(store, startMs, [...namespaces], plan.nodes)
  startNodeLeases(store, simulation, startMs)
  for (const system of plan.systems) install(store, system)
  followRoutes(store, simulation, traffic)
  const owned = new Set(plan.canaries.map(({ target }) => target))
  for (const service of services) {
    const isPrometheus = service.name === plan.prometheus.service && service.namespace === plan.prometheus.namespace
    const ownPort = service.servicePort ?? (service.requestsPerSecond === 0 ? service.port : 80)
    const port = isPrometheus
      ? { name: plan.prometheus.portName, port: plan.prometheus.port }
      : { name: 'http', port: ownPort }
    planReleases(store, simulation, service, { startMs, port: owned.has(service.name) ? undefined : port })
  }

  const grid = {
    originMs: startMs + drawFor(seed, 'scrape').int(0, plan.prometheus.scrapeEveryMs - 1),
    intervalMs: plan.prometheus.scrapeEveryMs
  }
  const gauges = createGauges()
  const seriesSeenBy = (pod: string, ip: string): SeriesStore =>
    createScrapedSeries({
      traffic,
      gateway: { ...plan.gateway, pod, ip },
      grid,
      job: plan.prometheus.job,
      sinceMs: startMs - retentionMs,
      others: () => gauges.series(flaggerTarget(store, plan.prometheus.job), grid)
    })
  const tester = createLoadTester()
  startAutoscaler(store, simulation, (namespace, workload) =>
    utilizationOf(traffic, namespace, workload, simulation.nowMs())
  )
  if (plan.systems.includes('keda')) startKeda(store, simulation)
  if (plan.systems.includes('argo-rollouts')) startRollouts(store, simulation, unwatchedMs)
  if (plan.systems.includes('flagger'))
    installFlagger({
      store,
      simulation,
      seed,
      startMs,
      // It looks at what pods report; which pod of the gateway called them makes no difference.
      series: seriesSeenBy('', ''),
      prometheus: plan.prometheus,
      gauges,
      tester,
      controlLoopMs: plan.controlLoopMs,
      faults: options.faults
    })
  planChanges(store, simulation, [...plan.canaries.map(canaryChange), ...plan.changes], startMs)
  for (const gitops of plan.gitops) {
    const service = plan.services.find(({ name }) => name === gitops.target)
    if (service !== undefined) installGitOps(store, simulation, gitops, service, startMs)
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
  const azure = plan.azure === undefined ? undefined : createAzureWorld(plan.azure, simulation, startMs)
  simulation.runUntil(startMs)

  const gatewayPod = store
    .list(keys.pods, plan.gateway.namespace)
    .find((pod) => workloadOf(pod) === plan.gateway.workload)
  const series = seriesSeenBy(
    gatewayPod === undefined ? `${plan.gateway.workload}-0` : nameOf(gatewayPod),
    String((gatewayPod?.['status'] as { readonly podIP?: string } | undefined)?.podIP ?? '10.42.0.9')
  )
  const prometheus = createPrometheusApi(series, () => simulation.nowMs())
  return {
    plan,
    startMs,
    simulation,
    store,
    traffic,
    users: createUsers(plan.operatorMayPatch, options.token),
    podLogs: createPodLogs(store, simulation, buildOf, seed),
    serviceProxy: createServiceProxy(store, plan.prometheus, prometheus, tester, (namespace, name) =>
      podMetrics(store, traffic, { namespace, name, nowMs: simulation.nowMs() })
    ),
    podPorts: createPodPorts(store, plan.prometheus, prometheus),
    azure
  }
}

function canaryChange({ target, namespace, createdAtMs, spec }: CanaryPlan): ObjectChange {
  return {
    atMs: createdAtMs,
    key: keys.canaries,
    namespace,
    name: target,
    does: 'create',
    manager: 'kubectl-client-side-apply',
    body: {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: target, namespace, labels: { app: target } },
      spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target }, ...spec }
    }
  }
}

/** What scraping adds to Flagger's own metrics. */
function flaggerTarget(store: ApiStore, job: string): Labels {
  const pod = store.list(keys.pods, flaggerPlace.namespace).find((one) => workloadOf(one) === flaggerPlace.name)
  const name = pod === undefined ? flaggerPlace.name : nameOf(pod)
  return { instance: `${name}:8080`, job, namespace: flaggerPlace.namespace, pod: name }
}
