import { keys } from '../../controllers/kube-types.ts'
import type { ObjectChange, ScenarioPlan, ServicePlan } from '../../scenarios/plan.ts'
import { drawPlatform, drawPrometheus } from '../../scenarios/draw-platform.ts'
import type { Build } from '../../users/build.ts'
import { createBuildCatalog, inWorkload } from '../../users/build.ts'
import type { World } from '../../world/world.ts'
import { livePlan } from '../../world/world.ts'

/** What the service of the bench is called, as in the evidence of a real control plane. */
export const service = 'product-service'
export const namespace = 'shop'
export const benchStartMs = Date.parse('2026-03-01T12:00:00Z')

const good: Build = { ...createBuildCatalog(new Map()).of('plain:1'), startSeconds: 0.3, errorRatio: 0, medianMs: 40 }

/** What an image of the bench does, by its tag (e2e/cluster/mesh-counters.mjs, kwok-stages.yaml). */
const builds: Readonly<Record<string, Build>> = {
  'app:1.0.0': good,
  'app:1.1.0': good,
  'app:1.1.0-bad': { ...good, errorRatio: 0.3 },
  'app:1.1.0-bad40': { ...good, errorRatio: 0.4 },
  'app:1.2.0-bad': { ...good, errorRatio: 0.3 },
  'app:1.2.0-bad40': { ...good, errorRatio: 0.4 },
  'app:1.1.0-slow': { ...good, medianMs: 900 },
  ...Object.fromEntries(
    ['app:1.1.0-frail', 'app:1.2.0-frail'].flatMap((image) => [
      [image, good],
      [inWorkload(image, `${service}-primary`), { ...good, health: { kind: 'neverReady' } as const }]
    ])
  )
}

const ownService: ObjectChange = {
  atMs: 250,
  key: keys.services,
  namespace,
  name: service,
  does: 'create',
  manager: 'kubectl-client-side-apply',
  body: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: service, namespace, labels: { app: service } },
    spec: { selector: { app: service }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] }
  }
}

/** What a Canary of the bench has besides the usual. */
export interface Wanted {
  readonly analysis?: object
  readonly spec?: object
  /** A Service was there before the Canary; otherwise Flagger makes it. */
  readonly hasOwnService?: boolean
}

/** One service under Flagger, made when the bench begins; metrics are scraped every second. */
export function startBench({ analysis = {}, spec = {}, hasOwnService = false }: Wanted): World {
  const prometheus = { ...drawPrometheus(1, 'answers'), scrapeEveryMs: 1000 }
  const systems = ['istio', 'flagger'] as const
  const own: ServicePlan = {
    name: service,
    namespace,
    container: 'app',
    configSuffix: '',
    replicas: 2,
    port: 8080,
    maxSurge: '25%',
    maxUnavailable: '25%',
    strategy: 'RollingUpdate',
    progressDeadlineSeconds: 120,
    requestsPerSecond: 100,
    podCapacity: 1000,
    withSecret: false,
    withConfig: false,
    labels: { app: service },
    releases: [
      {
        atMs: 200,
        image: 'app:1.0.0',
        env: {},
        changeCause: undefined,
        manager: 'kubectl-client-side-apply',
        build: good,
        good: true
      }
    ]
  }
  const plan: ScenarioPlan = {
    id: 'flagger-owned',
    seed: 1,
    cluster: 'bench',
    namespace,
    nodes: [{ name: 'node-1', ip: '10.20.0.11', podNetwork: '10.42.1' }],
    services: [own],
    platform: drawPlatform(1, prometheus, systems),
    gateway: { namespace: 'istio-system', workload: 'istio-ingressgateway' },
    prometheus,
    configChanges: [],
    systems,
    canaries: [
      {
        target: service,
        namespace,
        createdAtMs: 300,
        spec: {
          progressDeadlineSeconds: 120,
          service: { port: 80, targetPort: 8080, gateways: ['mesh'] },
          analysis: {
            interval: '10s',
            threshold: 3,
            maxWeight: 50,
            stepWeight: 10,
            metrics: [{ name: 'request-success-rate', interval: '10s', thresholdRange: { min: 99 } }],
            ...analysis
          },
          ...spec
        }
      }
    ],
    controlLoopMs: 2000,
    changes: hasOwnService ? [ownService] : [],
    gitops: [],
    configTrouble: undefined,
    builds,
    cohorts: {},
    undo: undefined,
    focus: service,
    isIll: true,
    incidentAtMs: 0,
    operatorMayPatch: true,
    azure: undefined
  }
  return livePlan(plan, { startMs: benchStartMs, speed: 1, token: () => 'token' })
}
