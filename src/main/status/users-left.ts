import type { ServiceRef, UsersLeft } from '../../contract/index.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { seenRoutes } from '../providers/routes/seen-routes.ts'
import { splitsOf, strangeRoutes } from '../providers/routes/split.ts'

/**
 * Follows whether routes send users to the workloads of a service, by the weights as they are configured.
 * @returns what is asked at each observation, by the workload that was measured or the Service of its name; null while
 * some are sent there, and where no route, or one that cannot be read, says so.
 */
export function followUsers(
  now: () => string
): (ref: ServiceRef, measured: string, known: WatchedObjects) => UsersLeft | null {
  const seen = new Map<string, { readonly isSent: boolean; readonly sinceAt: string | null; readonly seenAt: string }>()
  return (ref, measured, known) => {
    const isSent = areSent(ref, measured, known)
    if (isSent === null) return null
    const before = seen.get(measured)
    const sinceAt = isSent ? null : before?.isSent === true ? now() : (before?.sinceAt ?? null)
    const seenAt = before?.isSent === isSent ? before.seenAt : now()
    seen.set(measured, { isSent, sinceAt, seenAt })
    return isSent ? null : { workload: measured, sinceAt, seenAt }
  }
}

function areSent(ref: ServiceRef, measured: string, known: WatchedObjects): boolean | null {
  const routes = seenRoutes(known)
  if (routes === null || routes.unread.length > 0) return null
  if (strangeRoutes(routes, [ref.name, measured]).length > 0) return null
  const own = splitsOf(routes, ref.namespace, ref.name).flatMap(({ parts }) =>
    parts.filter(
      ({ workloads, destination }) => workloads.includes(measured) || destination.backend.service?.name === measured
    )
  )
  return own.length === 0 ? null : own.some(({ destination }) => destination.share > 0)
}
