import { goJson } from './go-json.ts'
import { isJsonObject } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { revisionAnnotation, revisionHistoryAnnotation, templateOf } from './history.ts'
import { patchedValue } from './patch-tests.ts'
import { withoutHash } from './pod-template.ts'

export type PatchOperation =
  | { readonly op: 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'replace'; readonly path: string; readonly value: unknown }

/**
 * Annotations that undo keeps from the Deployment; all others come from the ReplicaSet.
 * kubectl pkg/polymorphichelpers/rollback.go annotationsToSkip.
 */
const keptAnnotations: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  revisionHistoryAnnotation,
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to'
])

/** Whether undo leaves an annotation of the Deployment as it is. */
export function keepsAnnotation(key: string): boolean {
  return keptAnnotations.has(key)
}

/**
 * Annotations that an undo keeps and that are not any more what its body, made earlier, would put there: sent now, it
 * would take back what somebody has written since. The revision is left out: a test of the body looks at it.
 */
export function overtakenAnnotations(body: string, deployment: KubeObject): readonly string[] {
  const planned = patchedValue(body, '/metadata/annotations')
  if (!isJsonObject(planned)) return []
  return [...keptAnnotations].filter(
    (key) => key !== revisionAnnotation && planned[key] !== deployment.metadata.annotations?.[key]
  )
}

/** The annotations of the Deployment after an undo to this ReplicaSet. */
export function undoneAnnotations(deployment: KubeObject, replicaSet: KubeObject): Readonly<Record<string, string>> {
  const kept = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => keepsAnnotation(key))
  const restored = Object.entries(replicaSet.metadata.annotations ?? {}).filter(([key]) => !keepsAnnotation(key))
  return Object.fromEntries([...kept, ...restored])
}

/**
 * The two operations of `kubectl rollout undo --to-revision`, from raw JSON.
 * kubectl pkg/polymorphichelpers/rollback.go getDeploymentPatch.
 */
export function undoOperations(deployment: KubeObject, replicaSet: KubeObject): readonly PatchOperation[] {
  return [
    { op: 'replace', path: '/spec/template', value: withoutHash(templateOf(replicaSet)) },
    { op: 'replace', path: '/metadata/annotations', value: undoneAnnotations(deployment, replicaSet) }
  ]
}

/**
 * What must still be true when the patch arrives: the same object, the same revision, the same template.
 * Without them the last writer wins. resourceVersion is left out: every status update changes it.
 */
export function undoPreconditions(deployment: KubeObject): readonly PatchOperation[] {
  return [
    { op: 'test', path: '/metadata/uid', value: deployment.metadata.uid },
    {
      op: 'test',
      path: `/metadata/annotations/${revisionAnnotation.replace('/', '~1')}`,
      value: deployment.metadata.annotations?.[revisionAnnotation] ?? null
    },
    { op: 'test', path: '/spec/template', value: templateOf(deployment) }
  ]
}

/**
 * The undo of a StatefulSet or DaemonSet: kubectl sends the data of its ControllerRevision, which is the template with the
 * directive to replace the one that is there (kubectl pkg/polymorphichelpers/rollback.go StatefulSetRollbacker, DaemonSetRollbacker).
 * That kind of patch has no tests, so the same is said as a JSON Patch. Annotations stay as they are.
 */
function revisionedUndo(workload: KubeObject, revision: KubeObject): readonly PatchOperation[] {
  return [
    { op: 'test', path: '/metadata/uid', value: workload.metadata.uid },
    { op: 'test', path: '/spec/template', value: templateOf(workload) },
    { op: 'replace', path: '/spec/template', value: withoutHash(templateOf(revision)) }
  ]
}

/** The body of the undo with its preconditions in front, as the API server compares it. */
export function undoBody(deployment: KubeObject, replicaSet: KubeObject): string {
  if (deployment.kind !== 'Deployment') return goJson(revisionedUndo(deployment, replicaSet))
  return goJson([...undoPreconditions(deployment), ...undoOperations(deployment, replicaSet)])
}
