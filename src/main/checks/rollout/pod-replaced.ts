import { isPodReady } from '../../providers/kubernetes/pods/pod-life.ts'
import { podReason, shortReason } from '../../providers/kubernetes/pods/pod-reason.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import type { TargetCheck } from '../target-check.ts'

/** Whether another pod has the name of this one by now and is ready, as the pods of a StatefulSet follow one another. */
export const podReplaced: TargetCheck = async (target, { reader }, abort) => {
  if (target.api !== 'kubernetes') return { met: null, text: 'That is no pod' }
  const pod = await readObject(reader, targetPath(target), { abort })
  const { name } = target
  if (pod === null) return { met: null, text: `Pod ${name} is not there yet` }
  if (pod.metadata.uid === target.uid) return { met: null, text: `Pod ${name} is still there` }
  if (isPodReady(pod)) return { met: true, text: `Pod ${name} is a new one, and ready` }
  return { met: null, text: `Pod ${name} is a new one, and not ready: ${shortReason(podReason(pod))}` }
}
