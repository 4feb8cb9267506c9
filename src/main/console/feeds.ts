import type { FeedChanges, FeedMessage, FeedName, Feeds } from '../../contract/index.ts'
import { createFeedReplica, feedNames } from '../../contract/index.ts'

/** The console's published state: one value and one revision per feed. */
export interface FeedHub {
  value<N extends FeedName>(feed: N): Feeds[N]
  /** Publishes a new value; a value that is the same reference is not published again. */
  set<N extends FeedName>(feed: N, value: Feeds[N]): void
  update<N extends FeedName>(feed: N, change: (value: Feeds[N]) => Feeds[N]): void
  /** Publishes what came to a feed, and nothing else of it. */
  grow<N extends keyof FeedChanges>(feed: N, change: FeedChanges[N]): void
  /** Delivers every feed's current value at once, then each change. Returns the unsubscribe function. */
  subscribe(listener: (message: FeedMessage) => void): () => void
}

/** Makes the hub. Delivery is synchronous and in order; a listener that throws does not disturb the others. */
export function createFeedHub(initial: Feeds): FeedHub {
  const replica = createFeedReplica()
  const revisions = new Map<FeedName, number>()
  const listeners = new Set<(message: FeedMessage) => void>()

  function publish(message: FeedMessage): void {
    replica.take(message)
    for (const listener of listeners) deliver(listener, message)
  }

  function deliver(listener: (message: FeedMessage) => void, message: FeedMessage): void {
    try {
      listener(message)
    } catch (error) {
      // A broken window must not stop the journal's or the run's own publishing.
      console.error('feed listener failed', error)
    }
  }

  function nextRevision(feed: FeedName): number {
    const revision = (revisions.get(feed) ?? 0) + 1
    revisions.set(feed, revision)
    return revision
  }

  function value<N extends FeedName>(feed: N): Feeds[N] {
    return replica.value(feed) as Feeds[N]
  }

  const hub: FeedHub = {
    value,
    set(feed, next) {
      if (value(feed) === next) return
      publish({ feed, revision: nextRevision(feed), value: next } as FeedMessage)
    },
    update(feed, change) {
      hub.set(feed, change(value(feed)))
    },
    grow(feed, change) {
      publish({ feed, revision: nextRevision(feed), change } as FeedMessage)
    },
    subscribe(listener) {
      listeners.add(listener)
      for (const name of feedNames) {
        const whole = replica.snapshot(name)
        if (whole) deliver(listener, whole)
      }
      return () => listeners.delete(listener)
    }
  }
  for (const name of feedNames)
    publish({ feed: name, revision: nextRevision(name), value: initial[name] } as FeedMessage)
  return hub
}
