import type { PrimaryState, Serving, ServiceRef } from '../../../contract/index.ts'
import type { WatchedObjects } from '../../ports/lever.ts'
import { canarySight, type CanarySight } from './canary-sight.ts'

/**
 * The primary that serves for a Canary's target, as Flagger counts its pods; null where the workload serves by itself, as
 * after a promotion that failed (fluxcd/flagger pkg/canary/deployment_controller.go scales the target to 0 at rest).
 */
export function servingPrimary(ref: ServiceRef, known: WatchedObjects, now: Date): Serving | null {
  const sight = sightOfServing(ref, known, now)
  return sight && { name: sight.canary.primary, ready: sight.primary.ready, desired: sight.primary.wanted }
}

/** What is seen of the Canary whose primary serves; null where that is not so. Pure. */
export function sightOfServing(ref: ServiceRef, known: WatchedObjects, now: Date): CanarySight | null {
  const seen = canarySight(ref, known, now)
  if (seen?.kind !== 'one' || seen.sight.role !== 'target' || seen.sight.canary.failed === 'promotion') return null
  const { primary } = seen.sight
  return primary.object === null || primary.wanted === 0 ? null : seen.sight
}

/** How the primary of a service's Canary is, whoever serves; null without one, and while it has not been read. Pure. */
export function primaryState(ref: ServiceRef, known: WatchedObjects, now: Date): PrimaryState | null {
  const seen = canarySight(ref, known, now)
  if (seen?.kind !== 'one' || seen.sight.role !== 'target' || seen.sight.primary.object === null) return null
  const { canary, primary } = seen.sight
  return { name: canary.primary, ready: primary.ready, desired: primary.wanted, problem: primary.notReady }
}
