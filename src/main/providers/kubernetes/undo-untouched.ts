import { isJsonObject } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { lostOptOuts } from './opt-outs.ts'
import { patchedValue, unmetTests } from './patch-tests.ts'
import { overtakenAnnotations } from './undo.ts'

/** Whether an undo still finds what it was made of; `isSaid` when its plan says that an opt-out is lost. */
export function isUntouched(body: string, deployment: KubeObject, isSaid: boolean): boolean {
  if (unmetTests(body, deployment).length > 0 || overtakenAnnotations(body, deployment).length > 0) return false
  const after = patchedValue(body, '/metadata/annotations')
  if (!isJsonObject(after)) return !isSaid
  const lost = lostOptOuts(deployment.metadata.annotations ?? {}, after)
  return lost.length > 0 === isSaid
}
