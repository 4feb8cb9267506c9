import type { Simulation } from '../clock/simulation.ts'
import type { Deployment } from '../controllers/kube-types.ts'
import { keys } from '../controllers/kube-types.ts'
import type { ReleasePlan, ServicePlan } from '../scenarios/plan.ts'
import type { ApiStore } from '../store/api-store.ts'
import {
  configMapManifest,
  releaseAnnotations,
  secretManifest,
  serviceManifest,
  templateOf,
  workloadManifest
} from './manifests.ts'

/** A service's port as clients see it. */
export interface ServicePort {
  readonly name: string
  readonly port: number
}

const workloadKeys = {
  Deployment: keys.deployments,
  StatefulSet: keys.statefulSets,
  DaemonSet: keys.daemonSets,
  Rollout: keys.rollouts
} as const

export interface DeployOptions {
  readonly startMs: number
  /** The Service in front of it; undefined when something else makes it. */
  readonly port: ServicePort | undefined
}

/** Plans the releases of a service as its owners made them: manifests applied, then images set, at simulated times. */
export function planReleases(
  store: ApiStore,
  simulation: Simulation,
  service: ServicePlan,
  options: DeployOptions
): void {
  const { startMs, port } = options
  const [first, ...later] = service.releases
  const key = workloadKeys[service.workload ?? 'Deployment']

  const begin = (): void => {
    const by = { manager: first.manager, controller: true }
    if (service.withConfig) store.create(keys.configMaps, configMapManifest(service, first), by)
    if (service.withSecret) store.create(keys.secrets, secretManifest(service), by)
    if (port !== undefined)
      store.create(
        keys.services,
        serviceManifest(service.namespace, service.name, service.labels, service.labels, {
          ...port,
          targetPort: 'http'
        }),
        by
      )
    store.create(key, workloadManifest(service, first), by)
  }

  const release = (plan: ReleasePlan): void => {
    const current = store.get(key, service.namespace, service.name) as Deployment | undefined
    if (current === undefined) return
    store.update(
      key,
      {
        ...current,
        metadata: { ...current.metadata, annotations: releaseAnnotations(current, plan) },
        spec: { ...current.spec, template: templateOf(service, plan) }
      },
      { manager: plan.manager, controller: true }
    )
  }

  simulation.at(startMs + first.atMs, begin)
  for (const plan of later) simulation.at(startMs + plan.atMs, () => release(plan))
}
