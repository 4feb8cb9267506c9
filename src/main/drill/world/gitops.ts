import type { Simulation } from '../clock/simulation.ts'
import type { Deployment, PodTemplate } from '../controllers/kube-types.ts'
import { keys, nameOf, namespaceOf, timeText } from '../controllers/kube-types.ts'
import type { Outcome, Wanted } from '../gitops/reconcile.ts'
import { lookOfArgoCd, lookOfFlux } from '../gitops/reconcile.ts'
import type { GitOpsPlan, ServicePlan } from '../scenarios/plan.ts'
import type { ApiStore, KubeObject } from '../store/api-store.ts'
import { StatusError } from '../store/status-error.ts'
import { templateOf } from './manifests.ts'
import { fnv32a } from './random.ts'

/** How soon Argo CD looks at an object that changed, and how often Flux looks at all, simulated milliseconds. */
const argoMs = 2500
const fluxMs = 60_000

/** A commit's hash, made of what it holds. */
function commitOf(image: string): string {
  return Array.from({ length: 5 }, (_, index) => fnv32a(`${image}/${index}`).toString(16).padStart(8, '0')).join('')
}

function wantedAt(service: ServicePlan, sinceStartMs: number): Wanted | undefined {
  const release = service.releases.findLast(({ atMs }) => atMs <= sinceStartMs)
  if (release === undefined) return undefined
  return { revision: commitOf(release.image), template: templateOf(service, release) as PodTemplate }
}

function application(plan: GitOpsPlan): KubeObject {
  const repoURL = 'https://git.example.com/platform/deployments.git'
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: plan.name, namespace: plan.owner },
    spec: {
      project: 'default',
      source: { repoURL, path: plan.namespace, targetRevision: 'main' },
      destination: { server: 'https://kubernetes.default.svc', namespace: plan.namespace },
      syncPolicy: { automated: { prune: true, selfHeal: true } }
    }
  }
}

function kustomization(plan: GitOpsPlan): KubeObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: plan.name, namespace: plan.owner },
    spec: {
      interval: '1m0s',
      prune: true,
      path: `./${plan.namespace}`,
      sourceRef: { kind: 'GitRepository', name: 'deployments' }
    }
  }
}

/** Installs a GitOps controller over one Deployment of the world. */
export function installGitOps(
  store: ApiStore,
  simulation: Simulation,
  plan: GitOpsPlan,
  service: ServicePlan,
  startMs: number
): void {
  const isArgo = plan.by === 'argo-cd'
  const key = isArgo ? keys.applications : keys.kustomizations
  const manager = isArgo ? 'argocd-controller' : 'kustomize-controller'
  const write = { manager, controller: true } as const
  let synced: string | undefined

  /** How it marks what it manages. */
  const marked = (live: Deployment): Deployment => {
    const { metadata } = live
    if (isArgo) {
      const id = `${plan.name}:apps/Deployment:${plan.namespace}/${plan.target}`
      const annotations = { ...metadata.annotations, 'argocd.argoproj.io/tracking-id': id }
      return { ...live, metadata: { ...metadata, annotations } }
    }
    const labels = {
      ...metadata.labels,
      'kustomize.toolkit.fluxcd.io/name': plan.name,
      'kustomize.toolkit.fluxcd.io/namespace': plan.owner
    }
    return { ...live, metadata: { ...metadata, labels } }
  }

  const report = (owner: KubeObject, { isInSync }: Outcome, wanted: Wanted): void => {
    const at = timeText(simulation.now())
    if (isArgo) {
      const resource = {
        group: 'apps',
        version: 'v1',
        kind: 'Deployment',
        namespace: plan.namespace,
        name: plan.target
      }
      const status = isInSync ? 'Synced' : 'OutOfSync'
      store.update(
        key,
        {
          ...owner,
          status: {
            sync: { status, revision: wanted.revision },
            health: { status: 'Healthy' },
            resources: [{ ...resource, status }]
          }
        },
        write
      )
      return
    }
    const message = `Applied revision: main@sha1:${wanted.revision}`
    const ready = { type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', message, lastTransitionTime: at }
    store.update(
      key,
      {
        ...owner,
        status: {
          conditions: [ready],
          lastAppliedRevision: `main@sha1:${wanted.revision}`,
          inventory: { entries: [{ id: `${plan.namespace}_${plan.target}_apps_Deployment`, v: 'v1' }] }
        }
      },
      { ...write, subresource: 'status' }
    )
  }

  const look = (): void => {
    const owner = store.get(key, plan.owner, plan.name)
    const live = store.get(keys.deployments, plan.namespace, plan.target) as Deployment | undefined
    const wanted = wantedAt(service, simulation.nowMs() - startMs)
    if (owner === undefined || live === undefined || wanted === undefined) return
    const outcome = isArgo ? lookOfArgoCd(owner, live, wanted, synced) : lookOfFlux(owner, live, wanted)
    try {
      if (outcome.put !== undefined) store.update(keys.deployments, marked(outcome.put), write)
      if (outcome.isInSync) synced = wanted.revision
      if (outcome.put !== undefined || owner['status'] === undefined) report(owner, outcome, wanted)
    } catch (error) {
      // The next look tries again.
      if (!(error instanceof StatusError)) throw error
    }
  }
  const every = (): void => {
    look()
    simulation.after(fluxMs, every)
  }

  simulation.at(startMs + plan.createdAtMs, () => {
    store.create(key, isArgo ? application(plan) : kustomization(plan), write)
    const live = store.get(keys.deployments, plan.namespace, plan.target) as Deployment | undefined
    if (live !== undefined) store.update(keys.deployments, marked(live), write)
    if (!isArgo) return every()
    look()
    store.watch(keys.deployments, ({ object, type }) => {
      if (type === 'DELETED' || nameOf(object) !== plan.target || namespaceOf(object) !== plan.namespace) return
      simulation.after(argoMs, look)
    })
  })
}
