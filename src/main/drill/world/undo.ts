import type { Simulation } from '../clock/simulation.ts'
import type { Deployment, ReplicaSet } from '../controllers/kube-types.ts'
import { keys } from '../controllers/kube-types.ts'
import { undoneAnnotations } from '../controllers/revisions.ts'
import type { ServicePlan, UndoPlan } from '../scenarios/plan.ts'
import type { ApiStore } from '../store/api-store.ts'
import { templateOf } from './manifests.ts'

/** Plans somebody's `kubectl rollout undo --to-revision`; kubectl names itself as the field manager. */
export function planUndo(
  store: ApiStore,
  simulation: Simulation,
  service: ServicePlan,
  undo: UndoPlan,
  startMs: number
): void {
  const release = service.releases[undo.toRelease]
  const undone = service.releases.at(-1)
  if (release === undefined || undone === undefined) return
  simulation.at(startMs + undo.atMs, () => {
    const deployment = store.get(keys.deployments, undo.namespace, undo.name) as Deployment | undefined
    const replicaSets = store.list(keys.replicaSets, undo.namespace) as readonly ReplicaSet[]
    const good = replicaSets.find(
      ({ metadata, spec }) =>
        metadata.ownerReferences?.[0]?.name === undo.name && imageOf(spec.template) === release.image
    )
    // Whoever looks first sees that somebody else was faster, and leaves it.
    if (deployment === undefined || good === undefined || imageOf(deployment.spec.template) !== undone.image) return
    store.update(
      keys.deployments,
      {
        ...deployment,
        metadata: { ...deployment.metadata, annotations: undoneAnnotations(deployment, good) },
        spec: { ...deployment.spec, template: templateOf(service, release) }
      },
      { manager: 'kubectl', controller: true }
    )
  })
}

function imageOf({ spec }: Deployment['spec']['template']): string | undefined {
  return spec.containers[0]?.image
}
