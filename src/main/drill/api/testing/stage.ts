import { createApiServer } from '../server.ts'
import type { Effect, FaultPlan, PodLogSource, UserToken } from '../ports.ts'
import { createSimulation } from '../../clock/simulation.ts'
import type { Simulation } from '../../clock/simulation.ts'
import { mintCertificates } from '../../control/certificates.ts'
import { startDeploymentController } from '../../controllers/deployment-controller.ts'
import { createEventRecorder } from '../../controllers/event-recorder.ts'
import type { EventRecorder } from '../../controllers/event-recorder.ts'
import { startKubelets } from '../../controllers/kubelet.ts'
import { startReplicaSetController } from '../../controllers/replicaset-controller.ts'
import type { ApiStore } from '../../store/api-store.ts'
import { createApiStore } from '../../store/memory-store.ts'
import { createBuildCatalog } from '../../users/build.ts'
import type { Build } from '../../users/build.ts'
import { createBaseObjects } from '../../world/base-objects.ts'

/** For tests, a drill without a scenario: one node, the controllers, an administrator and a viewer without any rights. */
export interface Stage {
  readonly server: string
  readonly ca: string
  readonly port: number
  readonly store: ApiStore
  readonly simulation: Simulation
  readonly effects: readonly Effect[]
  readonly close: () => Promise<void>
}

export interface StageOptions {
  readonly startMs: number
  /** Simulated seconds per real second once live. */
  readonly speed: number
  readonly podLogs?: PodLogSource
  readonly faults?: FaultPlan
  /** Besides the administrator and the viewer. */
  readonly users?: readonly UserToken[]
}

const SERVES: Build = {
  health: { kind: 'serves' },
  startSeconds: 1,
  errorRatio: 0,
  errorCode: 500,
  medianMs: 10,
  spread: 0.1,
  complaint: 'failed'
}

const IMAGES: readonly (readonly [string, Build])[] = [
  ['registry.example/checkout:1.0.0', SERVES],
  ['registry.example/checkout:2.0.0', SERVES],
  [
    'registry.example/checkout:crash',
    { ...SERVES, health: { kind: 'crashes', afterSeconds: 1, exitCode: 1, reason: 'Error' } }
  ]
]

const LINES = [1, 2, 3, 4, 5].map((n) => `level=error msg="order failed" n=${n}`)

const EVERYTHING: UserToken = {
  token: 'admin-token',
  name: 'admin',
  groups: ['system:masters'],
  rules: [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] }
  ]
}
const NOTHING: UserToken = { token: 'viewer-token', name: 'viewer', groups: [], rules: [] }

const NODE = { name: 'node-0', ip: '127.0.0.1', podNetwork: '10.0.0' }

/** Lines that every container of the stage writes. */
export function fixedLogs(lines: readonly string[], at: string): PodLogSource {
  return {
    read: () => lines.map((text) => ({ at, text })),
    follow(_namespace, _pod, _options, onLine, onEnd) {
      const timer = setInterval(() => onLine({ at, text: 'one more line' }), 50)
      const end = setTimeout(onEnd, 400)
      return () => {
        clearInterval(timer)
        clearTimeout(end)
      }
    }
  }
}

/** Opens a stage on a free port of 127.0.0.1. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const certificates = await mintCertificates()
  const simulation = createSimulation({ beginMs: options.startMs, speed: options.speed })
  const store = createApiStore({
    now: () => simulation.now(),
    later: (delayMs, task) => void simulation.after(delayMs, task)
  })
  const recorder = (component: string, manager: string): EventRecorder =>
    createEventRecorder(store, simulation, { component, manager }, options.startMs)
  startDeploymentController(store, simulation, recorder('deployment-controller', 'kube-controller-manager'))
  startReplicaSetController(store, simulation, recorder('replicaset-controller', 'kube-controller-manager'), 1)
  const builds = createBuildCatalog(new Map(IMAGES))
  startKubelets(store, simulation, {
    nodes: [NODE],
    briefBeforeMs: 0,
    buildOf: (pod) => builds.of(pod.spec.containers[0]?.image ?? ''),
    seed: 1,
    schedulerEvents: recorder('default-scheduler', 'kube-scheduler'),
    events: new Map([[NODE.name, recorder('kubelet', 'kubelet')]]),
    onGone: () => undefined
  })
  createBaseObjects(store, options.startMs, [], [NODE])
  const effects: Effect[] = []
  const api = createApiServer({
    store,
    now: () => simulation.now(),
    catchUp: () => simulation.catchUp(),
    users: [EVERYTHING, NOTHING, ...(options.users ?? [])],
    tls: certificates.server,
    podLogs: options.podLogs ?? fixedLogs(LINES, new Date(options.startMs - 7_200_000).toISOString()),
    serviceProxy: {
      handle: (request) =>
        Promise.resolve({
          status: 200,
          contentType: 'application/json',
          body: JSON.stringify({
            method: request.method,
            path: request.path,
            query: request.query.toString(),
            body: request.body
          })
        })
    },
    recordEffect: (effect) => effects.push(effect),
    ...(options.faults === undefined ? {} : { faults: options.faults })
  })
  const { port } = await api.listen(0)
  return {
    server: `https://127.0.0.1:${port}`,
    ca: certificates.ca,
    port,
    store,
    simulation,
    effects,
    async close() {
      simulation.stop()
      await api.close()
    }
  }
}
