import type { ServiceRef } from '../../../contract/index.ts'
import type { SeenRoutes } from './seen-routes.ts'
import { splitsOf } from './split.ts'

/**
 * Whether a Deployment gets copies of requests and no request of a user: nobody sees its answers, which its own proxy counts
 * as any others.
 */
export function getsOnlyCopies(seen: SeenRoutes, { namespace, name }: ServiceRef): boolean {
  const splits = splitsOf(seen, namespace, name)
  const isCopied = splits.some(({ mirrors }) =>
    mirrors.some(({ workloads }) => workloads.some((names) => names.includes(name)))
  )
  const isAsked = splits.some(({ parts }) =>
    parts.some(({ workloads, destination }) => workloads.includes(name) && destination.share > 0)
  )
  return isCopied && !isAsked
}
