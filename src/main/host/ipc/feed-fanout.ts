import { createFeedReplica, feedNames, type FeedMessage } from '../../../contract/index.ts'

/** Passes the console's feeds to windows, each from the moment it listens. */
export interface FeedFanout {
  /** Keeps what the message says of its feed and passes it to every listening window. */
  publish(message: FeedMessage): void
  /** Sends the value of every feed, then every change. Listening again starts over. */
  listen(window: object, send: (message: FeedMessage) => void): void
  /** After a reload, a crash or the end of the window. */
  forget(window: object): void
}

export function createFeedFanout(): FeedFanout {
  const replica = createFeedReplica()
  const windows = new Map<object, (message: FeedMessage) => void>()
  return {
    publish(message) {
      replica.take(message)
      for (const send of windows.values()) send(message)
    },
    listen(window, send) {
      windows.set(window, send)
      for (const name of feedNames) {
        const whole = replica.snapshot(name)
        if (whole !== undefined) send(whole)
      }
    },
    forget(window) {
      windows.delete(window)
    }
  }
}
