import { kindOf, type ServiceRef } from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { seenScalers, unreadScalers, type SeenScaler } from '../providers/kubernetes/scaling/seen-scalers.ts'
import { canaryOf, type CanaryOf } from '../providers/flagger/of-workload.ts'
import { objectsIn, watchedIds } from '../providers/flagger/watched.ts'

/** What sets the numbers of pods of a service, and what Flagger does about it. */
export interface ServiceScaling {
  readonly scalers: readonly SeenScaler[]
  /** One sentence each, of the Canary that releases it. */
  readonly notes: readonly string[]
  /** Why it is not known whether there are others; null where all of it was read. */
  readonly unread: string | null
}

/** Of the workload and, where a Canary releases it, of its primary as well. Pure. */
export function scalingOf(ref: ServiceRef, objects: WatchedObjects): ServiceScaling {
  const found: CanaryOf =
    ref.kind === undefined ? canaryOf(ref, objectsIn(objects, watchedIds.canaries)) : { kind: 'none' }
  const names = found.kind === 'one' ? [found.canary.target.name, found.canary.primary] : [ref.name]
  const scalers = seenScalers(objects, { kind: kindOf(ref), names })
  const notes = found.kind === 'one' ? notesOf(found, scalers) : []
  return { scalers, notes, unread: ref.kind === 'DaemonSet' ? null : unreadScalers(objects) }
}

/**
 * With an `autoscalerRef` Flagger makes the primary's autoscaler after the target's at every check, and gives an update of the
 * primary no number; without one a promotion gives the primary as many pods as the target had (fluxcd/flagger
 * pkg/controller/scheduler.go advanceCanary, pkg/canary/hpa_reconciler.go, deployment_controller.go promote). KEDA it tells to
 * keep a target that is not on trial at 0 (pkg/canary/keda_reconciler.go PauseTargetScaler).
 */
function notesOf(
  { canary, object }: Extract<CanaryOf, { readonly kind: 'one' }>,
  scalers: readonly SeenScaler[]
): readonly string[] {
  const { target, primary } = canary
  const shown = (text: string): string => visibleText(text, 253)
  const reference = stringAt(object, 'spec', 'autoscalerRef', 'name')
  const notes: string[] = []
  if (reference === '') {
    if (scalers.some(({ workload }) => workload === target.name))
      notes.push(
        `Canary ${shown(canary.name)} names no autoscaler: ${shown(primary)} keeps the number of pods that the last promotion gave it.`
      )
    return notes
  }
  if (scalers.some(({ workload }) => workload === primary))
    notes.push(
      `Flagger makes the autoscaler of ${shown(primary)} after ${shown(reference)} at every check: limits that are changed on the primary's last until then.`
    )
  const held = scalers.find(({ name, paused }) => name === reference && paused?.at === 0)
  if (held !== undefined)
    notes.push(
      `Flagger paused ${shown(held.title)} at 0 while nothing is on trial, and lets it go with the next release: leave it.`
    )
  return notes
}
