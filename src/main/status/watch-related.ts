import { asFailure, type Observed, type ServiceRef } from '../../contract/index.ts'
import type { KubeObject, KubeReader, WatchEvent } from '../ports/kube.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import type { Followed, Related } from '../ports/related.ts'
import { wholeOrNone } from '../lib/left-out.ts'
import { insteadOfForbidden } from '../providers/kubernetes/instead-of-forbidden.ts'
import { createObjectCache, type ObjectCache } from './object-cache.ts'

export interface WatchRelatedOptions {
  readonly reader: Pick<KubeReader, 'watch' | 'raw'>
  readonly ref: ServiceRef
  readonly related: readonly Related[]
  readonly now: () => string
  readonly onChange: () => void
  readonly abort: AbortSignal
}

interface Follower {
  readonly key: string
  readonly cache: ObjectCache
  readonly stop: AbortController
}

/** Follows what belongs to a service by what is known of it, until `abort`. Given what is known, answers with all of it. */
export function watchRelated(options: WatchRelatedOptions): (known: WatchedObjects) => WatchedObjects {
  const { ref, related, reader, now, onChange, abort } = options
  const followers = new Map<string, Follower>()

  function wanted(known: WatchedObjects): readonly Followed[] {
    return related.flatMap((one) => {
      try {
        return one(ref, known)
      } catch (error) {
        // A name that may not be in a path: its object is reported where it is read for what it says.
        if (asFailure(error).code === 'badInput') return []
        throw error
      }
    })
  }

  function follow({ id, awaiting, path, query, kind }: Followed, key: string): void {
    followers.get(id)?.stop.abort()
    const cache = createObjectCache(awaiting, now)
    const stop = new AbortController()
    followers.set(id, { key, cache, stop })
    const ended = AbortSignal.any([abort, stop.signal])
    let latest: WatchEvent | undefined
    const take = (event: WatchEvent): void => {
      cache.take(event)
      onChange()
    }
    const listener = async (event: WatchEvent): Promise<void> => {
      latest = event
      if (event.type !== 'failing' || kind === undefined) return take(event)
      const error = await insteadOfForbidden(reader, kind, event.error, ended)
      // Whatever came meanwhile is newer.
      if (latest === event && !ended.aborted) take({ ...event, error })
    }
    reader.watch(path, query, (event) => void listener(event), ended)
  }

  function all(known: WatchedObjects): WatchedObjects {
    const seen = [...followers].map(([id, { cache }]): [string, Observed<readonly KubeObject[]>] => [
      id,
      wholeOrNone(cache.observed())
    ])
    return new Map([...known, ...seen])
  }

  return (known) => {
    const next = wanted(all(known))
    const ids = new Set(next.map(({ id }) => id))
    for (const [id, { stop }] of followers) {
      if (ids.has(id)) continue
      stop.abort()
      followers.delete(id)
    }
    for (const one of next) {
      const key = `${one.path} ${JSON.stringify(one.query)}`
      if (followers.get(one.id)?.key !== key && !abort.aborted) follow(one, key)
    }
    return all(known)
  }
}
