import type { Ownership, Plan } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { at } from '../../lib/json-access.ts'
import { rolloutStatus } from '../../providers/kubernetes/rollout-status.ts'
import type { KubeObject } from '../../ports/kube.ts'

export interface WithoutYouInput {
  readonly deployment: KubeObject
  readonly revision: number
  readonly ownership: Ownership
  /** When the progress deadline passes, ISO on the server's clock; null when the rollout is over or its start unknown. */
  readonly deadlineAt: string | null
}

/**
 * What becomes of a Deployment that nobody touches. A Deployment never goes back by itself: past its deadline the
 * controller only reports it (kubernetes pkg/controller/deployment/progress.go syncRolloutStatus; the documentation of
 * `.spec.progressDeadlineSeconds` says that a rollback is up to higher levels).
 */
export function withoutYou({ deployment, revision, ownership, deadlineAt }: WithoutYouInput): Plan['withoutYou'] {
  const gitops = ownership.owners.find(({ role }) => role === 'gitops')
  const never = 'Kubernetes never rolls back by itself'
  const others = gitops ? `, and ${gitops.system} keeps what Git says.` : '.'
  const { state } = rolloutStatus(deployment)
  if (at(deployment, 'spec', 'paused') === true)
    return { text: 'stays paused', detail: `Nothing rolls out until it is resumed. ${never}${others}` }
  if (state === 'stuck')
    return {
      text: 'stays stuck',
      detail: `Its progress deadline has passed and nothing was reverted. ${never}${others}`
    }
  if (state === 'progressing' && deadlineAt !== null)
    return {
      text: `stays, times out ${utc(deadlineAt)}`,
      detail: `Past its deadline the rollout only counts as failed; nothing is reverted. ${never}${others}`
    }
  return { text: `stays on revision ${revision}`, detail: `${never}${others}` }
}
