import { stringAt } from '../lib/json-access.ts'
import { deploymentCondition } from '../providers/kubernetes/rollout-status.ts'
import type { KubeObject } from '../ports/kube.ts'
import { revisionAnnotation, revisionHistory } from '../providers/kubernetes/history.ts'
import { lastWrittenAt, templateWriter } from '../providers/kubernetes/managed-fields.ts'
import { takenUpAt, takenUpWriter } from '../providers/kubernetes/taken-up.ts'

/**
 * When the newest revision started to roll out, ISO on the server's clock. A new ReplicaSet was made at that moment.
 * One that an undo took up again is older than that: then it is when the Deployment's template was last written, or, where
 * nobody owns what was changed of it, when the controller began to scale.
 * @param owned all ReplicaSets of the Deployment
 */
export function rolloutStartedAt(
  deployment: KubeObject,
  newest: KubeObject | null,
  owned: readonly KubeObject[]
): string {
  const created = newest?.metadata.creationTimestamp ?? ''
  const takenUpAgain =
    newest?.kind === 'ControllerRevision'
      ? (lastWrittenAt(newest)?.at ?? created) > created
      : (newest !== null && revisionHistory(newest) !== '') || isUncounted(deployment, newest)
  if (created !== '' && !takenUpAgain) return created
  const isCounted = deployment.kind === 'Deployment' && newest !== null && !isUncounted(deployment, newest)
  const writer = isCounted ? takenUpWriter(deployment, newest, owned) : templateWriter(deployment)
  const written = writer?.at ?? (isCounted ? takenUpAt(newest, owned) : '')
  if (written !== '') return written > created ? written : created
  const progress = stringAt(deploymentCondition(deployment, 'Progressing'), 'lastUpdateTime')
  return created || progress || (deployment.metadata.creationTimestamp ?? '')
}

/**
 * Whether the template of a Deployment is newer than the revision that it carries: its controller numbers it when it sees it
 * (kubernetes pkg/controller/deployment/sync.go getNewReplicaSet). `newest` is the ReplicaSet of that template; null for none yet.
 */
export function isUncounted(deployment: KubeObject, newest: KubeObject | null): boolean {
  const revision = deployment.metadata.annotations?.[revisionAnnotation]
  if (deployment.kind !== 'Deployment' || revision === undefined) return false
  return newest?.metadata.annotations?.[revisionAnnotation] !== revision
}
