import type { RolloutView } from '../../../contract/index.ts'

/** kubectl's answer about a rollout. */
export interface RolloutStatus {
  readonly state: RolloutView['state']
  /** kubectl's own sentence, without the line end. */
  readonly message: string
  /** kubectl would stop waiting: rolled out, or failed. */
  readonly done: boolean
}
