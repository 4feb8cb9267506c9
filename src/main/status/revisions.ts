import type { RevisionView } from '../../contract/index.ts'
import { at, numberAt, stringAt } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject } from '../ports/kube.ts'
import { historyOf, templateOf } from '../providers/kubernetes/history.ts'
import { readyReplicas } from '../providers/kubernetes/pods/replica-set-pods.ts'
import type { StandingsByReplicaSet } from './standings.ts'
import { imagesOf, templateDifferences } from '../providers/kubernetes/template-differences.ts'

const changeCause = 'kubernetes.io/change-cause'

/** The history of a Deployment, newest revision first. */
export function revisionViews(
  deployment: KubeObject,
  replicaSets: readonly KubeObject[],
  standings: StandingsByReplicaSet
): readonly RevisionView[] {
  const template = templateOf(deployment)
  return historyOf(deployment, replicaSets).map(
    ({ replicaSet, revision, isCurrent, template: theirs }): RevisionView => {
      const { metadata } = replicaSet
      const known = standings.get(metadata.uid)
      return {
        revision,
        replicaSet: metadata.name,
        uid: metadata.uid,
        hash: metadata.labels?.['pod-template-hash'] ?? '',
        createdAt: metadata.creationTimestamp ?? '',
        images: imagesOf(theirs),
        changeCause: changeCauseOf(replicaSet),
        replicas: numberAt(replicaSet, 'status', 'replicas') ?? 0,
        ready: readyReplicas(replicaSet),
        isCurrent,
        differs: isCurrent ? [] : templateDifferences(theirs, template),
        evidence: known?.evidence ?? [],
        standing: known?.standing ?? 'none',
        recommended: known?.recommended ?? false
      }
    }
  )
}

/** kubernetes/kubectl pkg/polymorphichelpers/history.go getChangeCause: the ReplicaSet's, else its template's. */
function changeCauseOf(replicaSet: KubeObject): string {
  const own = replicaSet.metadata.annotations?.[changeCause]
  const template = at(replicaSet, 'spec', 'template', 'metadata', 'annotations')
  return visibleText(own ?? stringAt(template, changeCause), 300)
}
