import type { Check, Target } from '../../../contract/index.ts'
import { targetName } from '../../../contract/index.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { reconcilerKinds, type ReconcilerKind } from '../../providers/kubernetes/gitops/reconcilers.ts'
import { reconcilingOf } from '../../providers/kubernetes/gitops/reconciling.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import type { TargetCheck } from '../target-check.ts'

/** As a gate: held, and nothing that was begun before is still under way, which would come over the change that follows. */
export const reconcilerHeld: TargetCheck = async (target, { reader }, abort) => {
  const { status, evidence } = await lookAtReconciler(target, true, reader, abort)
  return { met: status === 'Unknown' ? null : status === 'True', text: evidence }
}

/**
 * Whether what puts Git back is held, or goes on, from a fresh reading.
 * @throws FailureError when it cannot be read.
 */
export async function lookAtReconciler(
  target: Target,
  holds: boolean,
  reader: ReadPlace['reader'],
  abort: AbortSignal
): Promise<Pick<Check, 'status' | 'evidence'>> {
  const kind = target.api === 'kubernetes' ? kindOf(target.resource) : undefined
  if (target.api !== 'kubernetes' || kind === undefined)
    return { status: 'Unknown', evidence: 'That applies nothing from Git' }
  const object = await readObject(reader, targetPath(target), { abort })
  const title = `${kind} ${targetName(target)}`
  if (object === null) return { status: 'False', evidence: `${title} is gone` }
  if (object.metadata.uid !== target.uid) return { status: 'False', evidence: `${title} was replaced` }
  const { state, text, isApplying } = reconcilingOf(kind, object)
  if ((state === 'held') !== holds) return { status: 'False', evidence: `${text} Somebody put it back.` }
  return holds && isApplying
    ? { status: 'Unknown', evidence: 'A sync that began before is still under way, and may still change things' }
    : { status: 'True', evidence: text }
}

function kindOf(resource: string): ReconcilerKind | undefined {
  const kinds: readonly ReconcilerKind[] = ['Application', 'Kustomization', 'HelmRelease']
  return kinds.find((kind) => reconcilerKinds[kind].resource === resource)
}
