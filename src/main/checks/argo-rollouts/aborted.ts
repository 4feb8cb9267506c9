import { readObject } from '../../providers/kubernetes/read-object.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import { readRollout } from '../../providers/kubernetes/argo-rollouts/rollout.ts'
import type { TargetCheck } from '../target-check.ts'

/** Whether the controller has taken an abort up: its phase says so, and the stable revision gets everything. */
export const abortTakenUp: TargetCheck = async (target, { reader }, abort) => {
  if (target.api !== 'kubernetes') return { met: null, text: 'That is no Rollout' }
  const { subresource: _part, ...whole } = target
  const object = await readObject(reader, targetPath(whole), { abort })
  if (object?.metadata.uid !== target.uid) return { met: false, text: `Rollout ${target.name} was deleted or replaced` }
  const { isAborted, phase } = readRollout(object)
  if (isAborted && phase === 'Degraded') return { met: true, text: `Rollout ${target.name} is aborted` }
  return { met: null, text: `Rollout ${target.name} is ${phase || 'not judged yet'}` }
}
