import { asksForChange } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { World } from '../../ports/lever.ts'
import { comparableTemplate, promotedTemplate } from '../../providers/flagger/promoted-template.ts'
import { templateOf, type HistoryEntry } from '../../providers/kubernetes/history.ts'
import { sameTemplate } from '../../providers/kubernetes/pod-template.ts'
import { bestRelease, earlierReleases, isLeftBehind } from './earlier.ts'

interface Workloads {
  readonly primary: KubeObject
  readonly target: KubeObject | null
  /** Of the primary, newest first. */
  readonly history: readonly HistoryEntry[]
}

/**
 * Whether the primary was taken back to an earlier release and its target still has another one, which Flagger would try again:
 * that is finished, unless the service asks for a change and there is yet another release to bring back. Pure.
 */
export function isUnfinished({ verdict }: Pick<World, 'verdict'>, { primary, target, history }: Workloads): boolean {
  const [newest] = earlierReleases(history)
  if (target === null || newest === undefined || !isLeftBehind(history, newest)) return false
  if (asksForChange(verdict?.level) && bestRelease(history) !== null) return false
  const own = templateOf(target)
  return !sameTemplate(comparableTemplate(own), promotedTemplate(primary, target, own))
}
