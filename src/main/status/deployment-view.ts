import type { DeploymentView, RolloutView } from '../../contract/index.ts'
import { at, numberAt, stringAt } from '../lib/json-access.ts'
import { progressDeadlineSeconds, rolloutStatus } from '../providers/kubernetes/rollout-status.ts'
import type { KubeObject } from '../ports/kube.ts'
import { newReplicaSet, ownedReplicaSets, revisionOf, templateOf } from '../providers/kubernetes/history.ts'
import { formatLabelSelector } from '../providers/kubernetes/label-selector.ts'
import { rolloutStartedAt } from './rollout-start.ts'
import { imagesOf } from './revision-differences.ts'

/** A Deployment as the screen shows it; `replicaSets` only tell when its rollout began. */
export function deploymentView(deployment: KubeObject, replicaSets: readonly KubeObject[]): DeploymentView {
  const newest = newReplicaSet(deployment, ownedReplicaSets(deployment, replicaSets))
  const changedAt = rolloutStartedAt(deployment, newest)
  return {
    ref: { namespace: deployment.metadata.namespace ?? '', name: deployment.metadata.name },
    uid: deployment.metadata.uid,
    generation: deployment.metadata.generation ?? 0,
    observedGeneration: numberAt(deployment, 'status', 'observedGeneration') ?? 0,
    revision: revisionOf(deployment) ?? 0,
    images: imagesOf(templateOf(deployment)),
    replicas: desiredReplicas(deployment),
    paused: at(deployment, 'spec', 'paused') === true,
    selector: formatLabelSelector(at(deployment, 'spec', 'selector')),
    strategy: stringAt(deployment, 'spec', 'strategy', 'type') || 'RollingUpdate',
    changedAt,
    rollout: rolloutView(deployment, changedAt)
  }
}

/** Kubernetes' default is one (kubernetes/kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_Deployment). */
export function desiredReplicas(deployment: KubeObject): number {
  return numberAt(deployment, 'spec', 'replicas') ?? 1
}

function rolloutView(deployment: KubeObject, startedAt: string): RolloutView {
  const status = (field: string): number => numberAt(deployment, 'status', field) ?? 0
  // The condition of an earlier rollout says nothing about the one that began after it.
  const { state, message } = rolloutStatus(deployment, startedAt === '' ? undefined : startedAt)
  return {
    state,
    message,
    desired: desiredReplicas(deployment),
    updated: status('updatedReplicas'),
    available: status('availableReplicas'),
    ready: status('readyReplicas'),
    unavailable: status('unavailableReplicas'),
    progressDeadlineSeconds: progressDeadlineSeconds(deployment),
    startedAt
  }
}
