import { controllerReference } from './claim.ts'
import type { Deployment, ReplicaSet } from './kube-types.ts'
import { nameOf, namespaceOf } from './kube-types.ts'
import { newestAnnotations, replicaAnnotations } from './revisions.ts'
import { fenceposts } from './rolling.ts'
import { hashLabel, templateHash } from './template.ts'

/** The ReplicaSet of a template that has none yet (kubernetes pkg/controller/deployment/sync.go getNewReplicaSet). */
export function newReplicaSet(deployment: Deployment, replicas: number, revision: number): ReplicaSet {
  const { template, selector, minReadySeconds = 0 } = deployment.spec
  const hash = templateHash(template, deployment.status?.collisionCount)
  const labels = { ...template.metadata?.labels, [hashLabel]: hash }
  const made: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${nameOf(deployment)}-${hash}`,
      namespace: namespaceOf(deployment),
      labels,
      ownerReferences: [controllerReference(deployment)]
    },
    spec: {
      replicas,
      ...(minReadySeconds === 0 ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } }
    }
  }
  const noted = {
    ...newestAnnotations(deployment, made, revision),
    ...replicaAnnotations(deployment.spec.replicas, fenceposts(deployment).maxSurge)
  }
  return { ...made, metadata: { ...made.metadata, annotations: noted } }
}
