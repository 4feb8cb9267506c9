import type { FeedMessage, FeedName, Feeds } from './feeds.ts'
import { recordWith, type RecordChange } from './record.ts'

/** What one follower of the feeds was told; what came to a feed is put together only when somebody asks for it. */
export interface FeedReplica {
  /** Takes a message in the order of sending. A change that nothing whole came before is let go. */
  take(message: FeedMessage): void
  /** Undefined before its first message. */
  value<N extends FeedName>(feed: N): Feeds[N] | undefined
  /** The current value as a message of its own; undefined before the first one. */
  snapshot(feed: FeedName): FeedMessage | undefined
}

/** Makes an empty replica. */
export function createFeedReplica(): FeedReplica {
  const values: { -readonly [N in FeedName]?: Feeds[N] } = {}
  const revisions = new Map<FeedName, number>()
  let came: RecordChange[] = []

  function value<N extends FeedName>(feed: N): Feeds[N] | undefined {
    if (feed === 'record' && values.record && came.length > 0) {
      values.record = recordWith(values.record, came)
      came = []
    }
    return values[feed]
  }

  function hold<N extends FeedName>(feed: N, whole: Feeds[N]): void {
    values[feed] = whole
  }

  return {
    take(message) {
      if ('change' in message) {
        if (!values.record) return
        came.push(message.change)
      } else {
        if (message.feed === 'record') came = []
        hold(message.feed, message.value)
      }
      revisions.set(message.feed, message.revision)
    },
    value,
    snapshot(feed) {
      const revision = revisions.get(feed)
      return revision === undefined ? undefined : ({ feed, revision, value: value(feed) } as FeedMessage)
    }
  }
}
