import type { ServiceRef } from '../../contract/index.ts'
import { lastValue } from '../../contract/index.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { canaryOf } from '../providers/flagger/of-workload.ts'
import { getsOnlyCopies } from '../providers/routes/copies.ts'
import { seenRoutes } from '../providers/routes/seen-routes.ts'

/**
 * Whose requests are those of a service's users. Where a Canary releases it, its primary gets them too, and those that are
 * sent to a canary without a ready pod are told of by the name of its Service alone. Copies of requests are no user's.
 * Null while that is being read.
 */
export function workloadsOf(ref: ServiceRef, objects: WatchedObjects): readonly [ServiceRef, ...ServiceRef[]] | null {
  if (ref.kind !== undefined) return [ref]
  const canaries = objects.get('canaries')
  if (canaries === undefined || canaries.state === 'loading') return null
  const found = canaryOf(ref, lastValue(canaries) ?? [])
  if (found.kind !== 'one' || found.role !== 'target') return [ref]
  const primary = { ...ref, name: found.canary.primary }
  if (found.canary.mirrors) {
    const seen = seenRoutes(objects)
    if (seen === null) return null
    if (getsOnlyCopies(seen, ref)) return [primary]
  }
  return [ref, primary, { ...ref, name: found.canary.services.canary }]
}
