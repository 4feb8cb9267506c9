import { holdsBackAnnotation } from '../../lib/held-back.ts'
import { notShown } from '../../lib/not-shown.ts'
import { goJson } from './go-json.ts'
import { isJsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { revisionAnnotation, revisionHistoryAnnotation, templateOf } from './history.ts'
import { patchedValue } from './patch-tests.ts'
import { withoutHash } from './pod-template.ts'

export const jsonPatchType = 'application/json-patch+json'

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

/** Values that are not known to be harmless are told by their length and a digest. */
function shownAnnotation(key: string, value: string | undefined): string | undefined {
  return value !== undefined && holdsBackAnnotation(key, value) ? notShown(value) : value
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

/** The body of the undo with its preconditions in front, as the API server compares it. */
export function undoBody(deployment: KubeObject, replicaSet: KubeObject): string {
  return goJson([...undoPreconditions(deployment), ...undoOperations(deployment, replicaSet)])
}

const longestChange = 600

/** What undo does to the Deployment's annotations, one sentence each; what others wrote is made visible. */
export function annotationChanges(deployment: KubeObject, replicaSet: KubeObject): readonly string[] {
  const before = deployment.metadata.annotations ?? {}
  const after = undoneAnnotations(deployment, replicaSet)
  const changes = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key) => {
    if (before[key] === after[key]) return []
    const [old, next] = [shownAnnotation(key, before[key]), shownAnnotation(key, after[key])]
    if (next === undefined) return [`${key} is removed: only the Deployment has it.`]
    if (old === undefined) return [`${key} comes back as "${next}".`]
    return [`${key} goes from "${old}" to "${next}".`]
  })
  const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
  const shown = changes.map((change) => visibleText(change, longestChange))
  if (before[lastApplied] === undefined) return shown
  return [
    ...shown,
    `${lastApplied} stays as it is and no longer matches: a later kubectl apply may not change what you expect.`
  ]
}
