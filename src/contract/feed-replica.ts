import type { FeedMessage, FeedName, Feeds } from './feeds.ts'
import { outputWith, type OutputChange } from './pod-output.ts'
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
  let written: OutputChange[] = []

  function value<N extends FeedName>(feed: N): Feeds[N] | undefined {
    if (feed === 'record' && values.record && came.length > 0) {
      values.record = recordWith(values.record, came)
      came = []
    }
    if (feed === 'output' && values.output && written.length > 0) {
      values.output = outputWith(values.output, written)
      written = []
    }
    return values[feed]
  }

  function hold<N extends FeedName>(feed: N, whole: Feeds[N]): void {
    values[feed] = whole
  }

  return {
    take(message) {
      if ('change' in message) {
        if (!values[message.feed]) return
        if (message.feed === 'record') came.push(message.change)
        else written.push(message.change)
      } else {
        if (message.feed === 'record') came = []
        if (message.feed === 'output') written = []
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
