import type { TargetCheck } from '../target-check.ts'
import { readDeployment } from '../../providers/kubernetes/read-deployment.ts'
import { rolloutStatus } from '../../providers/kubernetes/rollout-status.ts'

/** Whether a Deployment is rolled out, by the rules of `kubectl rollout status`. */
export const rolledOut: TargetCheck = async (target, { reader, context }, abort) => {
  if (target.api !== 'kubernetes') return { met: null, text: 'That is no Deployment' }
  const { namespace, name, uid } = target
  const deployment = await readDeployment(reader, { context, ref: { namespace, name } }, abort)
  if (deployment?.metadata.uid !== uid) return { met: false, text: `Deployment ${name} was deleted or replaced` }
  const { state, message } = rolloutStatus(deployment)
  return { met: state === 'complete' ? true : state === 'stuck' ? false : null, text: message }
}
