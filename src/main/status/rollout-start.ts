import { stringAt } from '../lib/json-access.ts'
import { deploymentCondition } from '../providers/kubernetes/rollout-status.ts'
import type { KubeObject } from '../ports/kube.ts'
import { revisionHistoryAnnotation } from '../providers/kubernetes/history.ts'
import { lastWrittenAt, templateWriter } from '../providers/kubernetes/managed-fields.ts'

/**
 * When the newest revision started to roll out, ISO on the server's clock. A new ReplicaSet was made at that moment.
 * One that an undo took up again is older than that: then it is when the Deployment's template was last written.
 */
export function rolloutStartedAt(deployment: KubeObject, newest: KubeObject | null): string {
  const created = newest?.metadata.creationTimestamp ?? ''
  const takenUpAgain =
    newest?.kind === 'ControllerRevision'
      ? (lastWrittenAt(newest)?.at ?? created) > created
      : newest?.metadata.annotations?.[revisionHistoryAnnotation] !== undefined
  if (created !== '' && !takenUpAgain) return created
  const written = templateWriter(deployment)?.at ?? ''
  if (written !== '') return written > created ? written : created
  const progress = stringAt(deploymentCondition(deployment, 'Progressing'), 'lastUpdateTime')
  return created || progress || (deployment.metadata.creationTimestamp ?? '')
}
