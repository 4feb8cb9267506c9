import { feedNames, type FeedMessage, type FeedName } from '../../../contract/index.ts'

/** Passes the console's feeds to windows, each from the moment it listens. */
export interface FeedFanout {
  /** Keeps the message as its feed's value and passes it to every listening window. */
  publish(message: FeedMessage): void
  /** Sends the value of every feed, then every change. Listening again starts over. */
  listen(window: object, send: (message: FeedMessage) => void): void
  /** After a reload, a crash or the end of the window. */
  forget(window: object): void
}

export function createFeedFanout(): FeedFanout {
  const values = new Map<FeedName, FeedMessage>()
  const windows = new Map<object, (message: FeedMessage) => void>()
  return {
    publish(message) {
      values.set(message.feed, message)
      for (const send of windows.values()) send(message)
    },
    listen(window, send) {
      windows.set(window, send)
      for (const name of feedNames) {
        const value = values.get(name)
        if (value !== undefined) send(value)
      }
    },
    forget(window) {
      windows.delete(window)
    }
  }
}
