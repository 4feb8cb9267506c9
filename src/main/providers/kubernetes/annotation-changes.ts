import { holdsBackAnnotation } from '../../lib/held-back.ts'
import { notShown } from '../../lib/not-shown.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { undoneAnnotations } from './undo.ts'

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

/** Values that are not known to be harmless are told by their length and a digest. */
function shownAnnotation(key: string, value: string | undefined): string | undefined {
  return value !== undefined && holdsBackAnnotation(key, value) ? notShown(value) : value
}
