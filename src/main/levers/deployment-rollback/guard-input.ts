import type { Ownership } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { CommandPlace } from '../../providers/kubernetes/commands.ts'
import type { HistoryEntry } from '../../providers/kubernetes/history.ts'
import type { RolloutEstimate } from '../../providers/kubernetes/rollout-estimate.ts'

/** What guards look at. */
export interface GuardInput {
  readonly place: CommandPlace
  readonly deployment: KubeObject
  readonly history: readonly HistoryEntry[]
  /** What shall be gone back to. */
  readonly target: HistoryEntry
  readonly insecure: boolean
  readonly ownership: Ownership
  readonly estimate: RolloutEstimate
  readonly targetStanding: 'good' | 'bad' | 'none'
  readonly targetText: string
}
