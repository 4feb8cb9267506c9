import type { FeedMessage, FeedName, Feeds } from '../../contract/index.ts'
import { feedNames } from '../../contract/index.ts'

/** The console's published state: one value and one revision per feed. */
export interface FeedHub {
  value<N extends FeedName>(feed: N): Feeds[N]
  /** Publishes a new value; a value that is the same reference is not published again. */
  set<N extends FeedName>(feed: N, value: Feeds[N]): void
  update<N extends FeedName>(feed: N, change: (value: Feeds[N]) => Feeds[N]): void
  /** Delivers every feed's current value at once, then each change. Returns the unsubscribe function. */
  subscribe(listener: (message: FeedMessage) => void): () => void
}

/** Makes the hub. Delivery is synchronous and in order; a listener that throws does not disturb the others. */
export function createFeedHub(initial: Feeds): FeedHub {
  const values: { -readonly [N in FeedName]: Feeds[N] } = { ...initial }
  const revisions = Object.fromEntries(feedNames.map((name) => [name, 1])) as Record<FeedName, number>
  const listeners = new Set<(message: FeedMessage) => void>()

  function message<N extends FeedName>(feed: N): FeedMessage {
    return { feed, revision: revisions[feed], value: values[feed] } as FeedMessage
  }

  function deliver(listener: (message: FeedMessage) => void, feed: FeedName): void {
    try {
      listener(message(feed))
    } catch (error) {
      // A broken window must not stop the journal's or the run's own publishing.
      console.error('feed listener failed', error)
    }
  }

  const hub: FeedHub = {
    value: (feed) => values[feed],
    set(feed, value) {
      if (values[feed] === value) return
      values[feed] = value
      revisions[feed] += 1
      for (const listener of listeners) deliver(listener, feed)
    },
    update(feed, change) {
      hub.set(feed, change(values[feed]))
    },
    subscribe(listener) {
      listeners.add(listener)
      for (const name of feedNames) deliver(listener, name)
      return () => listeners.delete(listener)
    }
  }
  return hub
}
