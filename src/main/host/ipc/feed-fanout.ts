import { createFeedReplica, feedNames, type FeedMessage } from '../../../contract/index.ts'

/** Passes the console's feeds to windows, each from the moment it listens. */
export interface FeedFanout {
  /** Keeps what the message says of its feed and passes it to every listening window. */
  publish(message: FeedMessage): void
  /** Sends the values of all feeds at once, for which a window then draws itself once, and after that every change. Listening again starts over. */
  listen(window: object, send: (messages: readonly FeedMessage[]) => void): void
  /** After a reload, a crash or the end of the window. */
  forget(window: object): void
}

export function createFeedFanout(): FeedFanout {
  const replica = createFeedReplica()
  const windows = new Map<object, (messages: readonly FeedMessage[]) => void>()
  return {
    publish(message) {
      replica.take(message)
      for (const send of windows.values()) send([message])
    },
    listen(window, send) {
      windows.set(window, send)
      send(feedNames.flatMap((name) => replica.snapshot(name) ?? []))
    },
    forget(window) {
      windows.delete(window)
    }
  }
}
