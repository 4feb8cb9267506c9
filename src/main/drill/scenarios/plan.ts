import type { AzurePlan } from '../azure/plan.ts'
import type { ResourceKey } from '../store/api-store.ts'
import type { Build } from '../users/build.ts'
import type { Cohort } from '../users/traffic.ts'
import type { System } from '../world/definitions.ts'
import { regionScenarioIds } from './region-stories.ts'

export const scenarioIds = [
  'bad-deploy',
  'crash-loop',
  'previous-also-bad',
  'config-drift',
  'healthy',
  'forbidden',
  'flagger-owned',
  'no-metrics',
  'colleague-undo',
  'canary-failing-10',
  'canary-failing-30',
  'canary-failing-50',
  'canary-crash-loop',
  'canary-rolled-back',
  'gate-waiting',
  'bad-promotion',
  'promotion-failed',
  'skip-analysis-left-on',
  'suspended-and-forgotten',
  'primary-not-ready',
  'flagger-dead',
  'mirrored-copies',
  'ab-test',
  'sticky-users',
  'three-destinations',
  'delegated-routes',
  'gitops-puts-back',
  'config-only-release',
  'one-among-sixty',
  'several-bad-releases',
  'stateful-set-release',
  'stateful-set-stuck',
  'daemon-set-release',
  'rollout-failing',
  'helm-release',
  ...regionScenarioIds,
  'memory-leak',
  'orders-lost'
] as const

export type ScenarioId = (typeof scenarioIds)[number]

/** One rollout of a service. `atMs` counts from the start of the drill; the past is negative. */
export interface ReleasePlan {
  readonly atMs: number
  readonly image: string
  /** Environment variables of the container that change with releases. */
  readonly env: Readonly<Record<string, string>>
  readonly changeCause: string | undefined
  readonly manager: string
  readonly build: Build
  readonly good: boolean
}

/** A workload with its Service, configuration and users. */
export interface ServicePlan {
  /** A Deployment where it is left out. */
  readonly workload?: 'StatefulSet' | 'DaemonSet' | 'Rollout'
  readonly name: string
  readonly namespace: string
  /** The container's name, and what the configuration is called after. */
  readonly container: string
  /** Appended to the names of ConfigMap and Secret: Flagger's copies end in `-primary`. */
  readonly configSuffix: string
  readonly replicas: number
  readonly port: number
  readonly maxSurge: string
  readonly maxUnavailable: string
  readonly strategy: 'RollingUpdate' | 'Recreate'
  readonly progressDeadlineSeconds: number
  /** Port of its Service, where it is not the usual one. */
  readonly servicePort?: number
  /** 0 for what users do not call. */
  readonly requestsPerSecond: number
  readonly podCapacity: number
  readonly withSecret: boolean
  readonly withConfig: boolean
  readonly labels: Readonly<Record<string, string>>
  /** Oldest first. */
  readonly releases: readonly [ReleasePlan, ...ReleasePlan[]]
}

/** Someone changes a ConfigMap. */
export interface ConfigChangePlan {
  readonly atMs: number
  readonly namespace: string
  readonly name: string
  readonly key: string
  readonly value: string
  readonly manager: string
}

/** Somebody undoes the newest release; without an effect when it is not what serves any more. */
export interface UndoPlan {
  readonly atMs: number
  readonly namespace: string
  readonly name: string
  /** The release that comes back, as an index of the service's releases. */
  readonly toRelease: number
}

/** Where Prometheus lives in this cluster. */
export interface PrometheusPlan {
  readonly namespace: string
  readonly service: string
  readonly port: number
  readonly portName: string
  readonly labels: Readonly<Record<string, string>>
  /** answers: works. down: its pod crashes. loading: it answers 503 to everything. */
  readonly state: 'answers' | 'down' | 'loading'
  readonly job: string
  /** Time between two scrapes, simulated milliseconds. */
  readonly scrapeEveryMs: number
}

/** A Canary over one of the services, which loses its Service and its pods to it. */
export interface CanaryPlan {
  readonly target: string
  readonly namespace: string
  readonly createdAtMs: number
  /** `spec` besides `targetRef`. */
  readonly spec: object
}

/** Something that somebody does to an object: makes it, merges into it (RFC 7386), or sets its image. */
export interface ObjectChange {
  readonly atMs: number
  readonly key: ResourceKey
  readonly namespace: string
  readonly name: string
  readonly does: 'create' | 'merge' | 'setImage'
  /** The object, what is merged into it, or `{ image }` of its first container. */
  readonly body: object
  readonly manager: string
}

/** A GitOps controller that keeps a Deployment as its repository has it: the template of the newest release by then. */
export interface GitOpsPlan {
  readonly by: 'argo-cd' | 'flux'
  /** Name of the Application or Kustomization, and its namespace. */
  readonly name: string
  readonly owner: string
  readonly target: string
  readonly namespace: string
  readonly createdAtMs: number
}

/** Pods that start with a value of a ConfigMap behave in another way than their image. */
export interface ConfigTroublePlan {
  readonly target: string
  readonly namespace: string
  readonly name: string
  readonly key: string
  readonly value: string
  readonly build: Build
}

/** A whole world before it begins: everything drawn, nothing yet happened. */
export interface ScenarioPlan {
  readonly id: ScenarioId
  readonly seed: number
  readonly cluster: string
  readonly namespace: string
  readonly nodes: readonly { readonly name: string; readonly ip: string; readonly podNetwork: string }[]
  readonly services: readonly ServicePlan[]
  /** Infrastructure: gateway, Prometheus, and what else runs beside them. */
  readonly platform: readonly ServicePlan[]
  readonly gateway: { readonly namespace: string; readonly workload: string }
  readonly prometheus: PrometheusPlan
  readonly configChanges: readonly ConfigChangePlan[]
  /** What is installed besides Kubernetes, with kinds of its own. */
  readonly systems: readonly System[]
  readonly canaries: readonly CanaryPlan[]
  /** Flagger's `-control-loop-interval`, simulated milliseconds. */
  readonly controlLoopMs: number
  readonly changes: readonly ObjectChange[]
  readonly gitops: readonly GitOpsPlan[]
  readonly configTrouble: ConfigTroublePlan | undefined
  /** What images do besides those of releases, also in one Deployment only (`inWorkload`). */
  readonly builds: Readonly<Record<string, Build>>
  /** Groups of users that routes may tell apart, by service; all alike where none are named. */
  readonly cohorts: Readonly<Record<string, readonly Cohort[]>>
  readonly undo: UndoPlan | undefined
  /** The Deployment whose users the referee counts; in a healthy world the one released last. */
  readonly focus: string
  readonly isIll: boolean
  /** When the newest release of the focus began, relative to the start. */
  readonly incidentAtMs: number
  readonly operatorMayPatch: boolean
  /** Where regions are the subject: what stands before them. */
  readonly azure: AzurePlan | undefined
}
