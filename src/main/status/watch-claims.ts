import type { KubeReader, WatchEvent } from '../ports/kube.ts'
import { insteadOfForbidden } from '../providers/kubernetes/instead-of-forbidden.ts'
import { claimingKinds, claimingResource, type ClaimingKind } from '../providers/kubernetes/owners/claims.ts'
import { claimsPath } from '../providers/kubernetes/owners/read-claims.ts'
import { createObjectCache, type ObjectCache } from './object-cache.ts'
import { wholeOrNone } from '../lib/left-out.ts'
import type { ObservedClaims } from './ownership.ts'

/** Where objects are followed, and who hears of each change. */
export interface FollowOptions {
  readonly reader: Pick<KubeReader, 'watch' | 'raw'>
  /** All of them when left out. */
  readonly namespace?: string | undefined
  readonly now: () => string
  readonly onChange: () => void
  readonly abort: AbortSignal
}

/** Follows every kind that may claim a Deployment, until `abort`; answers what is known now. */
export function watchClaims(options: FollowOptions): () => ObservedClaims {
  const canaries = follow(options, 'canaries')
  const rollouts = follow(options, 'rollouts')
  return () => ({ canaries: wholeOrNone(canaries.observed()), rollouts: wholeOrNone(rollouts.observed()) })
}

function follow({ reader, namespace, now, onChange, abort }: FollowOptions, kind: ClaimingKind): ObjectCache {
  const cache = createObjectCache(claimingKinds[kind].title, now)
  let latest: WatchEvent | undefined
  const take = (event: WatchEvent): void => {
    cache.take(event)
    onChange()
  }
  const listener = async (event: WatchEvent): Promise<void> => {
    latest = event
    if (event.type !== 'failing') return take(event)
    const error = await insteadOfForbidden(reader, claimingResource(kind), event.error, abort)
    // Whatever came meanwhile is newer.
    if (latest === event && !abort.aborted) take({ ...event, error })
  }
  reader.watch(claimsPath(kind, namespace), {}, (event) => void listener(event), abort)
  return cache
}
