import type { KubeObject } from '../../ports/kube.ts'
import type { ConfigChange } from '../../providers/kubernetes/config/config-data.ts'
import type { ConfigUses } from '../../providers/kubernetes/config/config-uses.ts'
import type { ConfigChoice } from './choice.ts'

/** What a plan is made of, read fresh. */
export interface FoundConfig {
  readonly choice: ConfigChoice
  readonly object: KubeObject
  readonly deployment: KubeObject
  readonly uses: ConfigUses
  readonly changes: readonly ConfigChange[]
  /** Whether what was last applied is put back. */
  readonly isApplied: boolean
  /** Why it is chosen: what changed, and what speaks for and against it. */
  readonly why: string
  /** Whose change is put back, and when it was made; null where that is not known, or it was Backout's. */
  readonly cause: { readonly text: string; readonly at: string } | null
  /** Keys that were not applied and stay. */
  readonly kept: readonly string[]
}
