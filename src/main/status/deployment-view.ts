import type { DeploymentView, RolloutView } from '../../contract/index.ts'
import { at, numberAt } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import { hasProgressDeadline, progressDeadlineSeconds, rolloutStatus } from '../providers/kubernetes/rollout-status.ts'
import type { KubeObject } from '../ports/kube.ts'
import {
  historyOf,
  newReplicaSet,
  type HistoryEntry,
  ownedReplicaSets,
  revisionOf,
  templateOf
} from '../providers/kubernetes/history.ts'
import { formatLabelSelector } from '../providers/kubernetes/label-selector.ts'
import { templateWriter } from '../providers/kubernetes/managed-fields.ts'
import { revisionWriter } from '../providers/kubernetes/revision-writer.ts'
import { podCounts, refOf, strategyText } from '../providers/kubernetes/workload.ts'
import { rolloutEndedAt } from './rollout-end.ts'
import { isUncounted, rolloutStartedAt } from './rollout-start.ts'
import { imagesOf } from '../providers/kubernetes/template-differences.ts'

/** A Deployment as the screen shows it; `replicaSets` only tell when its rollout began, and `pods`, where they are known, when it ended. */
export function deploymentView(
  deployment: KubeObject,
  replicaSets: readonly KubeObject[],
  pods: readonly KubeObject[] = []
): DeploymentView {
  const owned = ownedReplicaSets(deployment, replicaSets)
  const newest = newReplicaSet(deployment, owned)
  const changedAt = rolloutStartedAt(deployment, newest, owned)
  // An undo gives the ReplicaSet that it takes up a new revision; the one it had before is the last of its history.
  const current = historyOf(deployment, replicaSets).find(({ isCurrent }) => isCurrent)
  // Without its ReplicaSets nothing is known of that; what was observed has its number.
  const isBehind = (deployment.metadata.generation ?? 0) > (numberAt(deployment, 'status', 'observedGeneration') ?? 0)
  const uncounted = isBehind && replicaSets.length > 0 && isUncounted(deployment, newest)
  return {
    ref: refOf(deployment),
    uid: deployment.metadata.uid,
    generation: deployment.metadata.generation ?? 0,
    observedGeneration: numberAt(deployment, 'status', 'observedGeneration') ?? 0,
    revision: (deployment.kind === 'Deployment' ? revisionOf(deployment) : newest && revisionOf(newest)) ?? 0,
    images: imagesOf(templateOf(deployment)),
    replicas: podCounts(deployment).desired,
    paused: at(deployment, 'spec', 'paused') === true,
    selector: formatLabelSelector(at(deployment, 'spec', 'selector')),
    strategy: strategyText(deployment),
    changedAt,
    changedBy: visibleText(changedBy(deployment, current, owned), 100),
    takenUpFrom: uncounted ? newest && revisionOf(newest) : (current?.earlier.at(-1) ?? null),
    ...(uncounted ? { uncounted } : {}),
    rollout: rolloutView(deployment, changedAt, pods)
  }
}

/** Without its revisions, whoever wrote its template last is all that is known. */
function changedBy(deployment: KubeObject, current: HistoryEntry | undefined, owned: readonly KubeObject[]): string {
  return current === undefined
    ? (templateWriter(deployment)?.manager ?? '')
    : revisionWriter(current, deployment, owned).by
}

function rolloutView(deployment: KubeObject, startedAt: string, pods: readonly KubeObject[]): RolloutView {
  // The condition of an earlier rollout says nothing about the one that began after it.
  const { state, message } = rolloutStatus(deployment, startedAt === '' ? undefined : startedAt)
  return {
    state,
    message,
    ...podCounts(deployment),
    progressDeadlineSeconds: progressDeadlineSeconds(deployment),
    hasDeadline: hasProgressDeadline(deployment),
    startedAt,
    endedAt: state === 'complete' ? rolloutEndedAt(deployment, startedAt, pods) : null
  }
}
